import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { DefinitionFile, MlopsStacks } from '../../lib';

const IMAGE = '111111111111.dkr.ecr.eu-west-1.amazonaws.com/serve:1';
const TRAINED = `
  risk:
    pipeline:
      steps:
        prepare: { process: { script: src/prepare.py } }
        train: { train: { image: "${IMAGE}" } }
        register: { register: { model: train.model } }
    image: "${IMAGE}"
    endpoint: {}`;
const WATCHED = `
  churn:
    artifact: s3://acme-models/churn/model.tar.gz
    framework: xgboost
    endpoint: {}
    monitoring: { dataDrift: { baseline: s3://acme-data/baseline/ } }`;

const EXPLAINED = `
  risk:
    pipeline:
      steps:
        train: { train: { framework: xgboost } }
        explain: { explain: { model: train.model, data: s3://acme-data/test/ } }`;

/** Synthesises a definition with one environment, beside a script that needs packages. */
function system(environment: string, models: string): MlopsStacks {
  const directory = mkdtempSync(join(tmpdir(), 'system-'));
  mkdirSync(join(directory, 'src'));
  writeFileSync(join(directory, 'src', 'prepare.py'), '');
  writeFileSync(join(directory, 'src', 'requirements.txt'), 'pandas==2.3.3\n');
  writeFileSync(join(directory, 'mlops.yaml'), `name: bank\nenvironments:\n  prod: ${environment}\nmodels:${models}\n`);
  return new MlopsStacks(new App(), 'Bank', { definition: DefinitionFile.load(join(directory, 'mlops.yaml')) });
}

/** The error of a definition, without the folder of its file. */
function complaint(environment: string, models: string): string {
  try {
    system(environment, models);
  } catch (error) {
    return (error as Error).message.replaceAll(/\S*mlops\.yaml/g, 'mlops.yaml');
  }
  return '';
}

/** All templates as one text. */
function jobs(stacks: MlopsStacks): string {
  return stacks.node.findAll().filter(Stack.isStack).map(stack => JSON.stringify(Template.fromStack(stack).toJSON())).join();
}

test('jobs of an isolated environment install from its index', () => {
  const templates = jobs(system('{ aws: { region: eu-west-1, network: { isolated: {} } } }', TRAINED + WATCHED));
  expect(templates).toContain('AWS::CodeArtifact::Domain');
  expect(templates).toContain('packages-bank-prod/python');
  expect(templates.split('codeartifact:ReadFromRepository')).toHaveLength(3);
});

test('jobs of an environment can install from a repository that is there already', () => {
  const templates = jobs(system('{ aws: { region: eu-west-1, packages: { existing: { domain: acme, repository: vetted, owner: "333333333333" } } } }', TRAINED));
  expect(templates).toContain(':codeartifact:eu-west-1:333333333333:repository/acme/vetted');
  expect(templates).not.toContain('AWS::CodeArtifact::Domain');
});

test('no template of another environment names CodeArtifact', () => {
  expect(jobs(system('{ aws: { region: eu-west-1 } }', TRAINED + WATCHED))).not.toMatch(/codeartifact|CA_REPOSITORY_ARN|GetServiceBearerToken/i);
});

const ADVICE = 'installs a requirements.txt when its job starts, and an isolated network has no way to PyPI; set `packages: { codeArtifact: {} }` of the '
  + 'environment or platform, put a folder `wheels` beside requirements.txt, or use an image that has the packages';

test('fails where the definition says it when jobs have no way to packages', () => {
  expect(complaint('{ aws: { region: eu-west-1, network: { isolated: {} }, packages: { none: {} } } }', TRAINED + WATCHED).split('\n')).toEqual([
    'mlops.yaml has 2 problems:',
    `  mlops.yaml:3:74 environments.prod.aws.packages: the monitor of model "churn" ${ADVICE}`,
    `  mlops.yaml:8:39 models.risk.pipeline.steps.prepare.process.script: the script ${ADVICE}`,
  ]);
});

test('fails for the library\'s own program in a step, at the step', () => {
  expect(complaint('{ aws: { region: eu-west-1, network: { isolated: {} }, packages: { none: {} } } }', EXPLAINED).split('\n')).toEqual([
    'mlops.yaml has 1 problem:',
    `  mlops.yaml:9:29 models.risk.pipeline.steps.explain.explain: the program that explains a model ${ADVICE}`,
  ]);
  expect(jobs(system('{ aws: { region: eu-west-1, network: { isolated: {} } } }', EXPLAINED))).toContain('packages-bank-prod/python');
});

test('fails in the same way where the region has no CodeArtifact', () => {
  expect(complaint('{ aws: { region: eu-central-2, network: { isolated: {} } } }', WATCHED)).toContain(`environments.prod.aws.packages: the monitor of model "churn" ${ADVICE}`);
});

test('fails when CodeArtifact is asked for in a region without it', () => {
  expect(complaint('{ aws: { region: eu-central-2, packages: { codeArtifact: {} } } }', WATCHED)).toContain('environments.prod.aws.packages.codeArtifact: AWS CodeArtifact is not in region "eu-central-2"');
});
