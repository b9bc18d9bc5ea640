/**
 * Rewrites the compiled `lib/index.js`, so that importing the package loads nothing until a name is used.
 *
 * An app that uses one construct then pays for that construct alone. aws-cdk-lib does the same with its modules.
 *
 * The names are those that the compiled index has when it is loaded, each with the file that defines it. They must be the names
 * that the jsii assembly knows: a class that it knows and nobody can import fails the build, and so does what is exported by mistake.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative, sep } from 'node:path';

interface Assembly { readonly types: Record<string, { readonly kind: 'class' | 'enum' | 'interface' }> }

const [root = join(__dirname, '..')] = process.argv.slice(2);
const index = join(root, 'lib', 'index.js');
const load = createRequire(__filename);

/** The names of the root that stand for something at run time; an interface is a type only. */
function knownNames(): string[] {
  const { types } = JSON.parse(readFileSync(join(root, '.jsii'), 'utf8')) as Assembly;
  return [...new Set(Object.entries(types).filter(([, { kind }]) => kind !== 'interface').map(([fqn]) => fqn.split('.')[1]!))];
}

/**
 * What loads a value: the file and the name under which it is defined there, or a whole file for a namespace. Indexes have getters instead
 * of values.
 */
function loadingOf(name: string, value: unknown): string {
  for (const [filename, module] of Object.entries(load.cache)) {
    if (filename === index || !filename.startsWith(join(root, 'lib', sep))) continue;
    const required = `require(${JSON.stringify(`./${relative(join(root, 'lib'), filename).replaceAll(sep, '/')}`)})`;
    if (module!.exports === value) return required;
    const found = Object.entries(Object.getOwnPropertyDescriptors(module!.exports as object)).find(([, descriptor]) => descriptor.value === value);
    if (found) return `${required}.${found[0]}`;
  }
  throw new Error(`"${name}" is exported, and no file below lib/ defines it`);
}

const exported = load(index) as Record<string, unknown>;
const names = Object.keys(exported).sort();
const known = knownNames();
const problems = [
  ...known.filter(name => exported[name] === undefined).map(name => `"${name}" is in .jsii and cannot be imported: export it from an index`),
  ...names.filter(name => !known.includes(name)).map(name => `"${name}" is exported and not in .jsii: let the index name what it exports`),
];
if (problems.length > 0) {
  console.error(problems.join('\n'));
  process.exit(1);
}

writeFileSync(index, [
  '"use strict";',
  'Object.defineProperty(exports, "__esModule", { value: true });',
  '// Tells Node.js the names for `import { … }` from an ES module.',
  `0 && (${names.map(name => `exports.${name} = `).join('')}void 0);`,
  'const lazy = (name, load) => Object.defineProperty(exports, name, {',
  '  enumerable: true,',
  '  configurable: true,',
  '  get: () => {',
  '    const value = load();',
  '    Object.defineProperty(exports, name, { enumerable: true, value });',
  '    return value;',
  '  },',
  '});',
  ...names.map(name => `lazy(${JSON.stringify(name)}, () => ${loadingOf(name, exported[name])});`),
  '',
].join('\n'));
