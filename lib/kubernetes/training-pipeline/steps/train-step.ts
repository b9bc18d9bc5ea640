import { jobParts } from './job';
import { StepRenderer } from './step-template';
import { artifactPlace, runFiles } from '../run-files';

const MODEL_FOLDER = '/opt/ml/model';
const DATA_FOLDER = '/opt/ml/input/data';

/** A training: its model is what it leaves in one folder. Scripts for SageMaker find their folders by the same variables. */
export const TRAIN_STEP: StepRenderer<'train'> = (step, context) => {
  const { name, settings } = context;
  const parts = jobParts(step, context, { inputFolder: DATA_FOLDER, values: step.hyperparameters });
  const channels = Object.keys(step.inputs ?? {}).map(input => [`SM_CHANNEL_${input.toUpperCase().replace(/-/g, '_')}`, `${DATA_FOLDER}/${input}`]);
  return {
    ...parts,
    environment: { SM_MODEL_DIR: MODEL_FOLDER, ...Object.fromEntries(channels) as Record<string, string>, ...parts.environment },
    folders: [MODEL_FOLDER],
    writes: [{ name: 'model', path: MODEL_FOLDER, place: artifactPlace(runFiles(settings, name, 'model')) }],
  };
};
