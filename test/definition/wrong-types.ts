/** What TypeScript refuses before anything runs. `npm run typecheck` fails when one of these lines becomes right. */
import { DefinitionFile, LockDefinition, MlopsDefinition, ModelDefinition } from '../../lib';

const environments = { prod: { aws: { region: 'eu-west-1' } } };

export const right: MlopsDefinition = { name: 'churn', environments, models: { churn: { image: 'a', endpoint: { compute: { serverless: {} } } } } };

// @ts-expect-error a key that there is not
export const unknownKey: ModelDefinition = { image: 'a', endpont: {} };

// @ts-expect-error a key is missing
export const missing: MlopsDefinition = { name: 'churn', environments };

// @ts-expect-error a wrong type
export const wrongType: ModelDefinition = { image: 'a', endpoint: { compute: { instances: { count: '2' } } } };

// @ts-expect-error a choice that there is not
export const wrongChoice: ModelDefinition = { image: 'a', risk: 'hihg' };

// @ts-expect-error an alternative as text
export const alternative: ModelDefinition = { image: 'a', monitoring: { onDrift: 'retrain' } };

// @ts-expect-error definitions do not change
right.name = 'other';

// @ts-expect-error a number is no path
DefinitionFile.load(5);

// @ts-expect-error a version is an object
export const lock: LockDefinition = { version: 1, environments: { prod: { churn: 'arn:aws:sagemaker:eu-west-1:111111111111:model-package/churn/7' } } };
