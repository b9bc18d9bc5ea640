import { NamedReference, parseReference, Reference } from './reference';
import { StepDefinition } from './step-definition';
import { Target } from './step-kind';
import { answersOf, kindOf, STEP_KINDS } from './step-kinds';
import { Path } from '../../private/problems';
import { isKnown } from '../../private/tokens';
import { entry, Named } from '../rules/names';

/** A text of a step that may name something, and where in the step it stands. */
export interface StepReference {
  readonly path: Path;
  readonly target: Target;
  readonly text: string;
  readonly reference: Reference;
}

/** What the parts of a list's entries may name, by their keys. */
type Parts = Readonly<Record<string, Target>>;

/** Every text of a step that may name something: first those of its kind, in the order of the table, then those that it comes after. */
export function referencesOf(step: StepDefinition, steps: Named<StepDefinition>): StepReference[] {
  const kind = kindOf(step);
  const targets = Object.entries(kind === undefined ? {} : STEP_KINDS[kind].refersTo) as [string, Target | Parts][];
  const own = (kind && step[kind] ? step[kind] : {}) as Record<string, unknown>;
  const texts = [...targets.flatMap(([key, target]) => named([kind!, key], target, own[key])), [['after'], 'step', step.after] as const];
  return texts.flatMap(([at, target, value]) =>
    textsIn(value, at).map(([path, text]) => ({ path, target, text, reference: referenceTo(target, text, steps) })));
}

/** What the value of an argument names: a parameter, or what a step answers. Other text with a dot is plain text. */
export function valueReference(value: unknown, steps: Named<StepDefinition>): NamedReference | undefined {
  if (typeof value !== 'string' || !isKnown(value)) return undefined;
  const reference = parseReference(value);
  if (reference.kind === 'parameter') return reference;
  if (reference.kind !== 'step') return undefined;
  return entry(answersOf(entry(steps, reference.owner)), reference.name) === undefined ? undefined : reference;
}

/** What may name something under a key: its value, or parts of each entry of a list. */
function named(path: Path, target: Target | Parts, value: unknown): (readonly [Path, Target, unknown])[] {
  if (typeof target === 'string') return [[path, target, value]];
  if (!isKnown(value) || !Array.isArray(value)) return [];
  return value.flatMap((item: unknown, index) => Object.entries(target).map(([key, inner]) =>
    [[...path, index, key], inner, (item as Record<string, unknown> | undefined)?.[key]] as const));
}

function referenceTo(target: Target, text: string, steps: Named<StepDefinition>): Reference {
  if (target === 'value' || target === 'bound') return valueReference(text, steps) ?? { kind: 'text' };
  // These are the names of steps, without a dot.
  if (target === 'step' || target === 'started' || target === 'measured') return { kind: 'step', owner: text, name: '' };
  return parseReference(text);
}

function textsIn(value: unknown, path: Path): [at: Path, text: string][] {
  if (typeof value === 'string') return [[path, value]];
  if (!isKnown(value) || typeof value !== 'object') return [];
  const inner: readonly (readonly [string | number, unknown])[] = Array.isArray(value) ? [...value.entries()] : Object.entries(value as object);
  return inner.flatMap(([key, text]) => typeof text === 'string' ? [[[...path, key], text]] : []);
}
