import { Document, isAlias, isMap, isScalar, isSeq, Node, Pair, ParsedNode, parseDocument, Scalar, visit, YAMLError } from 'yaml';
import { Place } from './source';

/** What is wrong with a text before one can look at its values. */
export interface SyntaxFault {
  readonly offset: number;
  readonly message: string;
}

export interface ParsedText {
  /** Plain data; `undefined` when there are faults. */
  readonly value?: unknown;
  readonly root: Place;
  readonly faults: readonly SyntaxFault[];
}

const NOWHERE: Place = { offset: 0, children: new Map() };
const MERGE = '<<';

/**
 * Reads YAML 1.2 with merge keys, or JSON, with the place of every value. All faults are found, not only the first.
 *
 * This module loads the YAML parser: load it only when a file is read.
 */
export function parseYaml(text: string, format: 'json' | 'yaml'): ParsedText {
  try {
    const document = parseDocument(text, { schema: format === 'json' ? 'json' : 'core', merge: format === 'yaml', prettyErrors: false });
    const faults = [
      ...[...document.errors, ...document.warnings].map(error => ({ offset: error.pos[0], message: inWords(error, text) })),
      ...keyFaults(document),
    ].sort((a, b) => a.offset - b.offset);
    if (faults.length > 0) return { root: NOWHERE, faults };
    return { value: document.toJS() as unknown, root: places(document), faults };
  } catch (error) {
    // Thousands of nested brackets, or aliases that grow without end.
    if (error instanceof RangeError) return fault('is nested too deeply');
    if (error instanceof ReferenceError) return fault('has aliases that grow without end; write the values out');
    throw error;
  }
}

function fault(message: string): ParsedText {
  return { root: NOWHERE, faults: [{ offset: 0, message }] };
}

/** The parser's messages, in our words where its own assume knowledge of its inside. */
function inWords(error: YAMLError, text: string): string {
  const word = /^("(\\.|[^"\\])*"|'[^']*'|[^\s:,{}[\]]+)/.exec(text.slice(error.pos[0]))?.[0] ?? '';
  switch (error.code) {
    case 'DUPLICATE_KEY': return `the key ${word} is given twice`;
    case 'MULTIPLE_DOCS': return 'another document begins here (---); a file holds one';
    case 'BAD_ALIAS': return `there is no anchor for ${word}`;
    case 'TAB_AS_INDENT': return 'tabs cannot indent in YAML; use spaces';
    default: {
      const message = error.message.replace(/\.$/, '');
      return message.charAt(0).toLowerCase() + message.slice(1);
    }
  }
}

/** JavaScript makes text of every key; YAML does not, and then `1` and `"1"` would be the same. */
function keyFaults(document: Document.Parsed): SyntaxFault[] {
  const faults: SyntaxFault[] = [];
  visit(document, {
    Pair(_key, pair) {
      const key = pair.key as ParsedNode | null;
      if (isScalar(key) && (typeof key.value === 'string' || isMerge(key))) return;
      const offset = key?.range?.[0] ?? 0;
      if (isScalar(key) && key.value !== null) faults.push({ offset, message: `a key must be text, got ${key.source}; put it in quotes: "${key.source}"` });
      else faults.push({ offset, message: `a key must be text, got ${isScalar(key) ? 'null' : 'a list, an object or an alias'}` });
    },
  });
  return faults;
}

function isMerge(key: unknown): boolean {
  return isScalar(key) && (key.value === MERGE || (typeof key.value === 'symbol' && key.value.description === MERGE));
}

/** The places of all values. What an alias stands for is placed where it is written. */
function places(document: Document.Parsed): Place {
  const known = new Map<Node, Place>();

  function place(node: unknown): Place {
    const target = isAlias(node) ? node.resolve(document) : node as Node | undefined;
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
      const sources = isSeq(isAlias(value) ? value.resolve(document) : value) ? [...merged.children.values()] : [merged];
      for (const source of sources) {
        for (const [name, child] of source.children) if (!children.has(name)) children.set(name, child);
      }
    } else {
      const keyOffset = keyNode.range?.[0];
      // Without a value there is nothing to point at but the key.
      children.set(String(keyNode.value), value === null ? { offset: keyOffset ?? 0, keyOffset, children: new Map() } : { ...place(value), keyOffset });
    }
  }

  return place(document.contents);
}
