import { createRequire } from 'node:module';
import { Construct } from 'constructs';
import { listed, nearest } from '../../private/nearest';
import { Problem } from '../../private/problems';

let loaded: Record<string, string[]> | undefined;

/** The props of every construct, written from the sources at build time and loaded when the first construct is checked. */
function knownProps(): Record<string, string[]> {
  return loaded ??= createRequire(__filename)('./known-props.json') as Record<string, string[]>;
}

/**
 * Props that the construct does not have, which a compiler refuses and JavaScript would ignore.
 *
 * A class that extends a construct may hand on props of its own, so there only what looks like a misspelt prop is wrong.
 */
export function unknownProps(construct: Construct, props: object): Problem[] {
  const { known, isExact } = interfaceOf(construct);
  if (known === undefined) return [];
  const given = Object.entries(props).filter(([, value]) => value !== undefined).map(([key]) => key);
  const free = known.filter(key => !given.includes(key));
  return given.filter(key => !known.includes(key)).flatMap(key => {
    const meant = nearest(key, free);
    if (meant === undefined && !isExact) return [];
    const advice = meant === undefined ? `known: ${listed([...known].sort(), 30)}` : `did you mean ${JSON.stringify(meant)}?`;
    return { path: [key], message: `there is no prop ${JSON.stringify(key)} here; ${advice}`, ofKey: true };
  });
}

/** Of some props those that an interface has: what a construct hands on to another one. */
export function propsFor<T extends object>(name: string, props: T): T {
  const known = knownProps()[name] ?? [];
  return Object.fromEntries(Object.entries(props).filter(([key]) => known.includes(key))) as T;
}

/** The library's own class is the last of the line that has an interface of its name. */
function interfaceOf(construct: Construct): { readonly known?: string[]; readonly isExact: boolean } {
  let found: { known: string[]; isExact: boolean } | undefined;
  for (let at = construct.constructor as { name?: string } | null; at?.name; at = Object.getPrototypeOf(at) as typeof at) {
    const known = knownProps()[`${at.name}Props`];
    if (known !== undefined) found = { known, isExact: at === construct.constructor };
  }
  return found ?? { isExact: false };
}
