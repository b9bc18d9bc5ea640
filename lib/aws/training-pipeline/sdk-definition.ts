import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { unknownName } from '../../private/nearest';
import { Problems } from '../../private/problems';
import { isKnown } from '../../private/tokens';
import { IModelRegistry } from '../model-registry';
import { JobKind } from './steps/step-renderer';
import { STEP_RENDERERS } from './steps/step-renderers';

const VERSION = '2020-12-01';

/** What each type of step makes. Types of the Python SDK that the definition does not have are here too. */
const JOBS: Readonly<Record<string, JobKind | undefined>> = {
  ...Object.fromEntries(Object.values(STEP_RENDERERS).map(renderer => [renderer.type, renderer.job])),
  ClarifyCheck: 'processing-job',
  QualityCheck: 'processing-job',
};

interface SdkStep {
  readonly Name: string;
  readonly Type: string;
  readonly DependsOn?: string[];
  readonly PropertyFiles?: unknown[];
  readonly Arguments?: Readonly<Record<string, unknown>>;
}

interface SdkPipeline {
  readonly Version: string;
  readonly Parameters?: { readonly Name: string; readonly Type?: string; readonly DefaultValue?: unknown }[];
  readonly Steps: SdkStep[];
}

/** A pipeline that the SageMaker Python SDK has written. It is deployed as it is; here it is read, checked and understood. */
export class SdkDefinition {
  /** Reads a file. That it is there and is a pipeline has been checked with the rest of the definition. */
  public static read(directory: string, file: string): SdkDefinition {
    return new SdkDefinition(readFileSync(resolve(directory, file), 'utf8').trim());
  }

  /** Every step, with those inside of conditions. */
  public readonly steps: SdkStep[];
  private readonly pipeline: SdkPipeline;

  constructor(private readonly text: string) {
    this.pipeline = JSON.parse(text) as SdkPipeline;
    this.steps = withNested(this.pipeline.Steps);
  }

  /** The text for the service: the file's own, with other defaults of the parameters when there are any. */
  public render(parameters: Readonly<Record<string, string | number | boolean>> = {}): string {
    if (Object.keys(parameters).length === 0) return this.text;
    const Parameters = this.pipeline.Parameters?.map(parameter =>
      ({ ...parameter, DefaultValue: parameters[parameter.Name] ?? parameter.DefaultValue }));
    return JSON.stringify({ ...this.pipeline, Parameters });
  }

  /** The kinds of jobs that the pipeline makes. */
  public get jobs(): JobKind[] {
    return [...new Set(this.steps.flatMap(step => JOBS[step.Type] ?? []))].sort();
  }

  /** The types of steps for which the library knows no permissions. */
  public get unknownTypes(): string[] {
    return [...new Set(this.steps.map(step => step.Type).filter(type => !(type in JOBS)))].sort();
  }

  /** The roles under which the jobs run. */
  public get roleArns(): string[] {
    const found = values(this.pipeline.Steps, key => key === 'RoleArn' || key === 'ExecutionRoleArn');
    return [...new Set(found.filter((arn): arn is string => typeof arn === 'string'))].sort();
  }

  /** The buckets of the files that conditions read; the pipeline itself reads these, and not a job. */
  public get metricBuckets(): string[] {
    const uris = this.steps.filter(step => step.PropertyFiles?.length)
      .flatMap(step => values(step.Arguments?.ProcessingOutputConfig, key => key === 'S3Uri'));
    return [...new Set(uris.flatMap(uri => /^s3:\/\/([^/]+)/.exec(literalStart(uri))?.[1] ?? []))].sort();
  }

  /** Where jobs write models and other results, as far as the file says it. */
  public get outputPlaces(): string[] {
    const uris = values(this.pipeline.Steps, key => key === 'S3OutputPath').map(literalStart);
    return [...new Set(uris.filter(uri => /^s3:\/\/[^/]+/.test(uri)))].sort();
  }

  /** The groups in which versions are registered, as far as the file names them. */
  public get modelPackageGroups(): string[] {
    return [...new Set(this.steps.flatMap(step => step.Type === 'RegisterModel' ? groupOf(step) ?? [] : []))].sort();
  }

  /** Functions that steps call. */
  public get functionArns(): string[] {
    return [...new Set(values(this.pipeline.Steps, key => key === 'FunctionArn').filter((arn): arn is string => typeof arn === 'string'))].sort();
  }

  /** Says what the service would refuse at deployment or, worse, only while the pipeline runs. */
  public check(registry: Pick<IModelRegistry, 'approval' | 'modelPackageGroupName'> | undefined, problems: Problems): void {
    if (this.pipeline.Version !== VERSION) problems.add(`must have "Version" ${JSON.stringify(VERSION)}, got ${JSON.stringify(this.pipeline.Version)}`);
    const names = this.steps.map(step => step.Name);
    names.filter((name, index) => names.indexOf(name) !== index).forEach(name => problems.add(`has two steps ${JSON.stringify(name)}; rename one`));
    const parameters = (this.pipeline.Parameters ?? []).map(parameter => parameter.Name);
    for (const step of this.steps) {
      const at = (message: string) => problems.add(`step ${JSON.stringify(step.Name)}: ${message}`);
      for (const other of step.DependsOn ?? []) if (!names.includes(other)) at(`"DependsOn": ${unknownName('step', other, names)}`);
      for (const path of ownReferences(step)) {
        const [root, name] = path.split(/[.[]/);
        if (root === 'Steps' && !names.includes(name ?? '')) at(`${JSON.stringify(path)}: ${unknownName('step', name ?? '', names)}`);
        if (root === 'Parameters' && !parameters.includes(name ?? '')) at(`${JSON.stringify(path)}: ${unknownName('parameter', name ?? '', parameters)}`);
      }
      if (step.Type === 'RegisterModel' && registry) registryRules(step, registry, at);
    }
  }
}

/** A version in another group would never be seen by approval and delivery, and one that is approved already would pass them by. */
function registryRules(step: SdkStep, registry: Pick<IModelRegistry, 'approval' | 'modelPackageGroupName'>, at: (message: string) => void): void {
  const status = step.Arguments?.ModelApprovalStatus;
  const { modelPackageGroupName, approval } = registry;
  const name = groupOf(step);
  if (name !== undefined && isKnown(modelPackageGroupName) && name !== modelPackageGroupName) {
    at(`registers in the group ${JSON.stringify(name)}, but the registry of this model is ${JSON.stringify(modelPackageGroupName)}; name the same group in both`);
  }
  if (status === 'Approved' && approval === 'manual') {
    at('registers versions as "Approved", but the registry says that a person approves them; write "PendingManualApproval", or set `approval: automatic`');
  }
}

function groupOf(step: SdkStep): string | undefined {
  const group = step.Arguments?.ModelPackageGroupName;
  return typeof group === 'string' ? group.replace(/^arn:.*:model-package-group\//, '') : undefined;
}

function withNested(steps: readonly SdkStep[]): SdkStep[] {
  return steps.flatMap(step => [step, ...withNested([...branch(step, 'IfSteps'), ...branch(step, 'ElseSteps')])]);
}

function branch(step: SdkStep, key: string): SdkStep[] {
  const nested = step.Type === 'Condition' ? step.Arguments?.[key] : undefined;
  return Array.isArray(nested) ? nested as SdkStep[] : [];
}

/** The references of a step, without those of the steps inside of it. */
function ownReferences(step: SdkStep): string[] {
  const { IfSteps, ElseSteps, ...own } = step.Arguments ?? {};
  return values({ ...step, Arguments: step.Type === 'Condition' ? own : step.Arguments }, key => key === 'Get').filter((path): path is string => typeof path === 'string');
}

/** The values of all keys that fit, wherever they are. */
function values(value: unknown, fits: (key: string) => boolean): unknown[] {
  if (Array.isArray(value)) return value.flatMap(item => values(item, fits));
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, item]) => [...(fits(key) ? [item] : []), ...values(item, fits)]);
}

/** The beginning of a text that the service puts together. */
function literalStart(uri: unknown): string {
  if (typeof uri === 'string') return uri;
  const { On, Values } = (uri as { 'Std:Join'?: { On: string; Values: unknown[] } } | undefined)?.['Std:Join'] ?? { On: '', Values: [] };
  return Values.map(value => typeof value === 'string' ? value : '').join(On);
}
