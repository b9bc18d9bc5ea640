import { isObject } from '../../../definition/structure';
import { Path, Problem, renderPath } from '../../../private/problems';

/** A value that stands under a key. */
export interface Found {
  readonly key: string;
  readonly value: unknown;
  /** Where it is in the file: `Steps[2].Arguments.RoleArn`. */
  readonly path: Path;
}

/** A step, wherever it is nested. */
export interface SdkStep {
  readonly name: string;
  readonly type: string;
  readonly path: Path;
  /** The condition that holds it. */
  readonly condition?: string;
  /** What the file says of it, without the steps inside of it. */
  readonly body: Readonly<Record<string, unknown>>;
  /** Every value under a key, wherever it is in the step. */
  readonly entries: readonly Found[];
}

/** A value that a start of the pipeline may change. */
export interface SdkParameter {
  readonly name: string;
  readonly type?: string;
  readonly preset?: unknown;
}

const BRANCHES = ['IfSteps', 'ElseSteps'] as const;

/**
 * A pipeline in the JSON of the service, as the SageMaker Python SDK writes it: its steps and parameters with their places in the file.
 * What is not as the service has it is a problem, and is left out.
 */
export class SdkDocument {
  public readonly steps: SdkStep[] = [];
  public readonly parameters: SdkParameter[] = [];
  public readonly problems: Problem[] = [];
  public readonly version: unknown;

  constructor(json: unknown) {
    const pipeline = isObject(json) ? json : {};
    this.version = pipeline.Version;
    this.list(pipeline.Parameters, ['Parameters']).forEach((parameter, index) => this.parameter(parameter, ['Parameters', index]));
    const open = this.list(pipeline.Steps, ['Steps'])
      .map((step, index) => ({ step, path: ['Steps', index] as Path, condition: undefined as string | undefined }));
    // Not by calls of itself: how deep a file nests is not ours to decide.
    for (let next = open.shift(); next !== undefined; next = open.shift()) {
      const { step, path } = next;
      if (!isObject(step) || typeof step.Name !== 'string' || typeof step.Type !== 'string') {
        this.add(path, 'must be a step with "Name" and "Type"');
        continue;
      }
      open.unshift(...this.step(step, step.Name, step.Type, path, next.condition));
    }
  }

  /** The step of a name; the first one when there are several. */
  public find(name: string): SdkStep | undefined {
    return this.steps.find(step => step.name === name);
  }

  private step(step: Record<string, unknown>, name: string, type: string, path: Path, condition: string | undefined) {
    const parts = isObject(step.Arguments) && type === 'Condition' ? step.Arguments as Record<string, unknown> : {};
    const own = Object.fromEntries(Object.entries(parts).filter(([key]) => !BRANCHES.includes(key as never)));
    const body = type === 'Condition' ? { ...step, Arguments: own } : step;
    this.list(step.DependsOn, [...path, 'DependsOn']);
    this.list(step.PropertyFiles, [...path, 'PropertyFiles']);
    this.steps.push({ name, type, path, condition, body, entries: entriesOf(body, path) });
    return BRANCHES.flatMap(branch => this.list(parts[branch], [...path, 'Arguments', branch])
      .map((inner, index) => ({ step: inner, path: [...path, 'Arguments', branch, index] as Path, condition: name as string | undefined })));
  }

  private parameter(parameter: unknown, path: Path): void {
    if (!isObject(parameter) || typeof parameter.Name !== 'string') return this.add(path, 'must be a parameter with "Name" and "Type"');
    this.parameters.push({
      name: parameter.Name,
      type: typeof parameter.Type === 'string' ? parameter.Type : undefined,
      preset: parameter.DefaultValue ?? undefined,
    });
  }

  private list(value: unknown, path: Path): readonly unknown[] {
    if (Array.isArray(value)) return value;
    if (value !== undefined && value !== null) this.add(path, 'must be a list');
    return [];
  }

  private add(path: Path, message: string): void {
    this.problems.push({ path: [], message: `${renderPath(path)}: ${message}` });
  }
}

/** The items of a list that are texts, with their places. */
export function textsOf(value: unknown): { readonly text: string; readonly index: number }[] {
  return Array.isArray(value) ? value.flatMap((text: unknown, index) => typeof text === 'string' ? { text, index } : []) : [];
}

function entriesOf(root: unknown, path: Path): Found[] {
  const found: Found[] = [];
  const open: { value: unknown; path: Path }[] = [{ value: root, path }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (!isObject(next.value)) continue;
    const inner: typeof open = [];
    for (const [name, value] of Object.entries(next.value)) {
      const key = Array.isArray(next.value) ? Number(name) : name;
      const at = { value, path: [...next.path, key] };
      if (typeof key === 'string') found.push({ key, ...at });
      inner.push(at);
    }
    open.push(...inner.reverse());
  }
  return found;
}
