import { StepDefinition } from '../../definition/step-definition';
import { isKnown } from '../../private/tokens';

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

/** `prepare.train` -> the output `train` of the step `prepare`. A token is a place in Amazon S3. */
export function parseReference(text: string): Reference {
  if (!isKnown(text) || text.startsWith('s3://')) return { kind: 'place', uri: text };
  const dot = text.indexOf('.');
  const [first, rest] = dot < 0 ? [text, ''] : [text.slice(0, dot), text.slice(dot + 1)];
  const kind = FIRST_WORDS[first];
  return kind ? { kind, name: rest } : { kind: 'step', step: first, output: rest };
}

/** The kind of a step; a step without one has been refused by the schema before. */
export function kindOf(step: StepDefinition): StepKind | undefined {
  return STEP_KINDS.find(kind => step[kind] !== undefined);
}

/** Every reference of a step to another one. Plain text that only looks like one is not among them. */
export function referencesOf(step: StepDefinition, steps: Readonly<Record<string, StepDefinition>>): string[] {
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
export function isAnswer(value: unknown, steps: Readonly<Record<string, StepDefinition>>): boolean {
  if (typeof value !== 'string' || !isKnown(value)) return false;
  const reference = parseReference(value);
  if (reference.kind !== 'step') return false;
  const { lambda, callback } = steps[reference.step] ?? {};
  return (lambda ?? callback)?.outputs?.[reference.output] !== undefined;
}
