import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What each file imports: files as their paths below the same root, packages by name. Imports of types count. */
export type ImportGraph = ReadonlyMap<string, readonly string[]>;

/** The sources below a folder and what they import. */
export function importGraph(root: string): ImportGraph {
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(file => file.endsWith('.ts') && !file.endsWith('.d.ts')).sort();
  const known = new Set(files);
  return new Map(files.map(file => [file, importsIn(readFileSync(join(root, file), 'utf8')).map(target => resolved(file, target, known))]));
}

/** What a source names after `from`, `import(` or `require(`. */
export function importsIn(source: string): string[] {
  return [...source.replace(/\/\*[\s\S]*?\*\//g, '').matchAll(/^\s*(?:import|export)\s[^'"]*?from\s+['"]([^'"]+)['"]|(?:import|require)\(?\s*['"]([^'"]+)['"]/gm)]
    .map(match => match[1] ?? match[2]!);
}

/** The file that an import means; a file that is made by the build keeps the path that it is imported by. */
function resolved(file: string, target: string, known: ReadonlySet<string>): string {
  if (!target.startsWith('.')) return target;
  const path = join(dirname(file), target);
  return [`${path}.ts`, join(path, 'index.ts')].find(candidate => known.has(candidate)) ?? path;
}

/** Every group of files that import each other, the smallest name first: the strongly connected parts of the graph (Tarjan). */
export function circles(graph: ImportGraph): string[][] {
  const order = new Map<string, number>();
  const low = new Map<string, number>();
  const open: string[] = [];
  const found: string[][] = [];
  const visit = (file: string): void => {
    order.set(file, order.size);
    low.set(file, order.get(file)!);
    open.push(file);
    for (const target of graph.get(file) ?? []) {
      if (!graph.has(target)) continue;
      if (!order.has(target)) visit(target);
      if (open.includes(target)) low.set(file, Math.min(low.get(file)!, low.get(target)!));
    }
    if (low.get(file) !== order.get(file)) return;
    const group = open.splice(open.indexOf(file));
    if (group.length > 1 || graph.get(file)!.includes(file)) found.push(group.sort());
  };
  [...graph.keys()].forEach(file => order.has(file) || visit(file));
  return found.sort();
}

/** Which part of the sources a path belongs to; undefined for what no rule is about, packages for example. */
export type PartOf = (path: string) => string | undefined;

/** The imports between parts that the table does not allow, as `<file> -> <target>`. A part that the table lacks may know nothing. */
export function strangers(graph: ImportGraph, partOf: PartOf, knows: Readonly<Record<string, readonly string[]>>): string[] {
  return [...graph].flatMap(([file, targets]) => targets
    .filter(target => {
      const [from, to] = [partOf(file), partOf(target)];
      return from !== undefined && to !== undefined && from !== to && !knows[from]?.includes(to);
    })
    .map(target => `${file} -> ${target}`));
}

/** Circles of a table itself: parts that may know each other point no way. */
export function circlesOf(knows: Readonly<Record<string, readonly string[]>>): string[][] {
  return circles(new Map(Object.entries(knows)));
}
