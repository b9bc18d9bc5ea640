/**
 * Rewrites the compiled `lib/index.js`, so that importing the package loads nothing until a name is used.
 *
 * An app that uses one construct then pays for that construct alone. aws-cdk-lib does the same with its modules.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, posix } from 'node:path';

const lib = join(__dirname, '..', 'lib');
const load = createRequire(__filename);

/** The compiled files below an index that define something, in the order of their export. */
function leaves(file: string): string[] {
  const exported = [...readFileSync(join(lib, file), 'utf8').matchAll(/__exportStar\(require\("(\.[^"]+)"\), exports\)/g)].map(([, path]) => path!);
  // Written by an earlier run, and not by the compiler since: nothing to do.
  if (exported.length === 0) return file === 'index.js' ? [] : [file];
  return exported.flatMap(path => {
    const target = posix.join(dirname(file), path);
    return leaves(existsSync(join(lib, `${target}.js`)) ? `${target}.js` : `${target}/index.js`);
  });
}

const names = new Map<string, string>();
for (const leaf of leaves('index.js')) {
  for (const name of Object.keys(load(join(lib, leaf)) as object)) names.set(name, `./${leaf}`);
}

if (names.size > 0) {
  writeFileSync(join(lib, 'index.js'), [
    '"use strict";',
    'Object.defineProperty(exports, "__esModule", { value: true });',
    '// Tells Node.js the names for `import { … }` from an ES module.',
    `0 && (${[...names.keys()].map(name => `exports.${name} = `).join('')}void 0);`,
    'const lazy = (name, load) => Object.defineProperty(exports, name, {',
    '  enumerable: true,',
    '  configurable: true,',
    '  get: () => {',
    '    const value = load()[name];',
    '    Object.defineProperty(exports, name, { enumerable: true, value });',
    '    return value;',
    '  },',
    '});',
    ...[...names].map(([name, file]) => `lazy(${JSON.stringify(name)}, () => require(${JSON.stringify(file)}));`),
    '',
  ].join('\n'));
}
