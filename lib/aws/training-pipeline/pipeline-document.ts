import { get } from './pipeline-expression';
import { StepNesting } from './step-nesting';
import { PipelineSettings, StepContext } from './steps/step-context';
import { Caching } from './steps/step-renderer';
import { keptOutputs, rendered } from './steps/step-renderers';
import { PipelineDefinition } from '../../definition/pipeline/pipeline-definition';
import { RetryDefinition, StepDefinition } from '../../definition/pipeline/step-definition';
import { Branch } from '../../definition/pipeline/step-graph';
import { referencesOf } from '../../definition/pipeline/step-references';
import { seconds } from '../../private/units';

const VERSION = '2020-12-01';
const SERVICE_FAULTS = ['Step.SERVICE_FAULT', 'Step.THROTTLING'];
const JOB_FAULTS = ['SageMaker.JOB_INTERNAL_ERROR', 'SageMaker.CAPACITY_ERROR', 'SageMaker.RESOURCE_LIMIT'];

/** The pipeline definition of the service, as an object; it may hold tokens. */
export function pipelineDocument(pipeline: PipelineDefinition, settings: PipelineSettings): object {
  return {
    Version: VERSION,
    Parameters: parameters(pipeline),
    Steps: new DocumentSteps(pipeline, settings).of(),
  };
}

function parameters({ parameters: given = {}, steps }: PipelineDefinition): object[] {
  const bounds = Object.values(steps ?? {}).flatMap(step => referencesOf(step, steps))
    .flatMap(({ target, reference }) => target === 'bound' && reference.kind === 'parameter' ? reference.name : []);
  return Object.entries(given).map(([Name, DefaultValue]) => ({ Name, Type: parameterType(DefaultValue, bounds.includes(Name)), DefaultValue }));
}

/** JavaScript does not tell 1.0 from 1, so a whole number that bounds a metric is taken as a fraction. */
function parameterType(value: string | number | boolean, isBound: boolean): string {
  if (typeof value === 'string') return 'String';
  if (typeof value === 'boolean') return 'Boolean';
  return Number.isInteger(value) && !isBound ? 'Integer' : 'Float';
}

/** The steps, those of a branch inside of their condition. */
class DocumentSteps {
  private readonly nesting: StepNesting;

  constructor(private readonly pipeline: PipelineDefinition, private readonly settings: PipelineSettings) {
    this.nesting = new StepNesting(settings.graph);
  }

  /** The steps of a branch, or those outside of every condition. */
  public of(branch?: Branch): object[] {
    return this.nesting.stepsIn(branch).map(name => this.render(name));
  }

  private render(name: string): object {
    const step = this.settings.graph.step(name)!;
    const { renderer, own } = rendered(step)!;
    const caches = typeof renderer.caches === 'function' ? renderer.caches(own) : renderer.caches;
    return {
      Name: name,
      Type: renderer.type,
      ...renderer.render(own, this.context(name)),
      ...this.dependsOn(name, step),
      ...cache(step, caches, this.pipeline),
      ...retry(step.retry, renderer),
    };
  }

  private context(name: string): StepContext {
    const { graph } = this.settings;
    return new StepContext(name, this.settings, {
      output: (other, output) => rendered(graph.step(other)!)!.renderer.output!(output, path => get(`Steps.${other}.${path}`)),
      kept: other => keptOutputs(graph.step(other)!),
      nested: side => this.of({ condition: name, side }),
    });
  }

  /** The service follows references itself; only what no reference says is said. A nested step is after its condition anyway. */
  private dependsOn(name: string, { after = [] }: StepDefinition): object {
    const conditions = this.nesting.branches(name).map(branch => branch.condition);
    const others = after.filter(other => !conditions.includes(other));
    return others.length > 0 ? { DependsOn: others } : {};
  }
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
