import { join } from 'node:path';
import { readDefinition } from '../../lib/definition/definition-file';
import { lockProblems } from '../../lib/definition/lock-check';
import { LockFile } from '../../lib/definition/lock-file';

const definition = readDefinition(join(__dirname, 'right', 'locked.yaml'));
const modelPackage = 'arn:aws:sagemaker:eu-west-1:111111111111:model-package/churn/7';

test('reads the versions of each environment and model', () => {
  const lock = LockFile.load(join(__dirname, 'right', 'mlops.lock.json'));
  expect(lock).toEqual({
    version: 1,
    environments: { prod: { churn: { aws: { modelPackage }, artifact: 's3://acme-models/churn/7/model.tar.gz', artifactDigest: `sha256:${'0'.repeat(64)}`, metrics: { auc: 0.81 } } } },
  });
  expect(lockProblems(lock, definition, () => {})).toEqual([]);
});

test('fails when the file is not there, unless it may be', () => {
  const file = join(__dirname, 'right', 'none.lock.json');
  expect(() => LockFile.load(file)).toThrow('there is no file');
  expect(LockFile.loadIfPresent(file)).toBeUndefined();
});

test('fails when a version is pinned that nothing makes, wherever the environment is', () => {
  const elsewhere = { ...definition, environments: { prod: {} } };
  const lock = { version: 1, environments: { prod: { chrun: { aws: { modelPackage } } } } };
  expect(lockProblems(lock, elsewhere, () => {}).map(({ message }) => message)).toEqual(['there is no model "chrun"; did you mean "churn"?']);
});

test('asks the place of each version that is pinned of a model with a pipeline', () => {
  const version = { aws: { modelPackage } };
  const lock = { version: 1, environments: { prod: { churn: version, bought: version } } };
  const problems = lockProblems(lock, definition, (pinned, at) => {
    expect(pinned).toEqual({ version, system: definition, environmentName: 'prod', modelName: 'churn' });
    at.add('is not there');
  });
  expect(problems).toEqual([
    { path: ['environments', 'prod', 'churn'], message: 'is not there' },
    { path: ['environments', 'prod', 'bought'], message: expect.stringContaining('has no pipeline, so no versions to pin'), ofKey: true },
  ]);
});
