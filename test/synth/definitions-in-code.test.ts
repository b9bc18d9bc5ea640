import { App } from 'aws-cdk-lib';
import { MlopsStacks } from '../../lib';
import { MlopsError } from '../../lib/private/errors';

const ENVIRONMENTS = { dev: { aws: { region: 'eu-west-1' } } };
const MODEL = { artifact: 's3://acme-models/model.tar.gz', framework: 'xgboost', endpoint: {} };

/** What a program that no compiler has looked at may give. */
const WRONG: [string, unknown][] = [
  ['no definition', undefined],
  ['an empty definition', {}],
  ['a name alone', { name: 'a' }],
  ['parts that are null', { name: 'a', environments: null, models: null }],
  ['lists', { name: 'a', environments: [], models: [] }],
  ['a text', 'mlops.yaml'],
  ['a number', 5],
  ['no models', { name: 'a', environments: ENVIRONMENTS }],
  ['no environments', { name: 'a', models: { m: MODEL } }],
  ['only models that are left out', { name: 'a', environments: ENVIRONMENTS, models: undefined }],
  ['functions and symbols', { name: 'a', environments: { dev: () => 1 }, models: { m: Symbol('x') } }],
  ['objects of classes', { name: 'a', environments: { dev: new Date(0) }, models: { m: new Map() } }],
  ['large whole numbers', { name: 'a', environments: { dev: 10n }, models: { m: 1n } }],
];
const LOCKS = [undefined, null, {}, { versions: null }, 5, 'mlops.lock.json', { state: { dev: undefined } }];

test.each(WRONG)('%s is an error with all that is wrong, and no stack trace', (_what, definition) => {
  for (const lock of LOCKS) {
    let told: unknown;
    try {
      new MlopsStacks(new App(), 'System', { definition, lock } as never);
    } catch (error) {
      told = error;
    }
    expect(MlopsError.isMlopsError(told)).toBe(true);
  }
});

test('an entry that is undefined is left out', () => {
  const definition = { name: 'a', environments: { ...ENVIRONMENTS, prod: undefined }, models: { m: MODEL, later: undefined }, datasets: { d: undefined } };
  const { environments } = new MlopsStacks(new App(), 'System', { definition } as never);
  expect(Object.entries(environments).map(([name, { models }]) => [name, Object.keys(models)])).toEqual([['dev', ['m']]]);
});
