import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { licenceProblems } from './licences';

const PROGRAMS = join(__dirname, '../../lib/programs');

/** What a Python of these tests does not install: packages for other systems and versions, whose licences were read by hand. */
const ELSEWHERE: Record<string, string> = { 'colorama': 'BSD-3-Clause', 'exceptiongroup': 'MIT', 'importlib-resources': 'Apache-2.0', 'zipp': 'MIT' };

interface Answer {
  readonly locks: Record<string, { readonly size: number; readonly problems: string[] }>;
  readonly licences: Record<string, string[] | null>;
}

const answerAbout = (programs: string) => JSON.parse(
  execFileSync(join(__dirname, '../programs/.venv/bin/python'), ['-B', join(__dirname, 'python_locks.py'), programs], { encoding: 'utf8' }),
) as Answer;
const { locks, licences } = answerAbout(PROGRAMS);

test('every lock file has one version with hashes of each package, and those that its requirements.in asks for', () => {
  expect(Object.keys(locks)).toEqual(['explain/build-requirements.in', 'explain/requirements.in', 'monitor/requirements.in']);
  expect(Object.values(locks).flatMap(({ problems }) => problems)).toEqual([]);
  expect(locks['monitor/requirements.in']!.size).toBeGreaterThan(50);
});

test.each<[string, [RegExp, string], string]>([
  ['a missing hash', [/(wheel==0\.45\.1) [^]*$/, '$1\n'], 'wheel==0.45.1: no hash'],
  ['a range', [/wheel==/, 'wheel>='], 'wheel>=0.45.1: not one version'],
  ['another version', [/wheel==0\.45\.1/, 'wheel==0.45.0'], 'wheel==0.45.1: locked as 0.45.0 on Python 3.9'],
  ['a missing package', [/wheel==[^]*$/, ''], 'wheel==0.45.1: locked as nothing on Python 3.12'],
  ['two versions at once', [/wheel==/, 'setuptools==1 --hash=sha256:0\nwheel=='], 'setuptools: 82.0.1 and 1 on Python 3.10'],
])('finds %s', (_, [from, to], problem) => {
  const folder = mkdtempSync(join(tmpdir(), 'locks-'));
  cpSync(PROGRAMS, folder, { recursive: true, filter: file => !/\.py$/.test(file) });
  const file = join(folder, 'explain/build-requirements.txt');
  const text = readFileSync(file, 'utf8');
  expect(text).toMatch(from);
  writeFileSync(file, text.replace(from, to));
  try {
    expect(answerAbout(folder).locks['explain/build-requirements.in']!.problems).toContain(problem);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('every package that the programs install has a licence that is allowed', () => {
  expect(Object.entries(licences).flatMap(([name, named]) => licenceProblems(name, named ?? [ELSEWHERE[name] ?? 'not installed']))).toEqual([]);
});

test.each([['GNU General Public License v3 (GPLv3)'], ['MIT License', 'GNU Affero General Public License v3'], ['none']])('finds the licence %s', (...named) => {
  expect(licenceProblems('a', named)).toHaveLength(1);
});
