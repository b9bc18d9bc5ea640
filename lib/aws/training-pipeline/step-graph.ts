import { entry } from '../../definition/rules/names';
import { StepDefinition } from '../../definition/step-definition';
import { parseReference, referencesOf } from '../../definition/step-reference';

/** A branch of a condition. */
export interface Branch {
  readonly condition: string;
  readonly side: 'then' | 'otherwise';
}

type Steps = Readonly<Record<string, StepDefinition>>;

const SIDES: Branch['side'][] = ['then', 'otherwise'];

/**
 * Which step needs which, and which steps run only in a branch of a condition.
 *
 * The service nests the steps of a branch in their condition. A branch holds the steps that `then` and `otherwise` name and
 * every step that needs one of them.
 */
export class StepGraph {
  private readonly named = new Map<string, Branch>();
  private readonly homes = new Map<string, readonly Branch[]>();

  constructor(public readonly steps: Steps) {
    for (const [condition, step] of Object.entries(steps)) {
      for (const side of SIDES) step.condition?.[side]?.forEach(name => this.named.set(name, { condition, side }));
    }
  }

  /** The names of the steps, as they are defined. */
  public get names(): string[] {
    return Object.keys(this.steps);
  }

  /** The steps that must have succeeded before this one; those that do not exist are left out. */
  public dependencies(name: string): string[] {
    const step = this.steps[name]!;
    const referred = referencesOf(step, this.steps).map(parseReference).flatMap(reference => reference.kind === 'step' ? reference.step : []);
    const metrics = step.register?.metrics === undefined ? [] : [step.register.metrics];
    return [...new Set([...referred, ...metrics, ...step.after ?? []])].filter(other => entry(this.steps, other) !== undefined);
  }

  /** The branches in which a step runs, from the outermost to the innermost; empty when it always runs. */
  public branches(name: string, seen: readonly string[] = []): readonly Branch[] {
    const known = this.homes.get(name);
    if (known) return known;
    if (seen.includes(name)) return [];
    const branch = this.named.get(name);
    const home = branch
      ? [...this.branches(branch.condition, [...seen, name]), branch]
      : this.dependencies(name).map(other => this.branches(other, [...seen, name])).reduce((a, b) => b.length > a.length ? b : a, []);
    this.homes.set(name, home);
    return home;
  }

  /** A step that this one needs and that runs only in another branch; nothing when all is well. */
  public foreignDependency(name: string): string | undefined {
    const home = this.branches(name);
    return this.dependencies(name).find(other => !begins(home, this.branches(other)));
  }

  /** The steps of a branch, or those outside of every condition. */
  public stepsIn(branch?: Branch): string[] {
    return this.names.filter(name => {
      const innermost = this.branches(name).at(-1);
      return innermost?.condition === branch?.condition && innermost?.side === branch?.side;
    });
  }
}

function begins(home: readonly Branch[], other: readonly Branch[]): boolean {
  return other.every((branch, index) => home[index]?.condition === branch.condition && home[index]?.side === branch.side);
}
