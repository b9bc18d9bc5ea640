/** The way to a value inside a definition or a construct's props: keys and positions. */
export type Path = readonly (string | number)[];

/** One thing that is wrong, and where. */
export interface Problem {
  readonly path: Path;
  /** Lower case, no final period: what is wrong, the value, what is allowed, what to do next. */
  readonly message: string;
  /** Whether the key itself is wrong, and not what stands behind it. */
  readonly ofKey?: boolean;
  /** Where what was probably meant would stand: whoever misses it there would say the same again. */
  readonly meant?: readonly Path[];
  /** Whether a text or number has the wrong value or type: something stands there, and nothing else follows. */
  readonly isScalar?: boolean;
}

/**
 * Collects everything that is wrong, so that it is said in one go.
 *
 * A collector stands at a path; `at` gives one that stands deeper and collects into the same list.
 */
export class Problems {
  constructor(public readonly path: Path = [], private readonly found: Problem[] = []) {}

  /** A collector for a value inside this one. */
  public at(...keys: (string | number)[]): Problems {
    return new Problems([...this.path, ...keys], this.found);
  }

  /** Says what is wrong with the value at this path. */
  public add(message: string): void {
    this.found.push({ path: this.path, message });
  }

  /** Says what is wrong with the key at the end of this path. */
  public addForKey(message: string): void {
    this.found.push({ path: this.path, message, ofKey: true });
  }

  /** Takes over problems whose paths begin here. */
  public addAll(problems: readonly Problem[]): void {
    for (const problem of problems) this.found.push({ ...problem, path: [...this.path, ...problem.path] });
  }

  /** Everything found so far, from any path. */
  public get all(): readonly Problem[] {
    return this.found;
  }
}

/** Joins what several layers of rules say; of one value only the first that finds fault with it has the word. */
export function inTurn(...layers: (readonly Problem[])[]): Problem[] {
  const said = new Set<string>();
  return layers.flatMap(layer => {
    const own = layer.filter(({ path }) => !said.has(JSON.stringify(path)));
    own.forEach(({ path }) => said.add(JSON.stringify(path)));
    return own;
  });
}

/** Whether a path stands at another one or leads deeper from there. */
export function isInside(path: Path, other: Path): boolean {
  return other.length <= path.length && other.every((key, index) => key === path[index]);
}

/** `models.default-risk.endpoint.variants[2]` */
export function renderPath(path: Path): string {
  return path.map((key, index) => typeof key === 'number' ? `[${key}]` : `${index > 0 ? '.' : ''}${key}`).join('');
}
