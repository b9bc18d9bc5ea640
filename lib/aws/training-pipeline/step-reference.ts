import { StepDefinition } from '../../definition/step-definition';
import { isKnown } from '../../private/tokens';

/** The kinds of steps: the keys of which a step has exactly one. */
export type StepKind = 'process' | 'train' | 'tune' | 'transform' | 'condition' | 'register' | 'createModel' | 'lambda' | 'callback' | 'fail' | 'emr';

const STEP_KINDS: readonly StepKind[] = [
  'process', 'train', 'tune', 'transform', 'condition', 'register', 'createModel', 'lambda', 'callback', 'fail', 'emr',
];

/** First words of references that no step may have as its name. */
export const RESERVED_NAMES = ['datasets', 'features', 'parameters'];

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

/** What a step gives to later ones. */
export function outputsOf(step: StepDefinition): string[] {
  if (step.process) return [...step.process.outputs ?? [], ...(step.process.metrics ? ['metrics'] : [])];
  if (step.train || step.tune || step.createModel) return ['model'];
  return step.transform ? ['predictions'] : [];
}

/** What a step answers as plain values: metrics of a process step, outputs of a Lambda or callback step. */
export function valuesOf(step: StepDefinition): string[] {
  return Object.keys(step.process?.metrics ?? step.lambda?.outputs ?? step.callback?.outputs ?? {});
}

/** Where in a step a reference stands, and what it says. */
export interface PlacedReference {
  readonly path: readonly (string | number)[];
  readonly text: string;
  /** A file or folder, a model, or a plain value. */
  readonly wants: 'data' | 'model' | 'value';
}

/** Every reference of a step to another one. Plain text that only looks like one is not among them. */
export function referencesOf(step: StepDefinition, steps: Readonly<Record<string, StepDefinition>>): PlacedReference[] {
  const kind = kindOf(step);
  if (!kind) return [];
  const found: PlacedReference[] = [];
  const add = (wants: PlacedReference['wants'], text: unknown, ...path: (string | number)[]) => {
    if (isKnown(text) && typeof text === 'string') found.push({ path: [kind, ...path], text, wants });
  };
  const job = step.process ?? step.train ?? step.tune;
  for (const [name, input] of Object.entries(job?.inputs ?? {})) add('data', input, 'inputs', name);
  add('data', step.transform?.input, 'input');
  for (const definition of [step.transform, step.register, step.createModel]) add('model', definition?.model, 'model');
  add('value', step.condition?.metric, 'metric');
  for (const [key, values] of Object.entries({
    arguments: step.process?.arguments,
    hyperparameters: (step.train ?? step.tune)?.hyperparameters,
    inputs: step.lambda?.inputs ?? step.callback?.inputs,
  })) {
    for (const [name, value] of Object.entries(values ?? {})) if (isValueReference(value, steps)) add('value', value, key, name);
  }
  return found;
}

/** Whether the value of an argument is one that an earlier step answers; other text with a dot is plain text. */
export function isValueReference(value: unknown, steps: Readonly<Record<string, StepDefinition>>): boolean {
  if (typeof value !== 'string' || !isKnown(value)) return false;
  const reference = parseReference(value);
  return reference.kind === 'step' && steps[reference.step] !== undefined && valuesOf(steps[reference.step]!).includes(reference.output);
}
