/**
 * `docs/reference`: a page for each capability, its guide above and its public types below.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Method, nameOf, Parameter, Property, propertiesOf, Sources, Type, Types } from './assembly';
import { guideOn } from './guide';
import { table } from './markdown';
import { external, guideFolder, kindOf, linkFrom, pageOf, placesOf } from './reference-places';
import { alternativesOf, defaultOf, lineOf, proseOf, summaryOf, valueOf, wordsOf } from './value-text';

const ROOT = join(__dirname, '..');

/** The pages by their paths, from what the build has written and the guides. */
export function renderReference(sources: Sources): ReadonlyMap<string, string> {
  const groups = typesByFolder(sources.types);
  const pages = new Map([...groups.keys()].map(folder => [folder, pageOf(folder)]));
  return new Map([...groups].map(([folder, types]) => {
    const page = pageOf(folder);
    const guide = guideOn(page, readFileSync(join(ROOT, folder, 'README.md'), 'utf8'), folder, pages);
    return [page, `${guide.trimEnd()}\n\n${new ReferencePage(page, types, sources).lines().join('\n')}\n`];
  }));
}

/** The public types of each folder with a guide, as its page has them. */
export function typesByFolder(types: Types): ReadonlyMap<string, readonly Type[]> {
  const groups = new Map<string, Type[]>();
  for (const type of Object.values(types)) groups.set(guideFolder(type), [...groups.get(guideFolder(type)) ?? [], type]);
  return new Map([...groups].sort(([one], [other]) => one < other ? -1 : 1).map(([folder, group]) => [folder, inReadingOrder(group)]));
}

/** Constructs, what they give, then what is left; each class with its props at its heels. */
function inReadingOrder(types: readonly Type[]): readonly Type[] {
  const rank = ({ kind, name, initializer, datatype }: Type) =>
    kind === 'class'
      ? (initializer?.parameters?.length === 3 ? 0 : /(Grants|Metrics)$/.test(name) ? 1 : 2)
      : kind === 'interface' ? (datatype ? 4 : 3) : 5;
  const sorted = sortedBy(types, rank);
  return [...new Set(sorted.flatMap(type => {
    const props = type.initializer?.parameters?.at(-1)?.type.fqn;
    return [type, ...sorted.filter(({ fqn, datatype }) => datatype && fqn === props)];
  }))];
}

/** What stands below the guide. */
class ReferencePage {
  private readonly places: ReadonlyMap<string, string>;

  constructor(private readonly page: string, private readonly shown: readonly Type[], private readonly sources: Sources) {
    this.places = placesOf(sources.types);
  }

  public lines(): string[] {
    return [
      '## Members',
      '',
      ...table(['Name', 'Kind', 'What it is'], this.shown.map(type => [this.named(type.fqn), kindOf(type), summaryOf(type.docs)])),
      '',
      ...this.shown.filter(({ fqn }) => this.places.get(fqn)!.startsWith(`${this.page}#`)).flatMap(type => [...this.section(type), '']),
    ].slice(0, -1);
  }

  private section(type: Type): string[] {
    const alternatives = alternativesOf(type.docs);
    return [
      `### ${kindOf(type)} ${type.name}`,
      '',
      proseOf(type.docs),
      '',
      ...this.kin(type),
      ...alternatives === undefined ? [] : [alternatives, ''],
      ...this.initializer(type),
      ...type.docs?.example === undefined ? [] : ['```ts', type.docs.example, '```', ''],
      ...type.datatype ? this.values(type) : this.properties(type),
      ...this.methods(type),
      ...type.members === undefined ? [] : [...table(['Name', 'What it is'],
        type.members.map(({ name, docs }) => [`\`${name}\``, lineOf(docs)])), ''],
    ].slice(0, -1);
  }

  /** What a type stands on, and who fulfils it. Of a struct the members of ours are shown as its own. */
  private kin({ fqn, base, interfaces = [], kind, datatype }: Type): string[] {
    const bases = [...base === undefined ? [] : [base], ...kind === 'class' ? [] : interfaces.filter(one => !datatype || !this.sources.types[one])];
    const fulfilled = kind === 'class' ? interfaces : [];
    const by = kind === 'interface' && !datatype ? Object.values(this.sources.types)
      .filter(other => other.interfaces?.includes(fqn) && other.kind === 'class') : [];
    const list = (names: readonly string[]) => names.map(name => this.named(name)).join(', ');
    const sentences = [
      ...bases.length > 0 ? [`Extends ${list(bases)}.`] : [],
      ...fulfilled.length > 0 ? [`Implements ${list(fulfilled)}.`] : [],
      ...by.length > 0 ? [`Implemented by ${list(by.map(other => other.fqn))}.`] : [],
    ];
    return sentences.length > 0 ? [sentences.join(' '), ''] : [];
  }

  private initializer({ name, initializer }: Type): string[] {
    if (initializer === undefined) return [];
    const all = initializer.parameters ?? [];
    const code = all.map(parameter => `${signed(parameter)}: ${valueOf({ ...parameter, docs: {} }, fqn => plain(this.named(fqn)))}`).join(', ');
    const told = all.filter(({ docs }) => docs?.summary !== undefined);
    return [
      '```ts',
      `new ${name}(${code})`,
      '```',
      '',
      ...told.length > 0 ? [...told.map(parameter => this.parameter(parameter)), ''] : [],
    ];
  }

  /** The members of a struct. */
  private values(struct: Type): string[] {
    const { types, schema } = this.sources;
    const all = sortedBy(propertiesOf(struct, types), ({ optional }) => (optional ? 1 : 0));
    if (all.length === 0) return [];
    return [
      ...table(['Name', 'Type', 'What it is', 'Without it'], all.map(property => [
        property.optional ? `\`${property.name}\`` : `**\`${property.name}\`**`,
        wordsOf(schema.definitions[declaring(struct, property, types).name]?.properties?.[property.name], schema) ?? this.value(property),
        lineOf(property.docs),
        property.optional ? defaultOf(property.docs) : '',
      ])),
      '',
    ];
  }

  /** What a class or an interface knows. */
  private properties({ name: owner, properties = [] }: Type): string[] {
    if (properties.length === 0) return [];
    return [
      ...table(['Property', 'Type', 'What it is'], sortedBy(properties, () => 0).map(property => [
        `\`${property.static ? `${owner}.` : ''}${property.name}${property.optional ? '?' : ''}\``,
        this.value(property),
        lineOf(property.docs),
      ])),
      '',
    ];
  }

  private methods({ name: owner, methods = [] }: Type): string[] {
    if (methods.length === 0) return [];
    return [...sortedBy(methods, ({ static: ofClass }) => (ofClass ? 0 : 1)).flatMap(method => this.method(owner, method)), ''];
  }

  private method(owner: string, { name, static: ofClass, parameters = [], returns, docs }: Method): string[] {
    const gives = returns === undefined ? '' : ` → ${this.value({ name, ...returns })}${returns.optional ? ', if there is one' : ''}`;
    return [
      `- **\`${ofClass ? `${owner}.` : ''}${name}(${parameters.map(signed).join(', ')})\`**${gives}\\`,
      ...proseOf(docs).split('\n').map(line => (line === '' ? '' : `  ${line}`)),
      // A scope and an id are the same everywhere.
      ...parameters.filter(parameter => !['scope', 'id'].includes(parameter.name)).map(parameter => `  ${this.parameter(parameter)}`),
    ];
  }

  private parameter(parameter: Parameter): string {
    const said = lineOf(parameter.docs);
    return `- \`${signed(parameter)}\`: ${this.value(parameter)}${said === '' ? '' : `; ${said}`}`;
  }

  private value(property: Pick<Property, 'name' | 'type' | 'docs'>): string {
    return valueOf(property, fqn => this.named(fqn));
  }

  /** A type, with a link to where it is described. */
  private named(fqn: string): string {
    const type = this.sources.types[fqn];
    return type === undefined ? external(fqn) : `[\`${nameOf(type)}\`](${linkFrom(this.page, this.places.get(fqn)!)})`;
  }
}

/** By rank, then by name. */
function sortedBy<T extends { readonly name: string }>(all: readonly T[], rank: (one: T) => number): T[] {
  return [...all].sort((one, other) => rank(one) - rank(other) || (one.name < other.name ? -1 : 1));
}

/** The struct that a member comes from. */
function declaring(struct: Type, property: Property, types: Types): Type {
  if (struct.properties?.includes(property)) return struct;
  return (struct.interfaces ?? []).flatMap(base => types[base] ?? []).map(base => declaring(base, property, types))
    .find(base => base.properties?.includes(property)) ?? struct;
}

/** A parameter as it stands in a signature. */
function signed({ name, optional, variadic }: Parameter): string {
  return `${variadic ? '...' : ''}${name}${optional ? '?' : ''}`;
}

/** A linked name as code alone. */
function plain(link: string): string {
  return /`([^`]*)`/.exec(link)![1]!;
}
