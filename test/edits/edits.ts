import { MlopsDefinition } from '../../lib/definition';

/** One edit that somebody might make, and what it makes of a definition. */
export interface Edit {
  /** For example `models.churn.registry.description = "…"`. */
  readonly what: string;
  readonly path: readonly string[];
  readonly definition: MlopsDefinition;
}

type Node = Record<string, unknown>;

/** Values that are as good as the present one; other texts get a letter more. */
const ALTERNATIVES: Record<string, unknown[]> = {
  approval: ['automatic', 'manual'],
  classification: ['public', 'internal'],
  format: ['iceberg', 'parquet'],
  maintenanceWindow: ['Tue:10:00'],
  size: ['medium', 'large'],
  storage: ['in-memory', 'standard'],
};
const KINDS: [RegExp, unknown[]][] = [
  [/^\d{12}$/, ['999999999999']],
  [/^[a-z]{2}-[a-z]+-\d$/, ['eu-central-1']],
  [/^\d+[smhdwy]$/, ['3d']],
  [/^\d+(\.\d+){3}\/\d+$/, ['10.99.0.0/16']],
  [/^(app|server)$/, []],
];

/** Every edit of one place: each value removed, each name changed, each simple value changed, each order turned round. */
export function* edits(definition: MlopsDefinition): Generator<Edit> {
  for (const path of paths(definition)) {
    const last = path.at(-1)!;
    const value = path.reduce<unknown>((node, key) => (node as Node)[key], definition);
    const edit = (what: string, change: (parent: Node) => Node): Edit => ({ what: `${path.join('.')} ${what}`, path, definition: changed(definition, path, change) });
    yield edit('removed', ({ [last]: _removed, ...rest }) => rest);
    yield edit('renamed', parent => Object.fromEntries(Object.entries(parent).map(([key, inner]) => [key === last ? `${key}x` : key, inner])));
    if (isMap(value) && Object.keys(value).length > 1) {
      yield edit('turned round', parent => ({ ...parent, [last]: Object.fromEntries(Object.entries(value).reverse()) }));
    }
    for (const other of alternatives(last, value)) yield edit(`= ${JSON.stringify(other)}`, parent => ({ ...parent, [last]: other }));
  }
}

function* paths(node: unknown, path: string[] = []): Generator<string[]> {
  if (!isMap(node)) return;
  for (const [key, value] of Object.entries(node)) {
    yield [...path, key];
    yield* paths(value, [...path, key]);
  }
}

function changed<T>(node: T, path: readonly string[], change: (parent: Node) => Node): T {
  const [key, ...rest] = path;
  if (rest.length === 0) return change(node as Node) as T;
  return { ...node, [key!]: changed((node as Node)[key!], rest, change) };
}

function alternatives(key: string, value: unknown): unknown[] {
  if (typeof value === 'number') return [value + 1, value - 1];
  if (typeof value === 'boolean') return [!value];
  if (typeof value !== 'string') return [];
  const known = ALTERNATIVES[key] ?? KINDS.find(([pattern]) => pattern.test(value))?.[1] ?? [`${value}x`];
  return known.filter(other => other !== value);
}

function isMap(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
