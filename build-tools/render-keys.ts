/**
 * Writes `docs/keys.md`: every key of `mlops.yaml`, from the docstrings of the definition's structs as jsii has compiled them.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { table } from './markdown';

interface Type {
  readonly fqn?: string;
  readonly primitive?: string;
  readonly collection?: { readonly kind: 'array' | 'map'; readonly elementtype: Type };
  readonly union?: { readonly types: readonly Type[] };
}
interface Docs {
  readonly summary?: string;
  readonly remarks?: string;
  readonly default?: string;
  readonly custom?: { readonly [tag: string]: string };
}
interface Property { readonly name: string; readonly type: Type; readonly optional?: boolean; readonly docs?: Docs }
interface Struct { readonly name: string; readonly docs?: Docs; readonly properties?: readonly Property[]; readonly interfaces?: readonly string[] }

/** What the page is made from: structs with their docstrings, and the schema, which knows the words that a value may be. */
export interface Sources {
  readonly types: { readonly [fqn: string]: Struct };
  readonly schema: { readonly definitions: { readonly [name: string]: Schema } };
}

interface Schema {
  readonly $ref?: string;
  readonly enum?: readonly string[];
  readonly items?: Schema;
  readonly properties?: { readonly [name: string]: Schema };
}

/** A struct, and the first place where a definition may have it. */
interface Section { readonly struct: Struct; readonly path: string }

const ROOT = 'mlops-constructs.MlopsDefinition';

/** The page, from what the build has written. */
export function renderKeys({ types, schema }: Sources): string {
  const sections = sectionsOf(types);
  return [
    '# Keys of `mlops.yaml`',
    '',
    'Every key of a definition, each kind of thing once, where it comes first. The same names are the properties of the structs in TypeScript',
    'and Python. An editor shows this page while you write: `npx mlops schema > mlops.schema.json`, and a first line',
    '`# yaml-language-server: $schema=mlops.schema.json`. **Bold** keys must be given.',
    '',
    ...[...sections.values()].flatMap(section => sectionLines(section, sections, schema)),
  ].join('\n');
}

/** Every struct where its path is shortest, in the order in which a reader meets it there. */
function sectionsOf(types: Sources['types']): Map<string, Section> {
  const keys = (fqn: string, path: string) => propertiesOf(types[fqn]!, types)
    .map(({ name, type }) => innermost(type, path === '' ? name : `${path}.${name}`))
    .filter((inner): inner is { fqn: string; path: string } => inner.fqn !== undefined && propertiesOf(types[inner.fqn]!, types).length > 0);
  const paths = new Map([[ROOT, '']]);
  // A map goes on to what is added while it is gone through: the nearest come first.
  for (const [fqn, path] of paths) for (const inner of keys(fqn, path)) if (!paths.has(inner.fqn)) paths.set(inner.fqn, inner.path);
  const below = (fqn: string, path: string): [string, Section][] => [
    [fqn, { struct: { ...types[fqn]!, properties: propertiesOf(types[fqn]!, types) }, path }],
    ...keys(fqn, path).filter(inner => paths.get(inner.fqn) === inner.path).flatMap(inner => below(inner.fqn, inner.path)),
  ];
  return new Map(below(ROOT, ''));
}

/** Those of a struct and of what it extends, the required ones first. */
function propertiesOf(struct: Struct, types: { readonly [fqn: string]: Struct }): readonly Property[] {
  const all = [...struct.properties ?? [], ...(struct.interfaces ?? []).flatMap(base => propertiesOf(types[base]!, types))];
  return [...all.filter(({ optional }) => !optional), ...all.filter(({ optional }) => optional)];
}

/** What a list or map holds, and where: `models.<name>.endpoint`. */
function innermost(type: Type, path: string): { fqn?: string; path: string } {
  if (!type.collection) return { fqn: type.fqn, path };
  return innermost(type.collection.elementtype, type.collection.kind === 'map' ? `${path}.<name>` : `${path}[]`);
}

function sectionLines({ struct, path }: Section, sections: Map<string, Section>, schema: Sources['schema']): string[] {
  const { summary, remarks, custom } = struct.docs ?? {};
  const alternatives = custom?.oneKeyOf?.split(' ').map(key => `\`${key}\``) ?? [];
  return [
    path === '' ? '## The system' : `## \`${path}\``,
    '',
    `${text(summary, remarks)} *${struct.name}*`,
    '',
    ...alternatives.length > 1 ? [`Exactly one of ${alternatives.slice(0, -1).join(', ')} and ${alternatives.at(-1)}.`, ''] : [],
    ...table(['Key', 'Value', 'What it is', 'Without it'], struct.properties!.map(property => [
      property.optional ? `\`${property.name}\`` : `**\`${property.name}\`**`,
      wordsOf(schema.definitions[struct.name]?.properties?.[property.name], schema) ?? valueOf(property, sections),
      text(property.docs?.summary, property.docs?.remarks),
      property.optional ? without(property.docs?.default) : '',
    ])),
    '',
  ];
}

/** The words that a value may be, where there are only some. */
function wordsOf(value: Schema | undefined, schema: Sources['schema']): string | undefined {
  if (value?.$ref) return wordsOf(schema.definitions[value.$ref.split('/').at(-1)!], schema);
  if (value?.items) return wordsOf(value.items, schema)?.replace(/^/, 'list of ');
  return value?.enum?.map(word => `\`${word}\``).join(', ');
}

function valueOf({ type, docs }: Property, sections: Map<string, Section>): string {
  const { minimum, maximum, asType } = docs?.custom ?? {};
  const bounds = minimum !== undefined && maximum !== undefined ? `, ${minimum} to ${maximum}` : minimum !== undefined ? `, from ${minimum}` : maximum !== undefined ? `, up to ${maximum}` : '';
  const named = (of: Type): string => {
    if (of.collection) return `${of.collection.kind === 'map' ? 'map of' : 'list of'} ${named(of.collection.elementtype)}`;
    if (of.union) return of.union.types.map(named).join(' or ');
    const section = of.fqn === undefined ? undefined : sections.get(of.fqn);
    if (section) return `[${section.path.split('.').at(-1)!.replace(/^<name>$/, section.path.split('.').at(-2)!)}](#${anchor(section)})`;
    return of.primitive === 'number' && asType === 'integer' ? 'whole number' : of.primitive === 'json' ? 'anything' : of.primitive ?? '`{}`';
  };
  return named(type) + bounds;
}

/** As Markdown renderers make it of a heading. */
function anchor({ path }: Section): string {
  return path === '' ? 'the-system' : path.toLowerCase().replace(/[^a-z0-9_ -]/g, '').replace(/ /g, '-');
}

function without(given: string | undefined): string {
  if (given === undefined) return '';
  return given.startsWith('- ') ? given.slice(2) : `\`${given}\``;
}

function text(summary: string = '', remarks: string = ''): string {
  return [summary, remarks].filter(part => part !== '').join(' ').replace(/\s+/g, ' ').trim();
}

/** What the build has written. */
export function builtSources(): Sources {
  const read = (file: string): unknown => JSON.parse(readFileSync(join(__dirname, '..', file), 'utf8'));
  return { types: (read('.jsii') as Sources).types, schema: read('lib/definition/definition.schema.json') as Sources['schema'] };
}

if (require.main === module) writeFileSync(join(__dirname, '../docs/keys.md'), renderKeys(builtSources()));
