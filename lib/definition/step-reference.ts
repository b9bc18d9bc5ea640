import { entry, Named } from './rules/names';
import { StepDefinition } from './step-definition';
import { isKnown } from '../private/tokens';

/** The kinds of steps: the keys of which a step has exactly one. */
export type StepKind = Exclude<keyof StepDefinition, 'after' | 'cache' | 'retry'>;

const STEP_KINDS: readonly StepKind[] = [
  'process', 'train', 'tune', 'transform', 'explain', 'condition', 'register', 'createModel', 'lambda', 'callback', 'fail', 'emr',
];

/** What a text in a definition refers to. */
export type Reference =
  | { readonly kind: 'place'; readonly uri: string }
  | { readonly kind: 'dataset' | 'features' | 'parameter'; readonly name: string }
  | { readonly kind: 'step'; readonly step: string; readonly output: string };

const FIRST_WORDS: Readonly<Record<string, 'dataset' | 'features' | 'parameter'>> = {
  datasets: 'dataset', features: 'features', parameters: 'parameter',
};

/** Words that references begin with; no step can have them as its name. */
export const RESERVED_STEP_NAMES = Object.keys(FIRST_WORDS);

/** The two parts of a reference: `prepare.train` -> `prepare` and `train`. A step's output or metric may hold dots. */
export function parts(reference: string): [owner: string, name: string] | undefined {
  const dot = reference.indexOf('.');
  return dot > 0 && dot < reference.length - 1 ? [reference.slice(0, dot), reference.slice(dot + 1)] : undefined;
}

/** `prepare.train` -> the output `train` of the step `prepare`. A token is a place in Amazon S3. */
export function parseReference(text: string): Reference {
  if (!isKnown(text) || text.startsWith('s3://')) return { kind: 'place', uri: text };
  const [first, rest] = parts(text) ?? [text, ''];
  const kind = RESERVED_STEP_NAMES.includes(first) ? FIRST_WORDS[first] : undefined;
  return kind ? { kind, name: rest } : { kind: 'step', step: first, output: rest };
}

/** The kind of a step; a step without one has been refused by the schema before. */
export function kindOf(step: StepDefinition): StepKind | undefined {
  return STEP_KINDS.find(kind => step[kind] !== undefined);
}

/** Every reference of a step to another one. Plain text that only looks like one is not among them. */
export function referencesOf(step: StepDefinition, steps: Named<StepDefinition>): string[] {
  const job = step.process ?? step.train ?? step.tune;
  const values = step.process?.arguments ?? (step.train ?? step.tune)?.hyperparameters ?? (step.lambda ?? step.callback)?.inputs ?? {};
  return [
    ...Object.values(job?.inputs ?? {}),
    step.transform?.input,
    step.explain?.data,
    ...[step.transform, step.explain, step.register, step.createModel].map(definition => definition?.model),
    step.condition?.metric,
    ...Object.values(values).filter(value => isAnswer(value, steps)).map(String),
  ].filter(text => text !== undefined);
}

/** Whether the value of an argument is one that a Lambda or callback step answers; other text with a dot is plain text. */
export function isAnswer(value: unknown, steps: Named<StepDefinition>): boolean {
  if (typeof value !== 'string' || !isKnown(value)) return false;
  const reference = parseReference(value);
  if (reference.kind !== 'step') return false;
  const { lambda, callback } = entry(steps, reference.step) ?? {};
  return entry((lambda ?? callback)?.outputs, reference.output) !== undefined;
}
