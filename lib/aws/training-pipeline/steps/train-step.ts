import { trainingSource } from './job';
import { StepRenderer } from './step-renderer';
import { trainingJob } from './training-job';
import { trainLimits } from '../job-limits';

export const TRAIN_STEP: StepRenderer<'train'> = {
  type: 'Training',
  caches: 'withPipeline',
  retries: 'job',
  job: 'training-job',
  output: (_name, reported) => reported('ModelArtifacts.S3ModelArtifacts'),
  image: step => step,
  source: trainingSource,
  limits: trainLimits,
  render: (step, context) => {
    const { common, hyperparameters } = trainingJob(step, context);
    return { Arguments: { ...common, ...(Object.keys(hyperparameters).length > 0 ? { HyperParameters: hyperparameters } : {}) } };
  },
};
