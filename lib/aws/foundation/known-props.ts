import { createRequire } from 'node:module';
import { Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { listed, nearest } from '../../private/nearest';
import { isPlain } from '../../private/plain-data';
import { Path, Problem } from '../../private/problems';

interface PropNames {
  readonly known: string[];
  readonly required: string[];
}

/** What is known of the props of constructs. */
interface KnownProps {
  /** The props of every construct, by the name of their interface: all, and those that must be given. */
  readonly props: Record<string, PropNames>;
  /** The keys of lengths of time and of sizes. */
  readonly measures: string[];
}

let loaded: KnownProps | undefined;

/** Written from the sources at build time, and loaded when the first construct is checked. */
function known(): KnownProps {
  return loaded ??= createRequire(__filename)('./known-props.json') as KnownProps;
}

/** Maps whose keys are the user's own. */
const FREE = ['arguments', 'environment', 'hyperparameters', 'inputs', 'metadata', 'metrics', 'parameters', 'tags'];

/** Lengths of time and sizes are read at synth, and become numbers of other units: a token would become no number at all. */
export function unreadableMeasures(value: unknown, path: Path = []): Problem[] {
  if (!isPlain(value)) return [];
  return Object.entries(value).filter(([key]) => !FREE.includes(key)).flatMap(([key, inner]) => {
    const at = [...path, Array.isArray(value) ? Number(key) : key];
    return typeof inner === 'string' && Token.isUnresolved(inner) && known().measures.includes(key)
      ? { path: at, message: LITERAL }
      : unreadableMeasures(inner, at);
  });
}

/** What a value says that must not be a token. */
export const LITERAL = 'must be known when the app is synthesised, got a token; write the value itself';

/**
 * Props that the construct does not have, which a compiler refuses and JavaScript would ignore.
 *
 * A class that extends a construct may hand on props of its own, so there only what looks like a misspelt prop is wrong.
 */
export function unknownProps(construct: Construct, props: object): Problem[] {
  const { names: { known: names } = {}, isExact } = interfaceOf(construct);
  if (names === undefined) return [];
  const given = Object.entries(props).filter(([, value]) => value !== undefined).map(([key]) => key);
  const free = names.filter(key => !given.includes(key));
  return given.filter(key => !names.includes(key)).flatMap(key => {
    const meant = nearest(key, free);
    if (meant === undefined && !isExact) return [];
    const advice = meant === undefined ? `known: ${listed([...names].sort(), 30)}` : `did you mean ${JSON.stringify(meant)}?`;
    return { path: [key], message: `there is no prop ${JSON.stringify(key)} here; ${advice}`, ofKey: true };
  });
}

/** What must be given and is not, which a compiler refuses and JavaScript would stumble over later. */
export function missingProps(construct: Construct, props: object): Problem[] {
  const { required } = interfaceOf(construct).names ?? { required: [] };
  return required.filter(key => (props as Record<string, unknown>)[key] === undefined).map(key => ({ path: [key], message: 'is missing' }));
}

/** Of some props those that an interface has: what a construct hands on to another one. */
export function propsFor<T extends object>(name: string, props: T): T {
  const names = known().props[name]?.known ?? [];
  return Object.fromEntries(Object.entries(props).filter(([key]) => names.includes(key))) as T;
}

/** The library's own class is the last of the line that has an interface of its name. */
function interfaceOf(construct: Construct): { readonly names?: PropNames; readonly isExact: boolean } {
  let found: { names: PropNames; isExact: boolean } | undefined;
  for (let at = construct.constructor as { name?: string } | null; at?.name; at = Object.getPrototypeOf(at) as typeof at) {
    const names = known().props[`${at.name}Props`];
    if (names !== undefined) found = { names, isExact: at === construct.constructor };
  }
  return found ?? { isExact: false };
}
