/**
 * Rewrites what jsii has compiled, so that a file loads another one when it first uses it, as the files of aws-cdk-lib do.
 *
 * A construct knows dozens of files, and an app or a check needs few of them: those that only say what is wrong, or only make what
 * nobody has asked for, are never read.
 */
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Script } from 'node:vm';
import * as ts from 'typescript';

/** The same module, loading what it requires on first use. What is required for its effect, or to be exported as a whole, stays. */
export function withLazyRequires(source: string): string {
  const file = ts.createSourceFile('module.js', source, ts.ScriptTarget.ES2022, true);
  const required = new Map(file.statements.flatMap(requireOf));
  const statements = new Set<ts.Node>([...required.values()].map(({ statement }) => statement));
  for (const name of declared(file, node => statements.has(node))) required.delete(name);
  const edits: Edit[] = [...required].map(([name, { statement, load }]) => ({
    start: statement.getStart(), end: statement.end, text: `let ${name} = () => { const loaded = ${load}; ${name} = () => loaded; return loaded; };`,
  }));
  const visit = (node: ts.Node): void => {
    if (statements.has(node)) return;
    if (ts.isIdentifier(node) && required.has(node.text) && isUse(node)) edits.push({ start: node.getStart(), end: node.end, text: used(node) });
    ts.forEachChild(node, visit);
  };
  visit(file);
  return edits.sort((a, b) => b.start - a.start).reduce((text, { start, end, text: by }) => text.slice(0, start) + by + text.slice(end), source);
}

interface Edit { readonly start: number; readonly end: number; readonly text: string }
interface Required { readonly statement: ts.VariableStatement; readonly load: string }

/** `const name = require("…")`, or what an `import * as name` becomes. */
function requireOf(statement: ts.Statement): [string, Required][] {
  if (!ts.isVariableStatement(statement) || statement.declarationList.declarations.length !== 1) return [];
  const [{ name, initializer }] = statement.declarationList.declarations as unknown as [ts.VariableDeclaration];
  const load = initializer?.getText() ?? '';
  return ts.isIdentifier(name) && /^(__importStar\(|__importDefault\()?require\("[^"]+"\)\)?$/.test(load) ? [[name.text, { statement, load }]] : [];
}

/** Whether a name stands for the module, and is not that of a member, a key or a label. */
function isUse(node: ts.Identifier): boolean {
  const { name, propertyName } = node.parent as { readonly name?: ts.Node; readonly propertyName?: ts.Node };
  return ts.isShorthandPropertyAssignment(node.parent) || name !== node && propertyName !== node;
}

/** The names of parameters and variables: where one is called as a module is, it is not known which of them is meant. */
function declared(file: ts.SourceFile, isModule: (node: ts.Node) => boolean): Set<string> {
  const names = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (isModule(node)) return;
    const { name } = node as { readonly name?: ts.Node };
    const declares = [ts.isParameter, ts.isVariableDeclaration, ts.isBindingElement, ts.isFunctionLike, ts.isClassLike].some(is => is(node));
    if (declares && name !== undefined && ts.isIdentifier(name) && !ts.isClassElement(node)) names.add(name.text);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return names;
}

/** In brackets, for `new` binds to what comes first. */
function used(node: ts.Identifier): string {
  return ts.isShorthandPropertyAssignment(node.parent) ? `${node.text}: ${node.text}()` : `(${node.text}())`;
}

/** Every compiled file of a folder; handlers are bundled already, and run elsewhere. */
function rewrite(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && entry.name !== 'handlers' && entry.name !== 'programs') rewrite(path);
    if (!entry.isFile() || !entry.name.endsWith('.js')) continue;
    const source = readFileSync(path, 'utf8');
    const lazy = withLazyRequires(source);
    // A file that is loaded late would also fail late.
    new Script(`(function () {${lazy}\n})`, { filename: path });
    if (lazy !== source) writeFileSync(path, lazy);
  }
}

if (require.main === module) rewrite(join(process.argv[2] ?? join(__dirname, '..'), 'lib'));
