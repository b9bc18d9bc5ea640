import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PLAIN, emptyFolder } from './installed';
import { Ended, attempt } from './run';
import { blocksOf } from './snippets';

const [definition, cdk] = [blocksOf('README.md', 'yaml')[0]!, blocksOf('README.md', 'json')[0]!];

/** What the README says first, in a folder with nothing else. */
function project(name: string, text = definition): string {
  const folder = emptyFolder(PLAIN, name);
  writeFileSync(join(folder, 'mlops.yaml'), text);
  writeFileSync(join(folder, 'cdk.json'), cdk);
  return folder;
}

const mlops = (folder: string, ...words: string[]): Ended => attempt('npx', ['mlops', ...words], folder);

test('the first synth of the README has no warning', () => {
  const { status, stdout, stderr } = attempt('npx', ['cdk', 'synth'], project('first-synth'));
  const warnings = (stdout + stderr).split('\n').filter(line => /warn|deprecat|acknowledge|not configured/i.test(line));
  expect({ status, warnings }).toEqual({ status: 0, warnings: [] });
  // The CDK says where the templates are on this stream, too.
  expect(stderr.trim().split('\n').map(line => line.split(' ', 2).join(' '))).toEqual(['Successfully synthesized', 'Supply a']);
});

test('check, synth, lock and schema work where the package is installed', () => {
  const folder = project('commands');
  expect(mlops(folder, 'check')).toEqual({ status: 0, stdout: 'mlops.yaml is valid: 1 model in prod\n', stderr: '' });
  expect(mlops(folder, 'synth', '--output', 'templates')).toEqual({ status: 0, stdout: '', stderr: '' });
  expect(existsSync(join(folder, 'templates/manifest.json'))).toBe(true);
  expect(mlops(folder, 'lock', 'prod')).toMatchObject({ status: 0, stderr: '' });
  expect(JSON.parse(readFileSync(join(folder, 'mlops.lock.json'), 'utf8'))).toMatchObject({ version: 1, state: { prod: {} } });
  expect(JSON.parse(mlops(folder, 'schema').stdout)).toMatchObject({ $schema: expect.stringContaining('json-schema.org') });
});

test.each([
  ['a definition that is missing', ['check', 'nothing.yaml'], definition],
  ['a misspelled key', ['check'], definition.replace('framework', 'framwork')],
  ['a text that is not YAML', ['synth'], 'name: [churn'],
  ['an environment that is not there', ['lock', 'test'], definition],
  ['a command that is not there', ['deploy'], definition],
])('%s ends with a message, without a stack trace', (_, words, text) => {
  const { status, stdout, stderr } = mlops(project('refused', text), ...words);
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).not.toBe('');
  expect(stderr).not.toMatch(/^\s+at |node:internal|\.js:\d/m);
});
