import { join } from 'node:path';
import { readDefinition } from '../../lib/definition/definition-file';
import { lockProblems } from '../../lib/definition/lock-check';
import { LockDefinition, LockFile } from '../../lib/definition/lock-file';

const definition = readDefinition(join(__dirname, 'right', 'locked.yaml'));
const modelPackage = 'arn:aws:sagemaker:eu-west-1:111111111111:model-package/churn/7';

test('reads the versions of each environment and model', () => {
  const lock = LockFile.load(join(__dirname, 'right', 'mlops.lock.json'));
  expect(lock).toEqual({
    version: 1,
    environments: { prod: { churn: { aws: { modelPackage }, artifact: 's3://acme-models/churn/7/model.tar.gz', artifactDigest: `sha256:${'0'.repeat(64)}`, metrics: { auc: 0.81 } } } },
  });
  expect(lockProblems(lock, definition)).toEqual([]);
});

test('fails when the file is not there, unless it may be', () => {
  const file = join(__dirname, 'right', 'none.lock.json');
  expect(() => LockFile.load(file)).toThrow('there is no file');
  expect(LockFile.loadIfPresent(file)).toBeUndefined();
});

test('a version stands in the region where it is served', () => {
  const twoRegions = { ...definition, environments: { dev: { aws: { region: 'eu-west-1' } }, prod: { aws: { region: 'us-east-1' } } } };
  const lock = (region: string): LockDefinition => ({ version: 1, environments: { prod: { churn: { aws: { modelPackage: modelPackage.replace('eu-west-1', region) } } } } });
  expect(lockProblems(lock('us-east-1'), twoRegions)).toEqual([]);
  // Not even where the model is trained.
  expect(lockProblems(lock('eu-west-1'), twoRegions)).toEqual([{
    path: ['environments', 'prod', 'churn', 'aws', 'modelPackage'],
    message: 'must be in "us-east-1", the region of the environment, got "eu-west-1"; copy the version there, and pin the copy',
  }]);
});

test('a group without a name of its own in the definition may be any', () => {
  const { registry: _registry, ...model } = definition.models.churn!;
  const other = { version: 1, environments: { prod: { churn: { aws: { modelPackage: modelPackage.replace('churn', 'churn-prod-churn') } } } } };
  expect(lockProblems(other, { ...definition, models: { churn: model } })).toEqual([]);
});

test('fails when a version is pinned that nothing makes, wherever the environment is', () => {
  const elsewhere = { ...definition, environments: { prod: {} } };
  const lock = { version: 1, environments: { prod: { chrun: { aws: { modelPackage } } } } };
  expect(lockProblems(lock, elsewhere).map(({ message }) => message)).toEqual(['there is no model "chrun"; did you mean "churn"?']);
});
