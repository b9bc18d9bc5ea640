import { Path } from './problems';

/** Paths, of which one can ask quickly, however many they are, whether they reach a value. */
export class PathSet {
  private readonly children = new Map<string | number, PathSet>();
  private member = false;

  constructor(paths: Iterable<Path> = []) {
    for (const path of paths) this.add(path);
  }

  public add(path: Path): void {
    let at: PathSet = this;
    for (const key of path) {
      const child = at.children.get(key) ?? new PathSet();
      at.children.set(key, child);
      at = child;
    }
    at.member = true;
  }

  /** Whether a member is this path or that of a value inside it. */
  public reachesInto(path: Path): boolean {
    let at: PathSet | undefined = this;
    for (const key of path) {
      at = at.children.get(key);
      if (at === undefined) return false;
    }
    return at.member || at.children.size > 0;
  }

  /**
   * A copy of a value in which what stands, or should stand, at the members is `undefined`: the key is there, and nothing else is known.
   * Everything else is the value's own.
   */
  public without(value: unknown): unknown {
    if (this.member) return undefined;
    if (this.children.size === 0 || value === null || typeof value !== 'object') return value;
    const copy = (Array.isArray(value) ? [...value] : { ...value }) as Record<string | number, unknown>;
    for (const [key, child] of this.children) {
      copy[key] = Object.hasOwn(copy, key) ? child.without(copy[key]) : undefined;
    }
    return copy;
  }
}
