import * as fc from 'fast-check';

const MODULUS = 2 ** 31 - 1;

/** Picks from a seed like `fc.gen()`, many times faster: it keeps nothing that shrinking would need. */
export function quickPick(seed: number): fc.GeneratorValue {
  let state = 1 + seed % (MODULUS - 1);

  /** A whole number below `bound`, from the generator of Lehmer with the constants of Park and Miller. */
  function next(bound: number): number {
    state = state * 48_271 % MODULUS;
    return Math.floor(state / MODULUS * bound);
  }

  // The first numbers of seeds that stand side by side are alike.
  for (let round = 0; round < 5; round++) next(1);

  function pick(builder: unknown, ...args: unknown[]): unknown {
    switch (builder) {
      case fc.boolean: return next(2) === 1;
      case fc.constantFrom: return args[next(args.length)];
      case fc.integer: {
        const { min, max } = args[0] as { min: number; max: number };
        return min + next(max - min + 1);
      }
      case fc.nat: return next(args[0] as number + 1);
      default: return fc.sample((builder as (...rest: unknown[]) => fc.Arbitrary<unknown>)(...args), { seed: next(2 ** 31), numRuns: 1 })[0];
    }
  }

  return pick as unknown as fc.GeneratorValue;
}
