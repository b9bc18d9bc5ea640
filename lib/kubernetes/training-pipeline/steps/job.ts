import { basename } from 'node:path';
import { StepContext, StepParts } from './step-template';
import { parseReference } from '../../../definition/pipeline/reference';
import { valueReference } from '../../../definition/pipeline/step-references';
import { JobDefinition } from '../../../definition/pipeline/steps/job-definition';
import { mebibytes, seconds } from '../../../private/units';
import { Artifact } from '../../crds/argo';
import { taskName } from '../pipeline-settings';
import { artifactPlace } from '../run-files';

/** What `python` and its libraries write beside what they are asked for. */
export const HOME = '/tmp';

/** What a script or a container of the user's own is run with; what it reads is in folders below one. */
export function jobParts(
  job: JobDefinition, context: StepContext, { inputFolder, values = {} }: { inputFolder: string; values?: Readonly<Record<string, unknown>> },
): Omit<StepParts, 'folders'> {
  const { scripts, settings } = context;
  const { container = {}, volume } = job.compute ?? {};
  const { cpu = 1, gpus, memory = '2GiB' } = container;
  const code = job.script === undefined ? undefined : scripts.of(settings.directory, job.script);
  return {
    image: job.image!,
    // Without a script the image's own entry point runs.
    command: code && ['python'],
    args: [...code ? [code.script] : [], ...argumentsOf(values, context)],
    environment: {
      HOME,
      ...settings.trackingUri === undefined ? {} : { MLFLOW_TRACKING_URI: settings.trackingUri, MLFLOW_EXPERIMENT_NAME: settings.name },
      ...mapped(job.environment ?? {}, plain),
    },
    share: { cpu, memory: mebibytes(memory), gpus, storage: volume === undefined ? undefined : mebibytes(volume) },
    volumes: code && [code.volume],
    mounts: code && [code.mount],
    reads: Object.entries(job.inputs ?? {}).map(([input, text]) => inputOf(input, text, inputFolder)),
    seconds: seconds(job.timeout ?? '1d'),
  };
}

/** What a place that ends in `/` holds comes into the folder of the input, and so does a single file. */
function inputOf(name: string, text: string, folder: string): Artifact & { readonly from?: string } {
  const reference = parseReference(text);
  if (reference.kind === 'step') {
    return { name, path: `${folder}/${name}`, from: `{{tasks.${taskName(reference.owner)}.outputs.artifacts.${reference.name}}}` };
  }
  return { name, path: text.endsWith('/') ? `${folder}/${name}` : `${folder}/${name}/${basename(text)}`, place: artifactPlace(text) };
}

function argumentsOf(values: Readonly<Record<string, unknown>>, { settings }: StepContext): string[] {
  return Object.entries(values).flatMap(([name, value]) => {
    const reference = valueReference(value, settings.graph.steps);
    return [`--${name}`, reference?.kind === 'parameter' ? `{{workflow.parameters.${reference.name}}}` : plain(String(value))];
  });
}

/** A cluster puts variables into texts such as `$(HOME)`, unless it is told not to. */
export function plain(text: string): string {
  return text.replace(/\$(?=\()/g, '$$$$');
}

function mapped(values: Readonly<Record<string, string>>, change: (value: string) => string): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, change(value)]));
}
