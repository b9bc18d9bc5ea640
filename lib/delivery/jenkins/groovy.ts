/** What a Jenkinsfile is made of: calls, one in a line, whose blocks are calls again. */
export interface Call {
  readonly call: string;
  readonly arguments?: readonly Value[];
  readonly named?: { readonly [name: string]: Value };
  readonly block?: readonly Statement[];
}

/** A value that a name stands for from there on. */
export interface Assignment {
  readonly name: string;
  readonly value: Value;
}

export type Statement = Assignment | Call;

/** What Groovy knows by a name, such as `scm` or `params.NAME`. */
export interface Word {
  readonly word: string;
}

export interface Entries {
  readonly entries: { readonly [name: string]: Value };
}

/** Every text stays a text, whatever it looks like. */
export type Value = Call | Entries | Word | boolean | number | string | readonly Value[];

export function block(name: string, statements: readonly Statement[]): Call {
  return { call: name, block: statements };
}

export function call(name: string, ...values: readonly Value[]): Call {
  return { call: name, arguments: values };
}

export function named(name: string, values: { readonly [name: string]: Value }): Call {
  return { call: name, named: values };
}

export function word(name: string): Word {
  return { word: name };
}
