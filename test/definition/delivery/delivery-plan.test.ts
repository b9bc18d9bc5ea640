import { MlopsDefinition, LockDefinition } from '../../../lib/definition';
import { deliveredModel } from '../../../lib/definition/delivery/delivered-model';
import { deliveryPlan, DeliveryRun } from '../../../lib/definition/delivery/delivery-plan';

const SOURCE = { source: { github: { repository: 'acme/churn', connection: 'arn:aws:codeconnections:eu-west-1:111111111111:connection/1' } } };
const SMOKE = { body: '1,2,3' };
const VERSION = 'arn:aws:sagemaker:eu-west-1:111111111111:model-package/churn/7';

const SYSTEM: MlopsDefinition = {
  name: 'acme',
  environments: {
    dev: { aws: { region: 'eu-west-1', account: '111111111111' } },
    prod: { protected: true, aws: { region: 'eu-west-1', account: '222222222222' } },
    spare: { protected: true, aws: { region: 'eu-west-1', account: '333333333333' } },
  },
  models: {
    churn: {
      pipeline: { steps: { train: { train: { script: 'jobs/train/train.py', framework: 'xgboost', inputs: { train: 's3://lake/' } } } } },
      endpoint: {},
    },
    scores: { artifact: 's3://acme/model.tar.gz', framework: 'xgboost', batch: { input: 's3://lake/' } },
  },
  delivery: { codePipeline: SOURCE, smokeTest: SMOKE },
};

function planOf(change: Partial<MlopsDefinition> = {}, model: string = 'churn', lock?: LockDefinition) {
  return deliveryPlan(deliveredModel({ ...SYSTEM, ...change }, model, lock)!);
}

function pinned(...environments: string[]): LockDefinition {
  return { version: 1, environments: Object.fromEntries(environments.map(name => [name, { churn: { aws: { modelPackage: VERSION } } }])) };
}

const names = (run: DeliveryRun | undefined) => run?.stages.map(({ name }) => name);
const delivery = (change: object) => ({ delivery: { ...SYSTEM.delivery, ...change } });

const PROMOTION = [
  'deploy-dev', 'smoke-dev',
  'approve-prod', 'verify-prod', 'deploy-prod', 'smoke-prod',
  'approve-spare', 'verify-spare', 'deploy-spare', 'smoke-spare',
];

describe('of a trained model', () => {
  test('a change ends when training has started, and an approved version goes from environment to environment', () => {
    expect(names(planOf().change)).toEqual(['test', 'synth', 'review', 'train', 'release']);
    expect(names(planOf().release)).toEqual(['verify', ...PROMOTION]);
  });

  test('each stage needs the one before, and the first none', () => {
    const { change, release } = planOf();
    for (const { stages } of [change, release!]) {
      expect(stages.map(({ needs }) => needs)).toEqual([[], ...stages.slice(0, -1).map(({ name }) => [name])]);
    }
  });

  test('stages say what they are about: environment, version, requests, alarms', () => {
    const stages = planOf().release!.stages.filter(stage => 'environment' in stage && stage.environment === 'prod');
    const about = { environment: 'prod', version: { kind: 'approved' } };
    expect(stages).toEqual([
      { kind: 'approve', name: 'approve-prod', needs: ['smoke-dev'], ...about },
      { kind: 'verify', name: 'verify-prod', needs: ['approve-prod'], ...about },
      { kind: 'deploy', name: 'deploy-prod', needs: ['verify-prod'], ...about, alarms: ['acme-prod-churn'] },
      { kind: 'smoke', name: 'smoke-prod', needs: ['deploy-prod'], ...about, request: SMOKE },
    ]);
  });

  test('nobody approves before an environment that is not protected, nor anywhere when approval is off', () => {
    const approvals = (run: DeliveryRun | undefined) => names(run)!.filter(name => name.startsWith('approve'));
    expect(approvals(planOf().release)).toEqual(['approve-prod', 'approve-spare']);
    expect(approvals(planOf(delivery({ approval: false })).release)).toEqual([]);
    // Nothing is looked at again where nobody took days.
    expect(names(planOf(delivery({ approval: false })).release)!.filter(name => name.startsWith('verify'))).toEqual(['verify']);
  });

  test('that is pinned everywhere, a change goes through to the environments, each with its version', () => {
    const { change, release } = planOf({}, 'churn', pinned('dev', 'prod', 'spare'));
    expect(release).toBeUndefined();
    expect(names(change)).toEqual(['test', 'synth', 'review', 'train', ...PROMOTION]);
    expect(change.stages.find(({ name }) => name === 'verify-prod')).toMatchObject({ version: { kind: 'pinned', modelPackage: VERSION } });
  });

  test('that is pinned in some environments, all are reached by a release', () => {
    const { change, release } = planOf({}, 'churn', pinned('prod'));
    expect(names(change)!.at(-1)).toBe('release');
    const versions = release!.stages.flatMap(stage => stage.kind === 'deploy' ? [[stage.environment, stage.version.kind]] : []);
    expect(versions).toEqual([['dev', 'approved'], ['prod', 'pinned'], ['spare', 'approved']]);
  });
});

describe('of a model that is not trained', () => {
  test('there is no training, no version to verify and no release', () => {
    const { change, release } = planOf({}, 'scores');
    expect(release).toBeUndefined();
    expect(names(change)).toEqual(['test', 'synth', 'review', 'deploy-dev', 'approve-prod', 'deploy-prod', 'approve-spare', 'deploy-spare']);
    expect(change.stages.find(({ kind }) => kind === 'deploy')).toMatchObject({ version: { kind: 'none' }, alarms: [] });
  });
});

describe('what starts a change and what it runs', () => {
  test('without paths every file counts; with paths those of the model count too', () => {
    expect(planOf().change.paths).toEqual([]);
    expect(planOf(delivery({ paths: ['mlops.yaml'] })).change.paths).toEqual(['mlops.yaml', 'jobs/train/**']);
    expect(planOf(delivery({ paths: ['mlops.yaml'] }), 'scores').change.paths).toEqual(['mlops.yaml']);
  });

  test('commands have defaults, and an empty list is no command', () => {
    expect(planOf().change.stages.slice(0, 2)).toMatchObject([
      { kind: 'test', install: ['npm ci'], commands: ['npm test'] }, { kind: 'synth', commands: ['npx --no -- cdk synth'] },
    ]);
    expect(planOf(delivery({ install: [], test: ['make test'], synth: ['make synth'] })).change.stages.slice(0, 2)).toMatchObject([
      { install: [], commands: ['make test'] }, { commands: ['make synth'] },
    ]);
  });
});

test('an environment that changes the endpoint is planned as it is there', () => {
  const { dev, ...others } = SYSTEM.environments;
  const environments = { dev: { ...dev!, models: { scores: { endpoint: {} } } }, ...others };
  expect(names(planOf({ environments }, 'scores').change)!.filter(name => name.startsWith('smoke'))).toEqual(['smoke-dev']);
});

test('a system without delivery plans none', () => {
  expect(deliveredModel({ ...SYSTEM, delivery: undefined }, 'churn')).toBeUndefined();
});
