import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { APP, PLAIN, TYPES, VALUES, emptyFolder } from './installed';
import { ROOT, run } from './run';

const program = (lines: string[]) => lines.join('\n');
const node = (source: string, ...flags: string[]) => run('node', [...flags, '--eval', source], PLAIN).stdout.trim();
const printMissing = `console.log(JSON.stringify(${JSON.stringify(VALUES)}.filter(name => library[name] === undefined)));`;

/** A program that uses every name: values by value, types in a type. */
const EVERY_NAME = program([
  `import { ${[...VALUES, ...TYPES].join(', ')} } from 'mlops-constructs';`,
  `export type Types = [${TYPES.join(', ')}];`,
  `console.log([${VALUES.join(', ')}].filter(value => value !== undefined).length);`,
]);

test('the assembly has names', () => {
  expect(VALUES.length).toBeGreaterThan(30);
  expect(TYPES.length).toBeGreaterThan(100);
});

test('a CommonJS program gets every name, and no other', () => {
  expect(node(`const library = require('mlops-constructs'); ${printMissing}`)).toBe('[]');
  expect(JSON.parse(node("console.log(JSON.stringify(Object.keys(require('mlops-constructs')).sort()))"))).toEqual(VALUES);
});

test('an ES module imports every name, and the whole as its default', () => {
  const everyValue = program([`import { ${VALUES.join(', ')} } from 'mlops-constructs';`, `const library = { ${VALUES.join(', ')} };`, printMissing]);
  expect(node(everyValue, '--input-type=module')).toBe('[]');
  expect(node(`import library from 'mlops-constructs'; ${printMissing}`, '--input-type=module')).toBe('[]');
  expect(node(`const library = await import('mlops-constructs'); ${printMissing}`, '--input-type=module')).toBe('[]');
});

test('an app of cdk init compiles with every name, and runs', () => {
  writeFileSync(join(APP, 'bin/every-name.ts'), EVERY_NAME);
  expect(run('npx', ['tsc'], APP)).toMatchObject({ stdout: '', stderr: '' });
  expect(run('npx', ['tsx', 'bin/every-name.ts'], APP).stdout.trim()).toBe(String(VALUES.length));
});

test('an older compiler that resolves as before ES modules compiles with every name, strictly', () => {
  const folder = emptyFolder(PLAIN, 'older');
  writeFileSync(join(folder, 'every-name.ts'), EVERY_NAME);
  const compilerOptions = {
    target: 'ES2022',
    lib: ['es2022'],
    module: 'commonjs',
    moduleResolution: 'node10',
    ignoreDeprecations: '6.0',
    strict: true,
    skipLibCheck: true,
    types: ['node'],
    typeRoots: [join(ROOT, 'node_modules/@types')],
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions }));
  run(join(ROOT, 'node_modules/.bin/tsc'), [], folder);
  expect(run('node', ['every-name.js'], folder).stdout.trim()).toBe(String(VALUES.length));
});

describe('loading', () => {
  const printLoaded = 'console.log(JSON.stringify(Object.keys(require.cache)))';
  const loaded = (use: string) => JSON.parse(node(`const library = require('mlops-constructs'); ${use}; ${printLoaded}`)) as string[];

  test('loads one file until a name is used', () => {
    expect(loaded('')).toEqual([join(PLAIN, 'node_modules/mlops-constructs/lib/index.js')]);
  });

  test('loads what a name needs, once', () => {
    const files = loaded("if (library.LockFile !== library.LockFile) throw new Error('twice')");
    expect(files).toContain(join(PLAIN, 'node_modules/mlops-constructs/lib/definition/lock-file.js'));
    expect(files.filter(file => file.includes('mlops-constructs/lib/aws/'))).toEqual([]);
  });

  test('loads no other framework than the CDK', () => {
    expect(loaded('Object.values(library)').filter(file => /node_modules\/(cdk8s|@aws-sdk|cdk-nag|commander)/.test(file))).toEqual([]);
  });
});

test('what systems are tested with has an entry of its own, which says what it needs', () => {
  const make = "new (require('mlops-constructs/testing').CheckedApp)().findings().length";
  expect(run('node', ['--print', make], APP).stdout.trim()).toBe('0');
  expect(node(`try { ${make}; } catch (error) { console.log(error.message); }`)).toContain('make cdk-nag 3 a development dependency');
});

test('what is inside cannot be imported', () => {
  const deep = "try { require('mlops-constructs/lib/private/names'); } catch (error) { console.log(error.code); }";
  expect(node(deep)).toBe('ERR_PACKAGE_PATH_NOT_EXPORTED');
});
