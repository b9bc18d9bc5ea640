import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { ON_KUBERNETES } from './examples';
import { writeManifests } from '../../lib/synth/kubernetes/manifests';
import { SystemFiles } from '../../lib/synth/system/system-files';
import { Manifest, podFindings, podSpecs } from '../kubernetes/manifests';
import { runTypeScript } from '../quality/run-typescript';

const output = mkdtempSync(join(tmpdir(), 'manifests-'));
afterAll(() => rmSync(output, { recursive: true, force: true }));

const here = join(output, 'here');
const elsewhere = join(output, 'elsewhere');

beforeAll(() => {
  for (const name of ON_KUBERNETES) writeManifests(SystemFiles.read(join(__dirname, '../../examples', name, 'mlops.yaml')).check(), join(here, name));
  runTypeScript(join(__dirname, 'write-manifests.ts'), [elsewhere, ...ON_KUBERNETES], {
    built: true,
    workingDirectory: output,
    preload: [join(__dirname, '../quality/another-world.cjs')],
    environment: { HOME: join(output, 'nobody'), TZ: 'Pacific/Chatham', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' },
  });
}, 300_000);

test('there are some', () => {
  expect(ON_KUBERNETES.length).toBeGreaterThan(0);
});

describe.each(ON_KUBERNETES)('%s', name => {
  const files = (folder: string) => readdirSync(join(folder, name), { recursive: true, encoding: 'utf8' }).filter(file => /\.(md|yaml)$/.test(file)).sort();
  const manifests = () => files(here).filter(file => file.endsWith('.yaml'))
    .flatMap(file => parseAllDocuments(readFileSync(join(here, name, file), 'utf8')).map(document => ({ file, manifest: document.toJS() as Manifest })));

  test('has pods, and none asks for a right that the restricted Pod Security Standard refuses', () => {
    const all = manifests().map(({ manifest }) => manifest);
    expect(podSpecs(all).length).toBeGreaterThan(0);
    expect(podFindings(all)).toEqual([]);
  });

  test('is the same, byte for byte, with another clock, home, folder, time zone and language, without network and processes', () => {
    expect(files(elsewhere)).toEqual(files(here));
    for (const file of files(here)) expect(readFileSync(join(elsewhere, name, file), 'utf8')).toBe(readFileSync(join(here, name, file), 'utf8'));
  });

  test('has the objects that were agreed on', () => {
    const golden = join(__dirname, 'golden', `${name}.manifests.txt`);
    const objects = manifests().map(({ file, manifest: { kind, metadata } }) => `${file} ${kind} ${metadata.name}\n`).join('');
    if (process.env.UPDATE_GOLDEN) writeFileSync(golden, objects);
    expect(objects).toEqual(existsSync(golden) ? readFileSync(golden, 'utf8') : 'missing: run `npm run test:golden`');
  });
});
