import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PACKAGE, PRINTED } from './installed';
import { linksOf } from '../../build-tools/markdown';

const files = readdirSync(PACKAGE, { recursive: true, encoding: 'utf8', withFileTypes: true }).filter(entry => entry.isFile())
  .map(entry => join(entry.parentPath, entry.name).slice(PACKAGE.length + 1)).filter(file => !file.startsWith('node_modules/')).sort();
const pages = files.filter(file => file.endsWith('.md'));

test('packing and installing print no warning', () => {
  // The build says what it runs, and the compiler how many warnings there were.
  expect(PRINTED.pack.stderr.split('\n').filter(line => line !== '' && !/^(npm notice|👾 )/u.test(line))).toEqual([]);
  expect(PRINTED.pack.stdout.replace(/Errors: 0 \| Warnings: 0\b/, '')).not.toMatch(/warn|end-of-life/i);
  expect(PRINTED.install.stderr).toBe('');
});

test.each(pages)('every link in %s leads somewhere', page => {
  const relative = linksOf(readFileSync(join(PACKAGE, page), 'utf8')).map(({ target }) => target).filter(target => !/^(https?:|#|mailto:)/.test(target)).map(target => target.replace(/#.*/, ''));
  expect(relative.filter(target => !existsSync(join(PACKAGE, dirname(page), target)))).toEqual([]);
});

test('the package holds no tests, no sources that are compiled, no maps and nothing that a tool left behind', () => {
  expect(files.filter(file => /^(test|bench|build-tools|projenrc|\.[^j])/.test(file))).toEqual([]);
  expect(readdirSync(join(PACKAGE, 'node_modules'), { recursive: true, encoding: 'utf8' }).filter(file => file.endsWith('.map'))).toEqual([]);
  expect(files.filter(file => /\.map$|\.pyc$|tsconfig\.tsbuildinfo|cdk\.out|package-lock/.test(file))).toEqual([]);
  expect(files.filter(file => /\.ts$/.test(file) && !file.endsWith('.d.ts') && !file.startsWith('examples/'))).toEqual([]);
  expect(files.filter(file => file.endsWith('.js') && readFileSync(join(PACKAGE, file), 'utf8').includes('sourceMappingURL=data:'))).toEqual([]);
});

test('the package holds what runs in the cloud and what an editor needs', () => {
  expect(files).toEqual(expect.arrayContaining([
    'LICENSE', 'README.md', 'docs/keys.md', 'bin/mlops.js', 'lib/definition/definition.schema.json', 'lib/aws/delivery-pipeline/handlers/smoke-test/index.js',
    'lib/programs/monitor/__main__.py', 'lib/programs/explain/__main__.py', 'lib/programs/features/__main__.py', 'lib/programs/launch/mlops_launch.py', 'lib/programs/job/run.py',
  ]));
});
