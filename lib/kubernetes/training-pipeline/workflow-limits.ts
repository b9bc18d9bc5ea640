import { AskedPipeline } from './pipeline-settings';
import { isWorkflowPlace } from './run-files';
import { stepLimits } from './steps/step-limits';
import { PLACE_NAMES } from '../../definition/capabilities';
import { entries } from '../../definition/rules/names';
import { Problems } from '../../private/problems';
import { isKnown } from '../../private/tokens';
import { cronLimits } from '../foundation/cron';

/** Argo makes names of pods and of runs of it. */
export const LONGEST_PIPELINE_NAME = 48;

/** What Argo asks of a pipeline that is right on every platform. */
export function workflowLimits(asked: Pick<AskedPipeline, 'directory' | 'pipeline' | 'trackingUri'>, problems: Problems): void {
  const { pipeline } = asked;
  cronLimits(pipeline.schedule, problems.at('schedule'));
  templateTagLimits(pipeline.parameters, problems.at('parameters'));
  for (const [name, step] of entries(pipeline.steps)) {
    const at = problems.at('steps', name);
    templateTagLimits(step, at);
    stepLimits(step, asked, at);
  }
}

/** Where results and models are kept. */
export function trainingFilesLimits(files: string, problems: Problems): void {
  if (isKnown(files) && !isWorkflowPlace(files)) {
    problems.add(`must begin with s3://, gs:// or https://, where workflows keep files, got ${JSON.stringify(files)}`);
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
