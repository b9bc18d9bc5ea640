import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import * as tar from 'tar';
import { libraryProgram } from '../../../lib/aws/foundation/library-program';
import { sourceBundle, sourceProblems } from '../../../lib/aws/foundation/source-bundle';
import { Problems } from '../../../lib/private/problems';

function project(files: Record<string, string>): string {
  const directory = mkdtempSync(join(tmpdir(), 'bundle-'));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(directory, path, '..'), { recursive: true });
    writeFileSync(join(directory, path), content);
  }
  return directory;
}

function stack(): Stack {
  return new Stack(new App({ outdir: mkdtempSync(join(tmpdir(), 'assembly-')) }), 'Stack', { env: { region: 'eu-west-1', account: '111111111111' } });
}

function entries(scope: Stack): string[] {
  const assembly = (scope.node.root as App).synth();
  const assets = JSON.parse(readFileSync(join(assembly.directory, 'Stack.assets.json'), 'utf8'));
  const [archive] = Object.values<{ source: { path: string } }>(assets.files).map(file => file.source.path).filter(path => path.endsWith('.tgz'));
  const names: string[] = [];
  tar.list({ sync: true, file: join(assembly.directory, archive!), onReadEntry: entry => names.push(entry.path) });
  return names;
}

test('packs the folder of the script, sorted, without caches, tools and hidden files', () => {
  const directory = project({
    'src/train.py': '1',
    'src/lib/b.py': '2',
    'src/a.py': '3',
    'src/requirements.txt': 'pandas',
    'src/__pycache__/a.pyc': '4',
    'src/c.pyc': '5',
    'src/.env': 'SECRET=1',
    'src/.git/HEAD': '6',
    'src/.venv/x.py': '7',
    'src/node_modules/y.js': '8',
    'other/z.py': '9',
  });
  const scope = stack();
  const bundle = sourceBundle(scope, directory, 'src/train.py');
  expect(bundle).toMatchObject({ entry: 'train.py', isLaunched: false, hasRequirements: true, hasWheels: false });
  expect(bundle.uri).toBe(`s3://cdk-hnb659fds-assets-111111111111-eu-west-1/${bundle.fileName}`);
  expect(entries(scope)).toEqual(['a.py', 'lib/b.py', 'requirements.txt', 'train.py']);
});

test('packs the folder below the launcher, where no image looks for a requirements.txt', () => {
  const directory = project({ 'src/a.py': '1', 'src/requirements.txt': 'pandas', 'src/wheels/pandas.whl': '2' });
  const scope = stack();
  expect(sourceBundle(scope, directory, 'src/a.py', { launched: true })).toMatchObject({ entry: 'a.py', isLaunched: true, hasRequirements: true, hasWheels: true });
  expect(entries(scope)).toEqual(['source/a.py', 'source/requirements.txt', 'source/wheels/pandas.whl', 'mlops_launch.py']);
});

test('packs what the programs of the library share among the modules of each', () => {
  for (const name of ['monitor', 'explain'] as const) {
    const scope = stack();
    const { directory, entryPoint, packing } = libraryProgram(name);
    sourceBundle(scope, directory, entryPoint, packing);
    expect(entries(scope)).toEqual(expect.arrayContaining([`source/${name}.py`, 'source/requirements.txt', 'source/contract.json', 'source/job/run.py', 'mlops_launch.py']));
  }
});

test('what is packed with a folder is part of what decides whether it is another archive', () => {
  const directory = project({ 'src/a.py': '1', 'one/job/__init__.py': '1', 'two/job/__init__.py': '2' });
  const scope = stack();
  const uris = [undefined, 'one', 'two'].map(name => {
    return sourceBundle(scope, directory, 'src/a.py', { packageFile: name && join(directory, name, 'job', '__init__.py') }).uri;
  });
  expect(new Set(uris).size).toBe(3);
});

test('a launched folder is another archive, written with the same bytes twice', () => {
  const directory = project({ 'src/a.py': '1' });
  const [one, two] = [stack(), stack()];
  const launched = [one, two].map(scope => sourceBundle(scope, directory, 'src/a.py', { launched: true }).fileName);
  expect(launched[0]).toBe(launched[1]);
  expect(launched[0]).not.toBe(sourceBundle(one, directory, 'src/a.py').fileName);
});

test('names the archive by the content of the files, wherever they are and whenever they were written', () => {
  const [one, two] = [project({ 'src/a.py': '1' }), project({ 'src/a.py': '1' })];
  expect(sourceBundle(stack(), one, 'src/a.py').uri).toBe(sourceBundle(stack(), two, 'src/a.py').uri);
  const changed = project({ 'src/a.py': '2' });
  expect(sourceBundle(stack(), changed, 'src/a.py').uri).not.toBe(sourceBundle(stack(), one, 'src/a.py').uri);
  const renamed = project({ 'src/b.py': '1' });
  expect(sourceBundle(stack(), renamed, 'src/b.py').uri).not.toBe(sourceBundle(stack(), one, 'src/a.py').uri);
});

test('uploads a folder once for each stack, and writes nothing beside the sources', () => {
  const directory = project({ 'src/a.py': '1', 'src/b.py': '2' });
  const scope = stack();
  expect(sourceBundle(scope, directory, 'src/a.py').uri).toBe(sourceBundle(scope, directory, 'src/b.py').uri);
  expect(scope.node.findChild('SourceBundles').node.children).toHaveLength(1);
  expect(entries(scope)).toEqual(['a.py', 'b.py']);
});

test('writes the same bytes twice', () => {
  const directory = project({ 'src/a.py': '1', 'src/b.py': '2' });
  const bytes = [stack(), stack()].map(scope => {
    sourceBundle(scope, directory, 'src/a.py');
    const assembly = (scope.node.root as App).synth();
    const asset = Object.values<{ source: { path: string } }>(JSON.parse(readFileSync(join(assembly.directory, 'Stack.assets.json'), 'utf8')).files)
      .find(file => file.source.path.endsWith('.tgz'))!;
    return readFileSync(join(assembly.directory, asset.source.path)).toString('hex');
  });
  expect(bytes[0]).toBe(bytes[1]);
});

test('fails when the script is missing, and says where it was looked for', () => {
  const directory = project({});
  expect(() => sourceBundle(stack(), directory, 'src/train.py')).toThrow(`there is no file "src/train.py" in ${JSON.stringify(directory)}`);
  const problems = new Problems(['steps', 'train', 'train', 'script']);
  sourceProblems(directory, 'src/train.py', problems);
  expect(problems.all).toHaveLength(1);
});
