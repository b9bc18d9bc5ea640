import { builtSources, Docs, nameOf, Method, Property, Type, TypeReference } from '../build-tools/assembly';
import * as library from '../lib';

/**
 * Texts that are ARNs because nothing else names the thing: a version that a pipeline has registered, a connection that a
 * person has made in the console.
 */
const ARNS = [
  'IExperimentTracker.trackingServerArn',
];

/** More than this, and a reader no longer sees what a struct is about: then a noun is missing that groups some of it. */
const MOST_MEMBERS = 12;

/** Structs with more members of their own. Those of a table of alternatives are one choice for who writes them. */
const LONG: { readonly [struct: string]: string } = {
  StepDefinition: 'exactly one of its kinds is given, and `after`, `cache` and `retry` beside it',
  EndpointDefinition: 'variants, shadow, components and asynchronous are shapes of an endpoint, of which one or two are given',
};

/** What is exported as one name, and holds names itself: the places beside AWS. */
const NAMESPACES = { delivery: library.delivery, kubernetes: library.kubernetes, versioning: library.versioning };

const types = Object.values(builtSources().types);

/** Every member of the given kind as `<type>.<member>`, where the filter holds. */
function properties(filter: (property: Property, type: Type) => boolean): string[] {
  return types.flatMap(type => (type.properties ?? []).filter(property => filter(property, type)).map(({ name }) => `${type.name}.${name}`)).sort();
}

function methods(filter: (method: Method, type: Type) => boolean): string[] {
  return types.flatMap(type => (type.methods ?? []).filter(method => filter(method, type)).map(({ name }) => `${type.name}.${name}`)).sort();
}

/** The type itself, its elements and its alternatives. */
function flatten(type: TypeReference): TypeReference[] {
  return [type, ...(type.collection ? flatten(type.collection.elementtype) : []), ...(type.union?.types.flatMap(flatten) ?? [])];
}

const isOurs = (docs?: Docs) => (docs?.summary ?? '').trim() !== '';
const isCfn = ({ fqn = '' }: TypeReference) => /\.Cfn[A-Z]\w*$/.test(fqn);
const isAny = ({ primitive }: TypeReference) => primitive === 'any';

describe('the public API', () => {
  test('is not empty', () => {
    expect(types.length).toBeGreaterThan(50);
  });

  test('is what the index exports: every class and enum, and no function or constant of their files', () => {
    const exported = Object.entries(library).flatMap(([name, value]) =>
      typeof value === 'object' && name in NAMESPACES ? Object.keys(value).map(inside => `${name}.${inside}`) : [name]);
    expect(exported.sort()).toEqual(types.filter(({ kind }) => kind !== 'interface').map(nameOf).sort());
  });

  test('says for every optional property what holds without it', () => {
    expect(properties((property, type) => type.datatype === true && property.optional === true && !property.docs?.default)).toEqual([]);
  });

  test('has structs of a dozen members at most, and groups what goes together', () => {
    const isLong = ({ name, properties: own = [] }: Type) => own.length > MOST_MEMBERS && !Object.hasOwn(LONG, name);
    expect(types.filter(type => type.datatype && isLong(type)).map(({ name, properties: own }) => `${name}: ${own!.length}`)).toEqual([]);
    const known = new Map(types.map(({ name, properties: own = [] }) => [name, own.length]));
    expect(Object.keys(LONG).filter(name => (known.get(name) ?? 0) <= MOST_MEMBERS)).toEqual([]);
  });

  test('says of a default that is not a literal what will happen', () => {
    const literal = /^(true|false|Duration\.\w+\(\d+\)|-?[\d.]+|"[^"]*"|'[^']*'|[\w.:/-]+( [\w.:/-]+){0,2}|\[[^\]]*\]|\{[^}]*\})$/;
    expect(properties((property, type) =>
      type.datatype === true && property.docs?.default !== undefined && !property.docs.default.startsWith('- ') && !literal.test(property.docs.default)))
      .toEqual([]);
  });

  test('documents every type and every member', () => {
    expect(types.filter(({ docs }) => !isOurs(docs)).map(({ name }) => name)).toEqual([]);
    expect(properties(({ docs, overrides }) => !isOurs(docs) && !overrides)).toEqual([]);
    expect(methods(({ docs, overrides }) => !isOurs(docs) && !overrides)).toEqual([]);
    expect(types.flatMap(type => (type.members ?? []).filter(({ docs }) => !isOurs(docs)).map(({ name }) => `${type.name}.${name}`))).toEqual([]);
  });

  test('has no any', () => {
    expect(properties(({ type }) => flatten(type).some(isAny))).toEqual([]);
    expect(methods(({ parameters = [], returns }) =>
      [...parameters.map(({ type }) => type), ...(returns ? [returns.type] : [])].flatMap(flatten).some(isAny))).toEqual([]);
  });

  test('takes and gives no L1 construct: they are reached through node.defaultChild', () => {
    expect(properties(({ type }) => flatten(type).some(isCfn))).toEqual([]);
    expect(methods(({ parameters = [], returns }) =>
      [...parameters.map(({ type }) => type), ...(returns ? [returns.type] : [])].flatMap(flatten).some(isCfn))).toEqual([]);
  });

  test('takes no ARN where a construct can be given', () => {
    const taken = properties(({ name, type }, owner) => owner.datatype === true && !owner.name.endsWith('Attributes')
      && /Arns?$/.test(name) && flatten(type).some(({ primitive }) => primitive === 'string'));
    expect(taken.filter(name => !ARNS.includes(name))).toEqual([]);
  });

  test('uses unions only where a definition takes a number or a text', () => {
    const isMixed = ({ union }: TypeReference) => union?.types.some(({ primitive }) => primitive === undefined) ?? false;
    expect(properties(({ type }, owner) => flatten(type).some(isMixed) && owner.datatype === true)).toEqual([]);
    expect(methods(({ parameters = [] }) => parameters.some(({ type }) => flatten(type).some(({ union }) => union !== undefined)))).toEqual([]);
  });

  test('has one way to grant and to measure: through grants and metrics', () => {
    // What an interface of the CDK asks for is there, too, so that its integrations work.
    const another = methods(({ name, overrides = '' }, type) =>
      /^(grant|metric)[A-Z]/.test(name) && type.kind === 'class' && !overrides.startsWith('aws-cdk-lib.'));
    expect(another).toEqual([]);
  });

  test('shows an example for every construct', () => {
    const constructs = types.filter(({ kind, base, initializer }) => kind === 'class' && base !== undefined && (initializer?.parameters ?? []).length === 3);
    expect(constructs.filter(({ docs }) => !docs?.example).map(({ name }) => name)).toEqual([]);
  });

  test('lets every construct be imported', () => {
    const resources = types.filter(({ base }) => base === 'aws-cdk-lib.Resource');
    expect(resources.filter(({ methods: all = [] }) => !all.some(({ name }) => name.startsWith('from'))).map(({ name }) => name)).toEqual([]);
  });
});
