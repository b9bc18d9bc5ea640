import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { MlopsDefinition, MlopsStacks } from '../../lib';
import { lock } from '../../lib/cli/commands/lock';

function platformOf(definition: Partial<MlopsDefinition>): Template {
  const app = new App();
  const { environments } = new MlopsStacks(app, 'Bank', {
    definition: {
      name: 'bank',
      environments: { prod: { aws: { region: 'eu-west-1', network: { isolated: {} } } } },
      datasets: { applications: {} },
      models: { churn: { artifact: 's3://acme-models/churn/7/model.tar.gz', framework: 'xgboost', endpoint: {} } },
      ...definition,
    },
  });
  return Template.fromStack(environments.prod!.platformStack);
}

const exportsOf = (template: Template) => Object.values(template.findOutputs('*')).map(({ Export }) => (Export as { Name: string }).Name).sort();

// CloudFormation refuses to take back an export that another stack still imports.
test('no export depends on what models use of the platform', () => {
  const serving = platformOf({});
  const capturing = platformOf({
    models: {
      churn: {
        artifact: 's3://acme-models/churn/7/model.tar.gz',
        framework: 'xgboost',
        endpoint: { capture: {} },
        monitoring: { dataDrift: { baseline: 'datasets.applications' } },
      },
    },
  });
  expect(exportsOf(capturing)).toEqual(exportsOf(serving));
  expect(exportsOf(serving)).toHaveLength(12);
});

describe('a warning says what is not recorded', () => {
  const YAML = [
    'name: bank', 'environments: { prod: { aws: { region: eu-west-1 } } }', 'models:', '  churn:', '    artifact: s3://acme-models/churn/7/model.tar.gz',
    '    framework: xgboost', '    endpoint: {}', '',
  ].join('\n');
  const STATEFUL = `${YAML}datasets: { applications: {} }\ntracking: { app: {} }\n`;
  const write = (text: string) => {
    const file = join(mkdtempSync(join(tmpdir(), 'mlops-state-')), 'mlops.yaml');
    writeFileSync(file, text);
    return file;
  };
  const platformStackOf = (file: string): Stack => MlopsStacks.fromFile(new App(), 'Bank', file).environments.prod!.platformStack;

  test('of a definition in a file', () => {
    Annotations.fromStack(platformStackOf(write(STATEFUL))).hasWarning('*', Match.stringLikeRegexp('does not record .*dataset applications.*tracking.* in prod.*npx mlops lock'));
  });

  test('and nothing when everything is recorded, before the first deployment too', () => {
    const file = write(STATEFUL);
    lock(undefined, file);
    Annotations.fromStack(platformStackOf(file)).hasNoWarning('*', Match.anyValue());
  });

  test('and nothing of a system that holds no data', () => {
    Annotations.fromStack(platformStackOf(write(YAML))).hasNoWarning('*', Match.anyValue());
  });
});
