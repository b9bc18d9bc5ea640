import { AskedPipeline } from './pipeline-settings';
import { artifactPlace, isWorkflowPlace } from './run-files';
import { MOST_BYTES } from './script-volume';
import { PLACE_NAMES } from '../../definition/capabilities';
import { parseReference } from '../../definition/pipeline/reference';
import { codeOf, metricsOf } from '../../definition/pipeline/step-kinds';
import { JobDefinition } from '../../definition/pipeline/steps/job-definition';
import { entries } from '../../definition/rules/names';
import { Problems } from '../../private/problems';
import { ScriptFolder } from '../../private/script-folder';
import { isKnown } from '../../private/tokens';
import { cronLimits } from '../foundation/cron';
import { imageLimits } from '../foundation/image-limits';

/** Argo makes names of pods and of runs of it. */
export const LONGEST_PIPELINE_NAME = 48;

/** What Argo asks of a pipeline that is right on every platform. */
export function trainingPipelineLimits(
  { directory, pipeline, trackingUri }: Pick<AskedPipeline, 'directory' | 'pipeline' | 'trackingUri'>, problems: Problems,
): void {
  cronLimits(pipeline.schedule, problems.at('schedule'));
  templateTagLimits(pipeline.parameters, problems.at('parameters'));
  for (const [name, step] of entries(pipeline.steps)) {
    const at = problems.at('steps', name);
    templateTagLimits(step, at);
    const job = codeOf(step);
    if (job && step.process) jobLimits(job, directory, at.at('process'));
    if (job && step.train) jobLimits(job, directory, at.at('train'));
    if (step.process) metricPathLimits(metricsOf(step) ?? {}, at.at('process', 'metrics'));
    if (step.register && trackingUri === undefined) {
      at.at('register').add(`needs a server of MLflow that keeps versions on ${PLACE_NAMES.kubernetes}; `
        + 'give the system "tracking": { "server": {} }');
    }
  }
}

/** Where results and models are kept. */
export function trainingFilesLimits(files: string, problems: Problems): void {
  if (isKnown(files) && !isWorkflowPlace(files)) {
    problems.add(`must begin with s3://, gs:// or https://, where workflows keep files, got ${JSON.stringify(files)}`);
  }
}

function jobLimits(job: JobDefinition, directory: string, problems: Problems): void {
  const { image, inputs, script } = job;
  if (image === undefined) {
    problems.add(`needs an "image" on ${PLACE_NAMES.kubernetes}, where no framework has one: give one of your own, with Python and the packages that `
      + 'the script imports');
  } else if (isKnown(image)) {
    imageLimits(image, problems.at('image'));
  }
  for (const [name, place] of entries(inputs)) {
    if (!isKnown(place) || parseReference(place).kind !== 'place') continue;
    if (!isWorkflowPlace(place)) {
      problems.at('inputs', name).add(`must begin with s3://, gs:// or https://, which workflows read, got ${JSON.stringify(place)}`);
    } else if (Object.values(artifactPlace(place)).some(({ blob, key = blob }: { blob?: string; key?: string }) => key === '')) {
      problems.at('inputs', name).add(`must name a folder or a file on ${PLACE_NAMES.kubernetes}, not all of a bucket, got ${JSON.stringify(place)}`);
    }
  }
  if (!isKnown(script)) return;
  const folder = ScriptFolder.of(directory, script);
  folder.problems.forEach(problem => problems.at('script').add(problem));
  const size = folder.files.reduce((sum, file) => sum + file.size, 0);
  if (size > MOST_BYTES) {
    problems.at('script').add(`the folder of the script is kept in the cluster, where at most ${MOST_BYTES / 1024} KiB fit, got ${folder.summary}; `
      + 'put the code into the image, and leave "script" out');
  }
}

/** The path of a metric stands in an expression. */
function metricPathLimits(paths: Readonly<Record<string, string>>, problems: Problems): void {
  for (const [name, path] of entries(paths)) {
    if (!/^\w+(\.\w+|\[\d+\])*$/.test(path)) {
      problems.at(name).add(`must be names joined by dots on ${PLACE_NAMES.kubernetes}, such as binary.auc.value, got ${JSON.stringify(path)}`);
    }
  }
}

/** Argo replaces what stands in two braces, wherever it stands. */
function templateTagLimits(value: unknown, problems: Problems): void {
  if (typeof value === 'string') {
    if (!isKnown(value) || !value.includes('{{')) return;
    problems.add(`must have no "{{" on ${PLACE_NAMES.kubernetes}, where Argo puts values in, got ${JSON.stringify(value)}`);
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) templateTagLimits(inner, problems.at(Array.isArray(value) ? Number(key) : key));
  }
}
