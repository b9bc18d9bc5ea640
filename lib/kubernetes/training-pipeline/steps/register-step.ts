import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HOME, plain } from './job';
import { StepRenderer } from './step-template';
import { parseReference } from '../../../definition/pipeline/reference';
import { mlflowImage } from '../../foundation/mlflow-image';
import { mlflowPlace } from '../../foundation/mlflow-place';
import { taskName } from '../pipeline-settings';
import { runFiles } from '../run-files';
import { METRICS } from './step-condition';

const PROGRAM = join(__dirname, '..', '..', '..', 'programs', 'register', 'register_model.py');

/** A new version in the registry of MLflow, with where its files are, as an endpoint takes them. */
export const REGISTER_STEP: StepRenderer<'register'> = ({ description, metrics, model }, { scripts, settings }) => {
  const { registeredModel, registry = {}, trackingUri } = settings;
  const trained = parseReference(model);
  const artifact = runFiles(settings, trained.kind === 'step' ? trained.owner : model, 'model');
  const code = scripts.with({ 'register_model.py': readFileSync(PROGRAM) }, 'register_model.py');
  return {
    image: mlflowImage(),
    command: ['python'],
    args: [code.script],
    environment: {
      HOME,
      MLFLOW_TRACKING_URI: trackingUri!,
      MLFLOW_EXPERIMENT_NAME: settings.name,
      MLFLOW_DISABLE_TELEMETRY: 'true',
      MODEL_NAME: registeredModel,
      MODEL_ARTIFACT: artifact,
      MODEL_SOURCE: mlflowPlace(artifact),
      ...registry.description !== undefined && { MODEL_PURPOSE: plain(registry.description) },
      MODEL_APPROVAL: registry.approval ?? 'manual',
      MODEL_DESCRIPTION: plain(description ?? ''),
      WORKFLOW: '{{workflow.name}}',
      ...metrics !== undefined && { METRICS: '{{inputs.parameters.metrics}}' },
    },
    share: { cpu: 0.5, memory: 1024 },
    folders: [],
    volumes: [code.volume],
    mounts: [code.mount],
    takes: metrics === undefined ? undefined : { metrics: `{{tasks.${taskName(metrics)}.outputs.parameters.${METRICS}}}` },
    tells: [{ name: 'version', path: `${HOME}/version` }],
    seconds: 900,
  };
};
