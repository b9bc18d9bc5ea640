import { circles } from './circles';
import { StepDefinition } from './step-definition';
import { referencesOf, StepReference } from './step-references';
import { Path } from '../../private/problems';
import { entries, entry, has, Named } from '../rules/names';

/** A way out of a condition: `then` or `otherwise`. */
export interface Branch {
  readonly condition: string;
  readonly side: string;
}

/** A place that starts a step. */
export interface Start extends Branch {
  readonly step: string;
  /** Where it stands below the steps. */
  readonly path: Path;
}

/** Which step of a pipeline needs which: by a reference, because it comes after it, or because a condition starts it. */
export class StepGraph {
  /** The names of the steps, as they are defined. */
  public readonly names: readonly string[];

  /** Every place that starts a step. */
  public readonly starts: readonly Start[];

  private readonly firstStarts = new Map<string, Start>();
  private readonly needed: ReadonlyMap<string, readonly string[]>;

  constructor(public readonly steps: Named<StepDefinition>) {
    this.names = entries(steps).map(([name]) => name);
    this.starts = this.names.flatMap(condition => this.startsOf(condition));
    for (const start of this.starts) if (!this.firstStarts.has(start.step)) this.firstStarts.set(start.step, start);
    this.needed = new Map(this.names.map(name => [name, this.needsOf(name)]));
  }

  /** A step by its name; undefined when nothing is known of it. */
  public step(name: string): StepDefinition | undefined {
    return entry(this.steps, name);
  }

  /** The place that starts a step; a step without one starts when what it needs is there. */
  public start(name: string): Start | undefined {
    return this.firstStarts.get(name);
  }

  /** The steps that must have run before this one, without those that do not exist. */
  public needs(name: string): readonly string[] {
    return this.needed.get(name) ?? [];
  }

  /** The steps in an order in which they can run; those in a circle, and after one, are left out. */
  public get order(): string[] {
    const waiting = new Map(this.names.map(name => [name, this.needs(name).filter(other => this.needed.has(other)).length]));
    const users = new Map<string, string[]>(this.names.map(name => [name, []]));
    for (const name of this.names) this.needs(name).forEach(other => users.get(other)?.push(name));
    const order = this.names.filter(name => waiting.get(name) === 0);
    for (const name of order) {
      for (const user of users.get(name)!) {
        waiting.set(user, waiting.get(user)! - 1);
        if (waiting.get(user) === 0) order.push(user);
      }
    }
    return order;
  }

  /** The steps that wait for themselves, each circle from the step in it that is defined first. */
  public get circles(): string[][] {
    return circles(this.needed).map(circle => {
      const first = circle.indexOf(this.names.find(name => circle.includes(name))!);
      return [...circle.slice(first), ...circle.slice(0, first)];
    });
  }

  /** Every step that must have run before this one, as they are defined. */
  public upstream(name: string): string[] {
    const found = new Set<string>(this.needs(name));
    for (const other of found) this.needs(other).forEach(further => found.add(further));
    return this.names.filter(step => found.has(step));
  }

  private startsOf(condition: string): Start[] {
    return this.named(condition, true).map(({ path, text }) => ({ condition, side: String(path[1]), step: text, path: [condition, ...path] }));
  }

  private needsOf(name: string): string[] {
    const condition = this.start(name)?.condition;
    return [...new Set([...this.named(name, false).map(({ owner }) => owner), ...condition === undefined ? [] : [condition]])];
  }

  /** What a step refers to among the steps: those that it starts, or those that it needs. */
  private named(name: string, started: boolean): (StepReference & { readonly owner: string })[] {
    return referencesOf(this.step(name)!, this.steps)
      .filter(({ target }) => (target === 'started') === started)
      .flatMap(found => found.reference.kind === 'step' && has(this.steps, found.reference.owner) ? { ...found, owner: found.reference.owner } : []);
  }
}
