import { Branch } from './step-graph';
import { PipelineSettings, StepContext } from './steps/step-context';
import { Caching, StepRenderer } from './steps/step-renderer';
import { STEP_RENDERERS } from './steps/step-renderers';
import { PipelineDefinition } from '../../definition/pipeline-definition';
import { RetryDefinition, StepDefinition } from '../../definition/step-definition';
import { kindOf } from '../../definition/step-reference';
import { seconds } from '../../private/units';

const VERSION = '2020-12-01';
const SERVICE_FAULTS = ['Step.SERVICE_FAULT', 'Step.THROTTLING'];
const JOB_FAULTS = ['SageMaker.JOB_INTERNAL_ERROR', 'SageMaker.CAPACITY_ERROR', 'SageMaker.RESOURCE_LIMIT'];

/** The pipeline definition of the service, as an object; it may hold tokens. */
export function pipelineDocument(pipeline: PipelineDefinition, settings: PipelineSettings): object {
  return {
    Version: VERSION,
    Parameters: parameters(pipeline),
    Steps: stepsOf(pipeline, settings),
  };
}

function parameters(pipeline: PipelineDefinition): object[] {
  const bounds = Object.values(pipeline.steps ?? {}).flatMap(({ condition }) => [condition?.atLeast, condition?.atMost]);
  return Object.entries(pipeline.parameters ?? {}).map(([Name, DefaultValue]) => ({
    Name, Type: parameterType(DefaultValue, bounds.includes(`parameters.${Name}`)), DefaultValue,
  }));
}

/** JavaScript does not tell 1.0 from 1, so a whole number that bounds a metric is taken as a fraction. */
function parameterType(value: string | number | boolean, isBound: boolean): string {
  if (typeof value === 'string') return 'String';
  if (typeof value === 'boolean') return 'Boolean';
  return Number.isInteger(value) && !isBound ? 'Integer' : 'Float';
}

function stepsOf(pipeline: PipelineDefinition, settings: PipelineSettings, branch?: Branch): object[] {
  return settings.graph.stepsIn(branch).map(name => renderStep(name, pipeline, settings));
}

function renderStep(name: string, pipeline: PipelineDefinition, settings: PipelineSettings): object {
  const step = settings.graph.steps[name]!;
  const kind = kindOf(step)!;
  const renderer = STEP_RENDERERS[kind] as StepRenderer<typeof kind>;
  const rendered = renderer.render(step[kind] as never, new StepContext(name, settings));
  return {
    Name: name,
    Type: renderer.type,
    ...rendered,
    ...(step.condition ? { Arguments: { ...rendered.Arguments as object, ...branches(name, pipeline, settings) } } : {}),
    ...dependsOn(name, settings),
    ...cache(step, typeof renderer.caches === 'function' ? renderer.caches(step[kind] as never) : renderer.caches, pipeline),
    ...retry(step.retry, renderer),
  };
}

function branches(condition: string, pipeline: PipelineDefinition, settings: PipelineSettings): object {
  return {
    IfSteps: stepsOf(pipeline, settings, { condition, side: 'then' }),
    ElseSteps: stepsOf(pipeline, settings, { condition, side: 'otherwise' }),
  };
}

/** The service follows references itself; only what no reference says is said. A nested step is after its condition anyway. */
function dependsOn(name: string, { graph }: PipelineSettings): object {
  const conditions = graph.branches(name).map(branch => branch.condition);
  const after = (graph.steps[name]!.after ?? []).filter(other => !conditions.includes(other));
  return after.length > 0 ? { DependsOn: after } : {};
}

function cache(step: StepDefinition, caches: Caching | undefined, pipeline: PipelineDefinition): object {
  const text = step.cache ?? (caches === 'withPipeline' ? pipeline.cache : undefined);
  if (!caches || text === undefined) return {};
  const length = seconds(text);
  return { CacheConfig: length === 0 ? { Enabled: false } : { Enabled: true, ExpireAfter: isoDuration(length) } };
}

/** `PT12H`, `P30D`: whole days are written as days. */
function isoDuration(length: number): string {
  if (length % 86_400 === 0) return `P${length / 86_400}D`;
  if (length % 3600 === 0) return `PT${length / 3600}H`;
  return length % 60 === 0 ? `PT${length / 60}M` : `PT${length}S`;
}

function retry(definition: RetryDefinition | undefined, renderer: { retries?: 'job' | 'service' }): object {
  if (!definition || !renderer.retries) return {};
  const policy = {
    IntervalSeconds: seconds(definition.interval ?? '1m'),
    BackoffRate: 2,
    MaxAttempts: definition.attempts ?? 3,
  };
  const faults = renderer.retries === 'job' ? [SERVICE_FAULTS, JOB_FAULTS] : [SERVICE_FAULTS];
  return { RetryPolicies: faults.map(ExceptionType => ({ ExceptionType, ...policy })) };
}
