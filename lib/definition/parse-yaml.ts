import { Alias, Composer, CST, Document, isAlias, isMap, isScalar, isSeq, Node, Pair, ParsedNode, Parser, Scalar, visit, YAMLError } from 'yaml';
import { Place } from './source';

/** What is wrong with a text before one can look at its values. */
export interface SyntaxFault {
  readonly offset: number;
  readonly message: string;
}

export interface ParsedText {
  /** Plain data; `undefined` when there are faults. */
  readonly value?: unknown;
  readonly faults: readonly SyntaxFault[];
  /** The places of all values; worked out when something is to be located. */
  readonly places: () => Place;
}

/** No definition is nested deeper; beyond some thousand levels the parser would run out of memory. */
const MOST_LEVELS = 100;
const NOWHERE: Place = { offset: 0, children: new Map() };
const MERGE = '<<';

/** What each alias stands for. */
type Aliases = ReadonlyMap<Alias, Node>;

/**
 * Reads YAML 1.2 with merge keys, or JSON, with the place of every value. All faults are found, not only the first.
 *
 * This module loads the YAML parser: load it only when a file is read.
 */
export function parseYaml(text: string, format: 'json' | 'yaml'): ParsedText {
  const tokens = [...new Parser().parse(text)];
  if (tokens.some(isTooDeep)) return faulty([{ offset: 0, message: `is nested too deeply, more than ${MOST_LEVELS} levels` }]);
  const composer = new Composer({ schema: format === 'json' ? 'json' : 'core', merge: format === 'yaml', prettyErrors: false });
  const [document, second] = [...composer.compose(tokens, true, text.length)];
  if (document === undefined) return faulty([]);

  const faults = [...document.errors, ...document.warnings].map(error => ({ offset: error.pos[0], message: inWords(error, text) }));
  if (second !== undefined) faults.push({ offset: second.range[0], message: 'another document begins here (---); a file holds one' });
  const aliases = checkNodes(document, faults);
  if (faults.length > 0) return faulty(faults);
  try {
    return { value: document.toJS() as unknown, faults: [], places: () => places(document.contents, aliases) };
  } catch (error) {
    if (error instanceof ReferenceError) return faulty([{ offset: 0, message: 'has aliases that grow without end; write the values out' }]);
    throw error;
  }
}

function faulty(faults: readonly SyntaxFault[]): ParsedText {
  // The parser's second complaint about a place follows from the first.
  const sorted = [...faults].sort((a, b) => a.offset - b.offset);
  return { faults: sorted.filter((one, index) => one.offset !== sorted[index - 1]?.offset), places: () => NOWHERE };
}

/** Looks without recursion, which is what deep nesting would break. */
function isTooDeep(token: CST.Token): boolean {
  let level = [token];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MOST_LEVELS) return true;
    level = level.flatMap(one => {
      const inside = 'items' in one ? one.items.flatMap(item => [item.key, item.value]) : 'value' in one ? [one.value] : [];
      return inside.filter((other): other is CST.Token => other !== undefined && other !== null);
    });
  }
  return false;
}

/** The parser's messages, in our words where its own assume knowledge of its inside. */
function inWords(error: YAMLError, text: string): string {
  const word = /^("(\\.|[^"\\])*"|'[^']*'|[^\s:,{}[\]]+)/.exec(text.slice(error.pos[0]))?.[0] ?? '';
  switch (error.code) {
    case 'DUPLICATE_KEY': return `the key ${word} is given twice`;
    case 'TAB_AS_INDENT': return 'tabs cannot indent in YAML; use spaces';
    default: {
      const message = error.message.replace(/\.$/, '').replace(/^Unresolved plain scalar (.*)$/, '$1 must be in quotes in JSON');
      return message.charAt(0).toLowerCase() + message.slice(1);
    }
  }
}

/**
 * Finds what each alias stands for, and adds what is no data: aliases without an anchor, and keys that are no text.
 * JavaScript makes text of them, and then `1` and `"1"` would be the same.
 */
function checkNodes(document: Document.Parsed, faults: SyntaxFault[]): Aliases {
  const anchors = new Map<string, Node>();
  const aliases = new Map<Alias, Node>();
  visit(document, {
    Value(_key, node) {
      if (node.anchor !== undefined) anchors.set(node.anchor, node);
    },
    Alias(_key, node) {
      const target = anchors.get(node.source);
      if (target !== undefined) aliases.set(node, target);
      else faults.push({ offset: node.range?.[0] ?? 0, message: `there is no anchor &${node.source} before this alias` });
    },
    Pair(_key, pair) {
      const key = pair.key as ParsedNode | null;
      if (isScalar(key) && (typeof key.value === 'string' || isMerge(key))) return;
      const offset = key?.range?.[0] ?? 0;
      if (isScalar(key) && key.value !== null) faults.push({ offset, message: `a key must be text, got ${key.source}; put it in quotes: "${key.source}"` });
      else faults.push({ offset, message: `a key must be text, got ${isScalar(key) ? 'null' : 'a list, an object or an alias'}` });
    },
  });
  return aliases;
}

function isMerge(key: unknown): boolean {
  return isScalar(key) && (key.value === MERGE || (typeof key.value === 'symbol' && key.value.description === MERGE));
}

/** The places of all values. What an alias stands for is placed where it is written. */
function places(contents: unknown, aliases: Aliases): Place {
  const known = new Map<Node, Place>();

  function resolved(node: unknown): Node | undefined {
    return isAlias(node) ? aliases.get(node) : node as Node | undefined;
  }

  function place(node: unknown): Place {
    const target = resolved(node);
    if (target === undefined || target === null) return NOWHERE;
    const already = known.get(target);
    if (already !== undefined) return already;
    const children = new Map<string | number, Place>();
    const offset = target.range?.[0] ?? 0;
    const result: Place = isScalar(target) ? { offset, text: target.source, children } : { offset, children };
    known.set(target, result);
    if (isSeq(target)) target.items.forEach((item, index) => children.set(index, place(item)));
    if (isMap(target)) target.items.forEach(pair => placePair(pair, children));
    return result;
  }

  function placePair({ key, value }: Pair, children: Map<string | number, Place>): void {
    const keyNode = key as Scalar;
    if (isMerge(keyNode)) {
      const merged = place(value);
      for (const source of isSeq(resolved(value)) ? merged.children.values() : [merged]) {
        for (const [name, child] of source.children) if (!children.has(name)) children.set(name, child);
      }
    } else {
      const keyOffset = keyNode.range?.[0];
      const nothing = { offset: keyOffset ?? 0, children: new Map() };
      children.set(String(keyNode.value), { ...value === null ? nothing : place(value), keyOffset });
    }
  }

  return place(contents);
}
