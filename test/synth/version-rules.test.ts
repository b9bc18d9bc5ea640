import { join } from 'node:path';
import { LockDefinition, MlopsDefinition } from '../../lib/definition';
import { readDefinition } from '../../lib/definition/definition-file';
import { lockProblems } from '../../lib/definition/lock-check';
import { pinnedVersionRules } from '../../lib/synth/aws/version-rules';

const definition = readDefinition(join(__dirname, '..', 'definition', 'right', 'locked.yaml'));
const modelPackage = 'arn:aws:sagemaker:eu-west-1:111111111111:model-package/churn/7';

const problems = (lock: LockDefinition, system: MlopsDefinition) => lockProblems(lock, system, pinnedVersionRules);

test('a version stands in the region where it is served', () => {
  const twoRegions = { ...definition, environments: { dev: { aws: { region: 'eu-west-1' } }, prod: { aws: { region: 'us-east-1' } } } };
  const lock = (region: string): LockDefinition => ({ version: 1, environments: { prod: { churn: { aws: { modelPackage: modelPackage.replace('eu-west-1', region) } } } } });
  expect(problems(lock('us-east-1'), twoRegions)).toEqual([]);
  // Not even where the model is trained.
  expect(problems(lock('eu-west-1'), twoRegions)).toEqual([{
    path: ['environments', 'prod', 'churn', 'aws', 'modelPackage'],
    message: 'must be in "us-east-1", the region of the environment, got "eu-west-1"; copy the version there, and pin the copy',
  }]);
});

test('a group without a name of its own in the definition may be any', () => {
  const { registry: _registry, ...model } = definition.models.churn!;
  const other = { version: 1, environments: { prod: { churn: { aws: { modelPackage: modelPackage.replace('churn', 'churn-prod-churn') } } } } };
  expect(problems(other, { ...definition, models: { churn: model } })).toEqual([]);
});

test('a version is of the account that trains the model or serves it', () => {
  const accounts = (dev: string, prod: string): MlopsDefinition => ({
    ...definition,
    environments: { dev: { aws: { region: 'eu-west-1', account: dev } }, prod: { aws: { region: 'eu-west-1', account: prod } } },
  });
  const lock = { version: 1, environments: { prod: { churn: { aws: { modelPackage } } } } };
  expect(problems(lock, accounts('111111111111', '222222222222'))).toEqual([]);
  expect(problems(lock, accounts('222222222222', '111111111111'))).toEqual([]);
  expect(problems(lock, accounts('222222222222', '333333333333')).map(({ message }) => message)).toEqual([
    'must be in the account "222222222222" or "333333333333", where the model is trained or served, got "111111111111"',
  ]);
});
