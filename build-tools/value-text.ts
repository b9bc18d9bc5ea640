/**
 * How a value is described on a page: what may be written, and what holds when nothing is.
 */
import { Docs, Property, Schema, Sources, TypeReference } from './assembly';

/** What a property takes. `named` says how a type of a library is called, and where it is described. */
export function valueOf({ type, docs }: Property, named: (fqn: string) => string): string {
  const { minimum, maximum, asType } = docs?.custom ?? {};
  const of = (value: TypeReference): string => {
    if (value.collection) return `${value.collection.kind === 'map' ? 'map of' : 'list of'} ${of(value.collection.elementtype)}`;
    if (value.union) return value.union.types.map(of).join(' or ');
    if (value.fqn !== undefined) return named(value.fqn);
    return value.primitive === 'number' && asType === 'integer' ? 'whole number' : value.primitive === 'json' ? 'anything' : value.primitive!;
  };
  if (minimum === undefined) return of(type) + (maximum === undefined ? '' : `, up to ${maximum}`);
  return of(type) + (maximum === undefined ? `, from ${minimum}` : `, ${minimum} to ${maximum}`);
}

/** The words that a value may be, where there are only some. */
export function wordsOf(value: Schema | undefined, schema: Sources['schema']): string | undefined {
  if (value?.$ref) return wordsOf(schema.definitions[value.$ref.split('/').at(-1)!], schema);
  if (value?.items) return wordsOf(value.items, schema)?.replace(/^/, 'list of ');
  return value?.enum?.map(word => `\`${word}\``).join(', ');
}

/** What holds without it: a literal, or a sentence. */
export function defaultOf({ default: given }: Docs = {}): string {
  if (given === undefined) return '';
  return given.startsWith('- ') ? given.slice(2) : `\`${given}\``;
}

/** The first thing that is said, as a sentence. */
export function summaryOf(docs?: Docs): string {
  return (docs?.summary ?? '').replace(/;$/, '.');
}

/** All that is said, in one line. */
export function lineOf(docs?: Docs): string {
  return proseOf(docs).replace(/\s+/g, ' ');
}

/** All that is said, in its paragraphs. */
export function proseOf({ summary = '', remarks = '' }: Docs = {}): string {
  return [summary, remarks].filter(part => part !== '').join(' ').trim();
}

/** That exactly one of the keys of a struct is given, where it is so. */
export function alternativesOf({ custom }: Docs = {}): string | undefined {
  const keys = custom?.oneKeyOf?.split(' ').map(key => `\`${key}\``) ?? [];
  return keys.length > 1 ? `Exactly one of ${keys.slice(0, -1).join(', ')} and ${keys.at(-1)}.` : undefined;
}
