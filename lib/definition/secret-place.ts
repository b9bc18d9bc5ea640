/** Where a secret is, read from `name` or `name#key`. */
export interface SecretPlace {
  readonly name: string;
  /** Which of several values. */
  readonly key?: string;
}

/** Reads `hugging-face#token`. */
export function secretPlace(text: string): SecretPlace {
  const [name = '', key] = text.split('#');
  return { name, key };
}
