import { isKnown } from '../../private/tokens';
import { looksLikePlace } from '../storage-place';

/** What a text in a definition refers to. */
export type Reference =
  | { readonly kind: 'place'; readonly uri: string }
  | NamedReference
  | { readonly kind: 'text' };

/** `prepare.train` -> the `train` of the step `prepare`. What a step has may hold dots, its own name does not. */
export interface NamedReference {
  readonly kind: 'dataset' | 'features' | 'parameter' | 'step';
  /** The word before the first dot: the name of a step, or `datasets`, `features` or `parameters`. */
  readonly owner: string;
  readonly name: string;
}

const FIRST_WORDS: Readonly<Record<string, 'dataset' | 'features' | 'parameter'>> = {
  datasets: 'dataset', features: 'features', parameters: 'parameter',
};

/** Words that references begin with; no step can have them as its name. */
export const RESERVED_STEP_NAMES = Object.keys(FIRST_WORDS);

/** Takes a reference apart; the only place that does. A token is a place of files, and a text without an owner and a name is only text. */
export function parseReference(text: string): Reference {
  if (!isKnown(text) || looksLikePlace(text)) return { kind: 'place', uri: text };
  const dot = text.indexOf('.');
  const [owner, name] = [text.slice(0, Math.max(dot, 0)), text.slice(dot + 1)];
  if (RESERVED_STEP_NAMES.includes(owner)) return { kind: FIRST_WORDS[owner]!, owner, name };
  return owner === '' || name === '' ? { kind: 'text' } : { kind: 'step', owner, name };
}
