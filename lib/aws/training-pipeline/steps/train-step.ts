import { StepRenderer } from './step-renderer';
import { trainingJob } from './training-job';

export const TRAIN_STEP: StepRenderer<'train'> = {
  type: 'Training',
  caches: 'withPipeline',
  retries: 'job',
  job: 'training-job',
  render: (step, context) => {
    const { common, hyperparameters } = trainingJob(step, context);
    return { Arguments: { ...common, ...(Object.keys(hyperparameters).length > 0 ? { HyperParameters: hyperparameters } : {}) } };
  },
};
