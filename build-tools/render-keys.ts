/**
 * `docs/keys.md`: every key of `mlops.yaml`, from the docstrings of the definition's structs as jsii has compiled them.
 */
import Slugger from 'github-slugger';
import { propertiesOf, Sources, Type, TypeReference, Types } from './assembly';
import { table } from './markdown';
import { alternativesOf, defaultOf, lineOf, valueOf, wordsOf } from './value-text';

/** A struct, and the first place where a definition may have it. */
interface Section { readonly struct: Type; readonly path: string }

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
    ...[...sections.values()].flatMap(section => sectionLines(section, sections, { types, schema })),
  ].join('\n');
}

/** The anchor of every struct that has its section on the page. */
export function keyAnchors(types: Types): ReadonlyMap<string, string> {
  return new Map([...sectionsOf(types)].map(([fqn, section]) => [fqn, anchor(section)]));
}

/** Every struct where its path is shortest, in the order in which a reader meets it there. */
function sectionsOf(types: Types): Map<string, Section> {
  const keys = (fqn: string, path: string) => propertiesOf(types[fqn]!, types)
    .map(({ name, type }) => innermost(type, path === '' ? name : `${path}.${name}`))
    .filter((inner): inner is { fqn: string; path: string } => inner.fqn !== undefined && propertiesOf(types[inner.fqn]!, types).length > 0);
  const paths = new Map([[ROOT, '']]);
  // A map goes on to what is added while it is gone through: the nearest come first.
  for (const [fqn, path] of paths) for (const inner of keys(fqn, path)) if (!paths.has(inner.fqn)) paths.set(inner.fqn, inner.path);
  const below = (fqn: string, path: string): [string, Section][] => [
    [fqn, { struct: types[fqn]!, path }],
    ...keys(fqn, path).filter(inner => paths.get(inner.fqn) === inner.path).flatMap(inner => below(inner.fqn, inner.path)),
  ];
  return new Map(below(ROOT, ''));
}

/** What a list or map holds, and where: `models.<name>.endpoint`. */
function innermost(type: TypeReference, path: string): { fqn?: string; path: string } {
  if (!type.collection) return { fqn: type.fqn, path };
  return innermost(type.collection.elementtype, type.collection.kind === 'map' ? `${path}.<name>` : `${path}[]`);
}

function sectionLines({ struct, path }: Section, sections: Map<string, Section>, { types, schema }: Sources): string[] {
  const alternatives = alternativesOf(struct.docs);
  const named = (fqn: string) => {
    const section = sections.get(fqn);
    return section === undefined ? '`{}`' : `[${keyOf(section.path)}](#${anchor(section)})`;
  };
  return [
    path === '' ? '## The system' : `## \`${path}\``,
    '',
    `${lineOf(struct.docs)} *${struct.name}*`,
    '',
    ...alternatives === undefined ? [] : [alternatives, ''],
    ...table(['Key', 'Value', 'What it is', 'Without it'], propertiesOf(struct, types).map(property => [
      property.optional ? `\`${property.name}\`` : `**\`${property.name}\`**`,
      wordsOf(schema.definitions[struct.name]?.properties?.[property.name], schema) ?? valueOf(property, named),
      lineOf(property.docs),
      property.optional ? defaultOf(property.docs) : '',
    ])),
    '',
  ];
}

/** What the last key of a path is called; of a map, the map. */
function keyOf(path: string): string {
  return path.split('.').at(-1)!.replace(/^<name>$/, path.split('.').at(-2)!);
}

function anchor({ path }: Section): string {
  return Slugger.slug(path === '' ? 'The system' : path);
}
