import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { main } from '../../lib/cli';
import * as rules from '../../lib/definition/check';

const ROOT = join(__dirname, '../..');
const GOOD = [
  'name: churn',
  'environments:',
  '  prod: { aws: { region: eu-west-1 } }',
  'models:',
  '  churn:',
  '    artifact: s3://acme-models/churn/7/model.tar.gz',
  '    framework: xgboost',
  '    endpoint: {}',
  '',
].join('\n');
const SDK_PIPELINE = JSON.stringify({
  Version: '2020-12-01',
  Metadata: {},
  Parameters: [],
  Steps: [{ Name: 'Train', Type: 'Training', Arguments: {}, DependsOn: ['Prepare'] }],
});

let folder: string;
let printed: { out: string[]; errors: string[] };

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mlops-cli-'));
  printed = { out: [], errors: [] };
  jest.spyOn(console, 'log').mockImplementation(text => { printed.out.push(String(text)); });
  jest.spyOn(console, 'error').mockImplementation(text => { printed.errors.push(String(text)); });
});

afterEach(() => {
  jest.restoreAllMocks();
  process.exitCode = undefined;
  rmSync(folder, { recursive: true });
});

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

function run(...args: string[]): number | string | null | undefined {
  process.exitCode = undefined;
  main(['node', 'mlops', ...args]);
  return process.exitCode;
}

describe('delivery', () => {
  const DELIVERED = GOOD.replace('region: eu-west-1', 'region: eu-west-1, account: "111111111111"') + 'delivery: { githubActions: { repository: acme/churn } }\n';
  const WORKFLOW = '.github/workflows/churn-churn.yml';

  test('writes the workflows where GitHub looks for them, and finds what is missing, edited or old', () => {
    const args = ['delivery', file('mlops.yaml', DELIVERED), '--output', folder];
    expect(run(...args, '--check')).toBe(1);
    expect(existsSync(join(folder, '.github'))).toBe(false);
    expect(run(...args)).toBeUndefined();
    expect(printed.out).toEqual(['.github/workflows/churn-pull-request.yml\n.github/workflows/churn-churn.yml']);
    expect(run(...args, '--check')).toBeUndefined();

    writeFileSync(join(folder, WORKFLOW), `${readFileSync(join(folder, WORKFLOW), 'utf8')}# edited\n`);
    rmSync(join(folder, '.github/workflows/churn-pull-request.yml'));
    expect(run(...args, '--check')).toBe(1);
    expect(printed.errors.at(-1)).toBe([
      'what delivers is not what the definition says; run `npx mlops delivery` and commit:',
      '  .github/workflows/churn-pull-request.yml is missing',
      '  .github/workflows/churn-churn.yml differs',
    ].join('\n'));
    expect(run(...args)).toBeUndefined();
    expect(readFileSync(join(folder, WORKFLOW), 'utf8')).not.toContain('# edited');
  });

  test('writes no file over one that was written by hand', () => {
    const definition = file('mlops.yaml', DELIVERED.replace('githubActions: { repository', 'gitlabCi: { project'));
    writeFileSync(join(folder, '.gitlab-ci.yml'), 'stages: [ours]\n');
    expect(run('delivery', definition, '--output', folder)).toBe(1);
    expect(printed.errors.at(-1)).toBe([
      'what was written by hand is not overwritten; move it to another place, and run `npx mlops delivery` again:', '  .gitlab-ci.yml',
    ].join('\n'));
    expect(existsSync(join(folder, '.gitlab'))).toBe(false);
    rmSync(join(folder, '.gitlab-ci.yml'));
    expect(run('delivery', definition, '--output', folder)).toBeUndefined();
    expect(printed.out).toEqual(['.gitlab-ci.yml\n.gitlab/churn-setup.sh']);
  });

  test.each([
    ['nobody delivers', '', 'nothing delivers this system'],
    ['AWS CodePipeline delivers', 'delivery: { codePipeline: { source: { s3: { object: "s3://acme/source.zip" } } } }\n', 'AWS CodePipeline delivers this system'],
  ])('says that there are no files when %s', (_, text, message) => {
    expect(run('delivery', file('mlops.yaml', GOOD + text), '--output', folder)).toBe(1);
    expect(printed.errors.join('\n')).toContain(message);
  });
});

describe('versioning', () => {
  const VERSIONED = `${GOOD}versioning: { dvc: { location: "s3://acme-data/dvc/" } }\n`;

  test('writes the files of DVC, and finds what is missing or edited', () => {
    const args = ['versioning', file('mlops.yaml', VERSIONED), '--output', folder];
    expect(run(...args, '--check')).toBe(1);
    expect(run(...args)).toBeUndefined();
    expect(printed.out).toEqual(['.dvc/config\n.dvc/.gitignore\n.dvcignore']);
    expect(run(...args, '--check')).toBeUndefined();
    writeFileSync(join(folder, '.dvcignore'), `${readFileSync(join(folder, '.dvcignore'), 'utf8')}# edited\n`);
    expect(run(...args, '--check')).toBe(1);
    expect(printed.errors.at(-1)).toBe('what keeps data is not what the definition says; run `npx mlops versioning` and commit:\n  .dvcignore differs');
  });

  test('writes nothing over what `dvc init` has written', () => {
    mkdirSync(join(folder, '.dvc'));
    writeFileSync(join(folder, '.dvc/config'), '');
    expect(run('versioning', file('mlops.yaml', VERSIONED), '--output', folder)).toBe(1);
    expect(printed.errors.at(-1)).toContain('what was written by hand is not overwritten');
  });

  test('says that there are no files when no tool keeps data', () => {
    expect(run('versioning', file('mlops.yaml', GOOD), '--output', folder)).toBe(1);
    expect(printed.errors.at(-1)).toContain('no tool keeps the data of this system');
  });
});

test('synth writes one template for each stack', () => {
  expect(run('synth', file('mlops.yaml', GOOD), '--output', join(folder, 'cdk.out'))).toBeUndefined();
  expect(readdirSync(join(folder, 'cdk.out')).filter(name => name.endsWith('.template.json'))).toEqual([
    'Churnprodchurnmonitoring.template.json', 'Churnprodchurnserving.template.json', 'Churnprodplatform.template.json',
  ].map(name => expect.stringMatching(new RegExp(`^${name.replace('.template.json', '')}\\w*\\.template\\.json$`))));
});

test('check says what is there and writes nothing', () => {
  const definition = file('mlops.yaml', GOOD);
  expect(run('check', definition)).toBeUndefined();
  expect(printed.out).toEqual([`${definition} is valid: 1 model in prod`]);
  expect(readdirSync(folder)).toEqual(['mlops.yaml']);
});

test('check says what is packed for scripts, and what a pipeline file leaves open', () => {
  mkdirSync(join(folder, 'src'));
  file('src/train.py', 'print(1)\n');
  file('src/data.csv', 'x'.repeat(2000));
  const steps = [{ Name: 'Train', Type: 'Training', Arguments: { RoleArn: { Get: 'Parameters.Role' } } }, { Name: 'Search', Type: 'AutoML', Arguments: {} }];
  file('pipeline.json', JSON.stringify({ Version: '2020-12-01', Parameters: [{ Name: 'Role', Type: 'String' }], Steps: steps }));
  const definition = file('mlops.yaml', [
    GOOD,
    '  typed: { pipeline: { steps: { train: { train: { script: src/train.py, framework: xgboost } } } } }',
    '  imported: { pipeline: { aws: { fromFile: pipeline.json } } }',
  ].join('\n').replace('\n\n', '\n'));
  expect(run('check', definition)).toBeUndefined();
  expect(printed.out.join('\n').split('\n').slice(1)).toEqual([
    '  models.typed.pipeline.steps.train.train.script: packs src: 2 files, 2 KiB',
    expect.stringMatching(/^ {2}models\.imported\.pipeline\.aws\.fromFile: warning: Steps\[0\]\.Arguments\.RoleArn: uses a role that is not known before the pipeline runs/),
    '  models.imported.pipeline.aws.fromFile: warning: the library knows no permissions for steps of type AutoML; give the role what they need',
  ]);
});

test('lock records feature groups, and then a change that would replace one is an error', () => {
  const features = ['features:', '  customer: { recordId: id, eventTime: at, schema: { age: integral } }', ''].join('\n');
  const definition = file('mlops.yaml', GOOD + features);
  expect(run('lock', 'prod', definition)).toBeUndefined();
  expect(JSON.parse(readFileSync(join(folder, 'mlops.lock.json'), 'utf8'))).toEqual({
    version: 1,
    environments: {},
    features: { prod: { customer: { recordId: 'id', eventTime: 'at', schema: { age: 'integral' } } } },
    state: { prod: { system: 'churn', aws: { region: 'eu-west-1' } } },
  });
  file('mlops.yaml', GOOD + features.replace('age: integral', 'age: integral, income: fractional'));
  expect(run('check', definition)).toBeUndefined();
  file('mlops.yaml', GOOD + features.replace('age: integral', 'age: fractional'));
  expect(run('check', definition)).toBe(1);
  expect(printed.errors.join('\n')).toMatch(/mlops\.yaml:10:\d+ features\.customer\.schema\.age: must stay "integral", got "fractional"/);
});

test('lock records all environments, keeps what is pinned, and from then on a renamed system is an error', () => {
  const pinned = { aws: { modelPackage: 'arn:aws:sagemaker:eu-west-1:111111111111:model-package/churn/7' } };
  const trained = GOOD.replace(/ {4}artifact[\s\S]*/, [
    '    image: 111111111111.dkr.ecr.eu-west-1.amazonaws.com/serve:1', '    registry: { group: churn }', '    endpoint: {}', '    pipeline:', '      steps:',
    '        train: { train: { image: "111111111111.dkr.ecr.eu-west-1.amazonaws.com/train:1", inputs: { train: s3://acme/train/ } } }',
    '        register: { register: { model: train.model } }', '',
  ].join('\n'));
  const definition = file('mlops.yaml', trained);
  file('mlops.lock.json', JSON.stringify({ version: 1, environments: { prod: { churn: pinned } } }));
  expect(run('lock', definition)).toBeUndefined();
  expect(JSON.parse(readFileSync(join(folder, 'mlops.lock.json'), 'utf8'))).toEqual({
    version: 1,
    environments: { prod: { churn: pinned } },
    state: { prod: { system: 'churn', aws: { region: 'eu-west-1' }, models: { churn: { group: 'churn' } } } },
  });
  file('mlops.yaml', trained.replace('name: churn', 'name: churning'));
  expect(run('lock', definition)).toBe(1);
  expect(printed.errors.join('\n')).toMatch(/mlops\.yaml:1:7 name: must stay "churn", got "churning": .*; to do it on purpose, remove "state" from mlops\.lock\.json/);
});

test('schema prints what editors need', () => {
  run('schema');
  expect(JSON.parse(printed.out.join('\n'))).toMatchObject({ $ref: '#/definitions/MlopsDefinition' });
});

test.each([
  ['a missing file', () => join(folder, 'mlops.yaml'), /there is no file .*mlops\.yaml/],
  ['invalid YAML', () => file('mlops.yaml', 'name: [churn\n'), /mlops\.yaml:\d+:\d+ /],
  ['an account that is no account', () => file('mlops.yaml', GOOD.replace('eu-west-1 }', 'eu-west-1, account: production }')), /mlops\.yaml:3:\d+ environments\.prod\.aws\.account: .*"production"/],
  ['a region without a prebuilt image', () => file('mlops.yaml', GOOD.replace('eu-west-1', 'zz-north-9')), /mlops\.yaml:\d+:\d+ .*zz-north-9/],
  ['several problems at once', () => file('mlops.yaml', GOOD.replace('xgboost', 'xgbost').replace('endpoint', 'endpont')), /(?=[\s\S]*7:16 .*"xgbost")(?=[\s\S]*8:5 .*endpoint)/],
])('fails for %s: a located message, exit code 1, nothing written', (_what, definition, message) => {
  const path = definition();
  const before = readdirSync(folder);
  expect(run('synth', path, '--output', join(folder, 'cdk.out'))).toBe(1);
  expect(printed.errors.join('\n')).toMatch(message);
  expect(printed.errors.join('\n')).not.toMatch(/\n\s+at /);
  expect(readdirSync(folder)).toEqual(before);
});

test('fails for a lock file that disagrees with the definition', () => {
  const definition = file('mlops.yaml', GOOD);
  file('mlops.lock.json', JSON.stringify({
    version: 1, environments: { prd: { churn: { aws: { modelPackage: 'arn:aws:sagemaker:eu-west-1:111111111111:model-package/churn/7' } } } },
  }));
  expect(run('synth', definition, '--output', join(folder, 'cdk.out'))).toBe(1);
  expect(printed.errors.join('\n')).toMatch(/mlops\.lock\.json:1:\d+ environments\.prd: .*prod/);
  expect(existsSync(join(folder, 'cdk.out'))).toBe(false);
});

test('fails for an SDK pipeline that refers to a step that is not there', () => {
  file('pipeline.json', SDK_PIPELINE);
  const definition = file('mlops.yaml', GOOD.replace(/ {4}artifact[\s\S]*endpoint: \{\}/, '    framework: xgboost\n    pipeline: { aws: { fromFile: pipeline.json } }'));
  expect(run('synth', definition, '--output', join(folder, 'cdk.out'))).toBe(1);
  expect(printed.errors.join('\n')).toMatch(/"Prepare"/);
  expect(existsSync(join(folder, 'cdk.out'))).toBe(false);
});

test('the command of the package ends with exit code 1 and no stack trace', () => {
  const result = spawnSync(process.execPath, [
    '--require', join(ROOT, 'node_modules/ts-node/register/transpile-only.js'), join(ROOT, 'bin/mlops.js'), 'check', join(folder, 'none.yaml'),
  ], { encoding: 'utf8', cwd: ROOT, env: { PATH: process.env.PATH, TS_NODE_PROJECT: join(ROOT, 'test/tsconfig.json'), TS_NODE_PREFER_TS_EXTS: 'true' } });
  expect(result.status).toBe(1);
  expect(result.stderr).toContain(`there is no file ${join(folder, 'none.yaml')}`);
  expect(result.stderr).not.toMatch(/\n\s+at /);
});

test('the root example is what `npx cdk synth` runs', () => {
  const { app } = JSON.parse(readFileSync(join(ROOT, 'cdk.json'), 'utf8')) as { app: string };
  expect(app).toBe('node bin/mlops.js synth examples/credit-risk/mlops.yaml');
  expect(existsSync(join(ROOT, 'examples/credit-risk/mlops.yaml'))).toBe(true);
});

test('synth checks a system once', () => {
  const checks = jest.spyOn(rules, 'definitionProblems');
  expect(run('synth', file('mlops.yaml', GOOD), '--output', join(folder, 'cdk.out'))).toBeUndefined();
  expect(checks).toHaveBeenCalledTimes(1);
});
