import { PLACE_NAMES } from '../../../definition/capabilities';
import { parseReference } from '../../../definition/pipeline/reference';
import { StepDefinition } from '../../../definition/pipeline/step-definition';
import { codeOf, kindOf, metricsOf } from '../../../definition/pipeline/step-kinds';
import { JobDefinition } from '../../../definition/pipeline/steps/job-definition';
import { entries } from '../../../definition/rules/names';
import { Problems } from '../../../private/problems';
import { ScriptFolder } from '../../../private/script-folder';
import { isKnown } from '../../../private/tokens';
import { imageLimits } from '../../foundation/image-limits';
import { AskedPipeline } from '../pipeline-settings';
import { artifactPlace, isWorkflowPlace } from '../run-files';
import { MOST_BYTES } from '../script-volume';

/** What a container of a workflow asks of a step that is right on every platform. */
export function stepLimits(
  step: StepDefinition, { directory, trackingUri }: Pick<AskedPipeline, 'directory' | 'trackingUri'>, problems: Problems,
): void {
  const kind = kindOf(step);
  const job = codeOf(step);
  if (job && kind) jobLimits(job, directory, problems.at(kind));
  if (step.process) metricPathLimits(metricsOf(step) ?? {}, problems.at('process', 'metrics'));
  if (step.register && trackingUri === undefined) {
    problems.at('register').add(`needs a server of MLflow that keeps versions on ${PLACE_NAMES.kubernetes}; `
      + 'give the system "tracking": { "server": {} }');
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
