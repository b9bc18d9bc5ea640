import { jobParts } from './job';
import { StepRenderer } from './step-template';
import { artifactPlace, runFiles } from '../run-files';
import { METRICS } from './step-condition';

const BASE = '/opt/ml/processing';

/** A script or a container that makes data of data. */
export const PROCESS_STEP: StepRenderer<'process'> = (step, context) => {
  const { name, settings } = context;
  const outputs = [...step.outputs ?? [], ...step.metrics ? [METRICS] : []].map(output => ({
    name: output, path: `${BASE}/output/${output}`, place: artifactPlace(runFiles(settings, name, output)),
  }));
  return {
    ...jobParts(step, context, { inputFolder: `${BASE}/input`, values: step.arguments }),
    folders: outputs.map(({ path }) => path),
    writes: outputs,
    tells: step.metrics ? [{ name: METRICS, path: `${BASE}/output/${METRICS}/metrics.json` }] : [],
  };
};
