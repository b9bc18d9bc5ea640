import { Lazy } from 'aws-cdk-lib';
import { isObject, structureProblems } from './structure';
import { Problem } from '../private/problems';

/**
 * What is left of a value when its structure has faults: a copy that has the types of its struct, for rules that trust them.
 *
 * A text or number that is wrong becomes a token, which passes every rule: something stands there, and nothing is known
 * of it. Other parts that are wrong are left out, and what cannot be without them, too; `undefined` when nothing is left.
 */
export function wellTyped<T>(struct: string, value: T, faults: readonly Problem[] = structureProblems(struct, value)): T | undefined {
  let left: unknown = value;
  let found = faults;
  while (found.length > 0) {
    const tree = new Fault();
    found.forEach(problem => tree.place(problem));
    left = mended(left, tree);
    if (left === undefined) return undefined;
    found = structureProblems(struct, left);
  }
  return left as T;
}

/** What is wrong at a value and inside of it. */
class Fault {
  public readonly inside = new Map<string | number, Fault>();
  public here?: 'scalar' | 'whole';

  public place({ path, isScalar }: Problem): void {
    let fault: Fault = this;
    for (const key of path) {
      if (!fault.inside.has(key)) fault.inside.set(key, new Fault());
      fault = fault.inside.get(key)!;
    }
    fault.here = isScalar && fault.here === undefined ? 'scalar' : 'whole';
  }
}

/** A value without its faults; `undefined` when it cannot stay. */
function mended(value: unknown, fault: Fault): unknown {
  if (fault.here === 'scalar') return Lazy.string({ produce: () => undefined });
  if (fault.here === 'whole' || !isObject(value)) return undefined;
  const copy = { ...value };
  for (const [key, inner] of fault.inside) {
    // What is missing cannot be left out: the object that lacks it goes.
    if (!Object.hasOwn(value, key)) return undefined;
    const left = mended(value[key], inner);
    // Positions of a list mean something, so a list without one of its entries is no list.
    if (left === undefined && Array.isArray(value)) return undefined;
    if (left === undefined) delete copy[key];
    else Object.defineProperty(copy, key, { value: left, configurable: true, enumerable: true, writable: true });
  }
  return Array.isArray(value) ? Object.values(copy) : copy;
}
