import { cpSync, existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parse } from 'yaml';
import { APP, PACKAGE, PLAIN, contextOf, emptyFolder } from './installed';
import { attempt, run } from './run';
import { blocksOf } from './snippets';
import { DELIVERY_SYSTEMS } from '../../lib/definition/delivery/delivery-system';

const PAGES = ['lib', 'docs'].flatMap(folder => readdirSync(join(PACKAGE, folder), { recursive: true, encoding: 'utf8' }).map(file => `${folder}/${file}`))
  .concat('README.md').filter(file => file.endsWith('.md')).sort();
const LANGUAGES = ['ts', 'yaml', 'json', 'sh'];

/** What snippets of a page stand in, and what is there when they have run. */
interface Setting { readonly pages: RegExp; readonly example: string; readonly leaves: RegExp }

const SETTINGS: readonly Setting[] = [
  { pages: /^lib\/(synth\/)?kubernetes\//, example: 'same-system-on-kubernetes', leaves: /^dist\/.*\.yaml$/ },
  { pages: /^lib\/delivery\//, example: 'github-actions', leaves: /^\.github\/workflows\/.*\.yml$/ },
  { pages: /^lib\/versioning\//, example: 'versioned-data', leaves: /^(\.dvc\/.*|\.dvcignore|dvc\.yaml)$/ },
  { pages: /^/, example: 'credit-risk', leaves: /^cdk\.out\/.*\.template\.json$/ },
];
const settingOf = (name: string) => SETTINGS.find(({ pages }) => pages.test(name))!;
const systemOf = (name: string) => join(PACKAGE, 'examples', settingOf(name).example);
const SDK_PIPELINE = { Version: '2020-12-01', Metadata: {}, Parameters: [], Steps: [{ Name: 'Stop', Type: 'Fail', Arguments: { ErrorMessage: 'stop' } }] };

/** A block of code with a name of its own. */
interface Snippet { readonly name: string; readonly code: string }

function snippets(language: string): Snippet[] {
  return PAGES.flatMap(page => blocksOf(page, language).map((code, index) => ({ name: `${page} ${index + 1}`, code })));
}

const folderName = (name: string) => name.replace(/\.md/, '').replace(/\W+/g, '-').toLowerCase();

describe('in TypeScript', () => {
  const folder = join(APP, 'snippets');
  const all = snippets('ts');
  let compilerSays: string;

  beforeAll(() => {
    emptyFolder(folder);
    for (const { name, code } of all) {
      const home = join(folder, folderName(name));
      // What a snippet names beside itself: a definition, scripts, and a pipeline of the SDK.
      const [system, { leaves }] = [systemOf(name), settingOf(name)];
      cpSync(system, home, { recursive: true, filter: source => !leaves.test(relative(system, source)) });
      writeFileSync(join(home, 'pipeline.json'), JSON.stringify(SDK_PIPELINE));
      writeFileSync(join(home, 'app.ts'), code);
    }
    compilerSays = attempt('npx', ['tsc', '--pretty', 'false'], APP).stdout;
  }, 300_000);

  test('there are some', () => {
    expect(all.length).toBeGreaterThan(40);
  });

  test.each(all)('$name compiles strictly as it stands, and synthesises', ({ name }) => {
    const home = folderName(name);
    expect(compilerSays.split('\n').filter(line => line.startsWith(`snippets/${home}/`))).toEqual([]);
    const output = join(folder, home, 'cdk.out');
    const ended = attempt('npx', ['tsx', 'app.ts'], join(folder, home), { CDK_OUTDIR: output, CDK_CONTEXT_JSON: contextOf(APP) });
    expect(ended).toMatchObject({ status: 0 });
    expect(readdirSync(join(folder, home), { recursive: true, encoding: 'utf8' }).filter(file => settingOf(name).leaves.test(file))).not.toEqual([]);
  });
});

describe('in YAML and JSON', () => {
  test.each(snippets('yaml'))('$name is a definition, or a part of one', ({ name, code }) => {
    const folder = emptyFolder(PLAIN, folderName(`yaml-${name}`));
    const part = (parse(code) ?? {}) as Record<string, unknown>;
    if ('name' in part) {
      writeFileSync(join(folder, 'mlops.yaml'), code);
    } else {
      cpSync(systemOf(name), folder, { recursive: true });
      const system = parse(readFileSync(join(systemOf(name), 'mlops.yaml'), 'utf8')) as Record<string, unknown>;
      // One system delivers: another one takes its place, and a part that names none adds to what is there.
      if (DELIVERY_SYSTEMS.some(key => key in ((part.delivery ?? {}) as object))) delete system.delivery;
      writeFileSync(join(folder, 'mlops.yaml'), JSON.stringify(merge(system, part)));
    }
    expect(run('npx', ['mlops', 'check'], folder).stdout).toContain('is valid');
    // A comment for an editor names a file that is there.
    for (const [, schema] of code.matchAll(/\$schema=(\S+)/g)) expect(existsSync(join(PLAIN, schema!))).toBe(true);
  });

  test.each(snippets('json'))('$name is JSON, and a cdk.json or a lock file works', ({ name, code }) => {
    const json = JSON.parse(code) as { app?: string; environments?: object };
    const folder = emptyFolder(PLAIN, folderName(`json-${name}`));
    if (json.app) {
      writeFileSync(join(folder, 'mlops.yaml'), blocksOf(name.replace(/ \d+$/, ''), 'yaml')[0]!);
      writeFileSync(join(folder, 'cdk.json'), code);
      run('npx', ['cdk', 'synth', '--quiet'], folder);
    } else if (json.environments) {
      cpSync(systemOf(name), folder, { recursive: true });
      writeFileSync(join(folder, 'mlops.lock.json'), code);
      run('npx', ['mlops', 'check'], folder);
    }
  });
});

test('every block of code says its language, and it is one that is tried here', () => {
  const languages = PAGES.flatMap(page => [...readFileSync(join(PACKAGE, page), 'utf8').matchAll(/^```(\w+)$/gm)].map(([, language]) => language));
  expect([...new Set(languages)].filter(language => !LANGUAGES.includes(language!))).toEqual([]);
});

/** A part of a definition over a whole one. */
function merge(whole: unknown, part: unknown): unknown {
  const isMap = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isMap(whole) || !isMap(part)) return part;
  return { ...whole, ...Object.fromEntries(Object.entries(part).map(([key, value]) => [key, merge(whole[key], value)])) };
}
