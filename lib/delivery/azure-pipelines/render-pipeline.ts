import { Document, Scalar, YAMLMap, YAMLSeq } from 'yaml';
import { Pipeline, Stage, Step } from './pipeline';

/** The text of a pipeline file: the same pipeline is the same text. */
export function renderAzurePipeline({ header, stages, ...pipeline }: Pipeline): string {
  const document = new Document({ ...pipeline, stages: stages.map(renderStage) }, { aliasDuplicateObjects: false });
  document.commentBefore = header.map(line => ` ${line}`).join('\n');
  (document.contents as unknown as YAMLMap<Scalar<string>>).items.slice(1).forEach(({ key }) => key.spaceBefore = true);
  (document.getIn(['stages'], true) as YAMLSeq<YAMLMap>).items.slice(1).forEach(stage => stage.spaceBefore = true);
  return document.toString({ lineWidth: 0 });
}

function renderStage({ jobs: [job], ...stage }: Stage): object {
  if ('steps' in job) return { ...stage, jobs: [{ ...job, steps: job.steps.map(renderStep) }] };
  const { strategy: { runOnce: { deploy } }, ...own } = job;
  return { ...stage, jobs: [{ ...own, strategy: { runOnce: { deploy: { steps: deploy.steps.map(renderStep) } } } }] };
}

/** Lists of lines are blocks. */
function renderStep(step: Step): object {
  if ('bash' in step) return { ...step, bash: block(step.bash) };
  if (!('task' in step)) return step;
  const inputs = Object.entries(step.inputs).map(([name, value]) => [name, typeof value === 'object' ? block(value) : value]);
  return { ...step, inputs: Object.fromEntries(inputs) as object };
}

function block(lines: readonly string[]): Scalar {
  const scalar = new Scalar(`${lines.join('\n')}\n`);
  scalar.type = Scalar.BLOCK_LITERAL;
  return scalar;
}
