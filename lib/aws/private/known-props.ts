import { createRequire } from 'node:module';
import { Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { listed, nearest } from '../../private/nearest';
import { Path, Problem } from '../../private/problems';

/** What is known of the props of constructs. */
interface KnownProps {
  /** The props of every construct, by the name of their interface. */
  readonly props: Record<string, string[]>;
  /** The keys of lengths of time and of sizes. */
  readonly measures: string[];
}

let loaded: KnownProps | undefined;

/** Written from the sources at build time, and loaded when the first construct is checked. */
function known(): KnownProps {
  return loaded ??= createRequire(__filename)('./known-props.json') as KnownProps;
}

function knownProps(): Record<string, string[]> {
  return known().props;
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

/** Data, not a construct or another object with a life of its own. */
export function isPlain(value: unknown): value is object {
  return Array.isArray(value) || value !== null && typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype;
}

/**
 * Props that the construct does not have, which a compiler refuses and JavaScript would ignore.
 *
 * A class that extends a construct may hand on props of its own, so there only what looks like a misspelt prop is wrong.
 */
export function unknownProps(construct: Construct, props: object): Problem[] {
  const { known: names, isExact } = interfaceOf(construct);
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

/** Of some props those that an interface has: what a construct hands on to another one. */
export function propsFor<T extends object>(name: string, props: T): T {
  const names = knownProps()[name] ?? [];
  return Object.fromEntries(Object.entries(props).filter(([key]) => names.includes(key))) as T;
}

/** The library's own class is the last of the line that has an interface of its name. */
function interfaceOf(construct: Construct): { readonly known?: string[]; readonly isExact: boolean } {
  let found: { known: string[]; isExact: boolean } | undefined;
  for (let at = construct.constructor as { name?: string } | null; at?.name; at = Object.getPrototypeOf(at) as typeof at) {
    const names = knownProps()[`${at.name}Props`];
    if (names !== undefined) found = { known: names, isExact: at === construct.constructor };
  }
  return found ?? { isExact: false };
}
