import { Branch, StepGraph } from '../../definition/pipeline/step-graph';

/**
 * Which steps run only in a branch of a condition.
 *
 * The service nests the steps of a branch in their condition. A branch holds the steps that `then` and `otherwise` name and
 * every step that needs one of them.
 */
export class StepNesting {
  private readonly homes = new Map<string, readonly Branch[]>();

  constructor(private readonly graph: StepGraph) {
    for (const name of graph.order) this.homes.set(name, this.home(name));
  }

  /** The branches in which a step runs, from the outermost to the innermost; empty when it always runs. */
  public branches(name: string): readonly Branch[] {
    return this.homes.get(name) ?? [];
  }

  /** A step that this one needs and that runs only in another branch; nothing when all is well. */
  public foreignDependency(name: string): string | undefined {
    const home = this.homes.get(name);
    return home && this.graph.needs(name).find(other => !begins(home, this.branches(other)));
  }

  /** The steps of a branch, or those outside of every condition. */
  public stepsIn(branch?: Branch): string[] {
    return this.graph.names.filter(name => {
      const innermost = this.branches(name).at(-1);
      return innermost?.condition === branch?.condition && innermost?.side === branch?.side;
    });
  }

  private home(name: string): readonly Branch[] {
    const start = this.graph.start(name);
    if (start) return [...this.branches(start.condition), start];
    return this.graph.needs(name).map(other => this.branches(other)).reduce((longest, other) => other.length > longest.length ? other : longest, []);
  }
}

function begins(home: readonly Branch[], other: readonly Branch[]): boolean {
  return other.every((branch, index) => home[index]?.condition === branch.condition && home[index]?.side === branch.side);
}
