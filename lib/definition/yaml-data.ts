import { Alias, Document, isAlias, isMap, isScalar, isSeq, Node, Pair, ParsedNode, Scalar, visit } from 'yaml';
import { Place, SyntaxFault } from './source';

export const NOWHERE: Place = { offset: 0, children: new Map() };

const MERGE = '<<';
const STANDARD_TAG = 'tag:yaml.org,2002:';
/** Tags that say no more than the value itself. */
const PLAIN_TAGS = new Set(['bool', 'float', 'int', 'map', 'null', 'seq', 'str'].map(name => STANDARD_TAG + name));
/** How many values aliases may make of those that are written. */
const MOST_VALUES = 250_000;

/** A value, and how many values are in it when each alias is written out. */
interface Built {
  readonly value: unknown;
  readonly size: number;
}

/**
 * The plain data of a YAML document: aliases and merge keys are resolved, and each value knows its place.
 *
 * Keys come from users: they are defined as an object's own, so that `__proto__` is a key like any other.
 */
export class YamlData {
  public static of(document: Document.Parsed): YamlData {
    return new YamlData(document);
  }

  public readonly faults: SyntaxFault[] = [];
  public readonly value: unknown;
  /** What each alias stands for. */
  private readonly targets = new Map<Alias, Node>();
  private readonly built = new Map<Node, Built>();
  private readonly placed = new Map<Node, Place>();

  private constructor(private readonly document: Document.Parsed) {
    this.checkNodes();
    if (this.faults.length === 0) this.value = this.build(document.contents).value;
  }

  /** The places of all values. What an alias stands for is placed where it is written. */
  public get places(): Place {
    return this.place(this.document.contents);
  }

  /**
   * Finds what each alias stands for, and adds what is no data: aliases that stand for nothing or for what holds them, keys
   * that are no text, keys that are given twice, tags, and what cannot be merged.
   */
  private checkNodes(): void {
    const anchors = new Map<string, Node>();
    const merges: Pair[] = [];
    visit(this.document, {
      Alias: (_key, alias, path) => {
        const target = anchors.get(alias.source);
        if (target === undefined) {
          this.fault(alias, `there is no anchor &${alias.source} before this alias; `
            + 'text that begins with * must be in quotes');
        } else if (path.includes(target)) {
          this.fault(alias, `stands for &${alias.source}, which holds it; an object cannot hold itself`);
        } else {
          this.targets.set(alias, target);
        }
      },
      Value: (_key, node) => {
        if (node.anchor !== undefined) anchors.set(node.anchor, node);
        // Of a tag that it does not know, the parser complains itself.
        if (node.tag?.startsWith(STANDARD_TAG) && !PLAIN_TAGS.has(node.tag)) {
          this.fault(node, `the tag ${node.tag.replace(STANDARD_TAG, '!!')} has no meaning here; remove it`);
        }
        if (isMap(node)) this.checkKeys(node.items, merges);
      },
    });
    for (const { key, value } of merges) this.checkMerge(key as Node, value);
  }

  private checkKeys(pairs: readonly Pair[], merges: Pair[]): void {
    const seen = new Set<string>();
    for (const pair of pairs) {
      const key = pair.key as ParsedNode | null;
      if (isMerge(key)) {
        merges.push(pair);
      } else if (isScalar(key) && typeof key.value === 'string') {
        if (seen.has(key.value)) this.fault(key, `the key ${key.source} is given twice`);
        seen.add(key.value);
      } else if (isScalar(key) && key.value !== null) {
        this.fault(key, `a key must be text, got ${key.source}; put it in quotes: "${key.source}"`);
      } else {
        this.fault(key, `a key must be text, got ${isScalar(key) ? 'null' : 'a list, an object or an alias'}`);
      }
    }
  }

  private checkMerge(key: Node, value: unknown): void {
    const sources = isSeq(this.resolved(value)) ? (this.resolved(value) as { items: unknown[] }).items : [value];
    for (const source of sources) {
      const target = this.resolved(source);
      if (isMap(target) || isAlias(source) && target === undefined) continue;
      const got = isScalar(target) && target.source !== undefined && target.source !== '' ? target.source : isSeq(target) ? 'a list' : 'nothing';
      this.fault(isScalar(target) && target.range ? target : key, 'a merge key (<<) takes an object, as in "<<: *anchor", or a list of objects, '
        + `got ${got}`);
    }
  }

  private fault(node: Node | null, message: string): void {
    this.faults.push({ offset: node?.range?.[0] ?? 0, message });
  }

  private resolved(node: unknown): Node | undefined {
    return isAlias(node) ? this.targets.get(node) : node as Node | undefined ?? undefined;
  }

  private build(node: unknown): Built {
    const target = this.resolved(node);
    if (target === undefined) return { value: null, size: 1 };
    const known = this.built.get(target);
    const result = known ?? this.buildNode(target);
    if (result.size > MOST_VALUES && this.faults.length === 0) {
      this.fault(isAlias(node) ? node : target, `aliases make more than ${MOST_VALUES} values of this; write the values out, or use fewer aliases`);
    }
    this.built.set(target, result);
    return result;
  }

  private buildNode(node: Node): Built {
    if (isSeq(node)) return this.buildList(node.items);
    return isMap(node) ? this.buildObject(node.items) : { value: (node as Scalar).value, size: 1 };
  }

  private buildList(items: readonly unknown[]): Built {
    const built = items.map(item => this.build(item));
    return { value: built.map(({ value }) => value), size: built.reduce((sum, { size }) => sum + size, 1) };
  }

  private buildObject(pairs: readonly Pair[]): Built {
    const object = {};
    let size = 1;
    for (const { key, value } of pairs) {
      const built = this.build(value);
      size += built.size;
      if (isMerge(key)) mergeInto(object, [built.value].flat() as object[]);
      else define(object, (key as Scalar<string>).value, built.value);
    }
    return { value: object, size };
  }

  private place(node: unknown): Place {
    const target = this.resolved(node);
    if (target === undefined) return NOWHERE;
    const known = this.placed.get(target);
    if (known !== undefined) return known;
    const children = new Map<string | number, Place>();
    const offset = target.range?.[0] ?? 0;
    const result: Place = isScalar(target) ? { offset, text: target.source, children } : { offset, children };
    this.placed.set(target, result);
    if (isSeq(target)) target.items.forEach((item, index) => children.set(index, this.place(item)));
    if (isMap(target)) this.placePairs(target.items, children);
    return result;
  }

  private placePairs(pairs: readonly Pair[], children: Map<string | number, Place>): void {
    const merged = new Map<string | number, Place>();
    for (const { key, value } of pairs) {
      if (isMerge(key)) {
        const source = this.place(value);
        const sources = isSeq(this.resolved(value)) ? [...source.children.values()] : [source];
        for (const { children: others } of sources) for (const [name, child] of others) if (!merged.has(name)) merged.set(name, child);
      } else {
        const keyOffset = (key as Scalar).range?.[0] ?? 0;
        const place = value === null || value === undefined ? { offset: keyOffset, children: new Map() } : this.place(value);
        children.set((key as Scalar<string>).value, { ...place, keyOffset });
      }
    }
    for (const [name, child] of merged) if (!children.has(name)) children.set(name, child);
  }
}

/** An object's own keys win over those that are merged, and those that are merged first over the later ones. */
function mergeInto(object: object, sources: readonly object[]): void {
  for (const source of sources) {
    for (const [key, value] of Object.entries(source)) if (!Object.hasOwn(object, key)) define(object, key, value);
  }
}

function define(object: object, key: string, value: unknown): void {
  Object.defineProperty(object, key, { value, configurable: true, enumerable: true, writable: true });
}

function isMerge(key: unknown): boolean {
  return isScalar(key) && typeof key.value === 'symbol' && key.value.description === MERGE;
}
