import { Fn, Lazy, Token } from 'aws-cdk-lib';
import { definitionProblems } from '../../lib/definition/check';
import { modelIn } from '../../lib/definition/environment-model';
import { MlopsDefinition } from '../../lib/definition/mlops-definition';
import { firstCauses, throwDefinitionProblems, throwFindings } from '../../lib/definition/report';
import { renderPath } from '../../lib/private/problems';

const churn: MlopsDefinition = {
  name: 'churn',
  environments: { dev: { aws: { region: 'eu-west-1' } }, prod: { aws: { region: 'eu-central-1' } } },
  models: { churn: { artifact: 's3://acme/churn/model.tar.gz', framework: 'xgboost', endpoint: {} } },
};

function said(definition: unknown): string[] {
  return definitionProblems(definition as MlopsDefinition).map(({ message, path }) => `${renderPath(path)}: ${message}`);
}

test('a definition in code is checked like a file', () => {
  expect(said(churn)).toEqual([]);
  expect(said({ ...churn, models: { churn: { ...churn.models.churn, framwork: 'xgboost' } } })).toEqual([
    'models.churn.framwork: there is no key "framwork" here; known: "artifact", "framework", "frameworkVersion", "image", "entryPoint", "environment", "secrets", "aws", "containers", "multiModel", "risk", "intendedUse", "card", "pipeline", "registry", "endpoint", "batch", "monitoring"',
  ]);
});

test('tokens pass everywhere', () => {
  expect(said({
    name: 'churn',
    owner: Fn.ref('Owner'),
    environments: {
      prod: { aws: { region: Fn.ref('AWS::Region'), account: Fn.ref('AWS::AccountId'), network: { existing: { vpcId: Fn.ref('Vpc'), subnetIds: Token.asList(Fn.ref('Subnets')) } } } },
    },
    datasets: { raw: { location: Fn.ref('Location'), versioning: Lazy.any({ produce: () => undefined }) } },
    features: { customer: { recordId: Fn.ref('Id'), eventTime: Fn.ref('At'), schema: { [Fn.ref('Feature')]: 'string' }, online: { ttl: Fn.ref('Ttl') } } },
    models: {
      churn: {
        artifact: Fn.ref('Artifact'),
        image: Fn.ref('Image'),
        endpoint: { compute: { instances: { count: Token.asNumber(Fn.ref('Count')), scale: { min: Token.asNumber(Fn.ref('Min')), max: 1 } } }, capture: { percent: Token.asNumber(Fn.ref('Percent')) } },
        monitoring: { dataDrift: { baseline: Fn.ref('Baseline'), schedule: Fn.ref('Schedule') }, quality: { labels: Fn.ref('Labels'), metrics: { auc: { atLeast: Token.asNumber(Fn.ref('A')), atMost: 0 } } } },
        batch: { input: Fn.ref('Input') },
      },
      trained: {
        pipeline: {
          environment: Fn.ref('Environment'),
          parameters: { min: Fn.ref('Min') },
          steps: {
            a: { process: { script: Fn.ref('Script'), inputs: { a: Fn.ref('In') }, outputs: Token.asList(Fn.ref('Outputs')), arguments: { a: Fn.ref('Argument') } }, after: Token.asList(Fn.ref('After')) },
            b: { condition: { metric: Fn.ref('Metric'), atLeast: 'parameters.min', then: ['c'] } },
            c: { register: { model: Fn.ref('Model'), metrics: Fn.ref('Metrics') } },
            e: { explain: { model: Fn.ref('Archive'), framework: 'sklearn', data: Fn.ref('Rows'), columns: { label: Fn.ref('Label'), ignore: Token.asList(Fn.ref('Ignored')) }, stability: { top: Token.asNumber(Fn.ref('Top')) }, rows: { at: Token.asList(Fn.ref('At')) } } },
            f: { explain: { endpoint: Fn.ref('Endpoint'), request: { variant: Fn.ref('Variant') }, data: 's3://lake/rows/', methods: { partialDependence: { features: [Fn.ref('Feature')] } } } },
            d: { tune: { framework: 'xgboost', objective: Fn.ref('Objective'), ranges: { a: { continuous: Token.asList(Fn.ref('Range')) } } } },
          },
        },
      },
    },
  })).toEqual([]);
});

test('what follows from a wrong part is not said as well', () => {
  // Without its steps, nothing is known of the outputs that others refer to.
  expect(said({
    ...churn,
    models: { churn: { pipeline: { steps: { prepare: 5, train: { train: { framework: 'xgboost', inputs: { train: 'prepare.train' } } } } } } },
  })).toEqual(['models.churn.pipeline.steps.prepare: must be an object, got 5']);
});

test.each<[string, unknown]>([['nothing', undefined], ['null', null], ['a text', 'x'], ['a list', []], ['an empty object', {}]])('%s is no definition', (_what, value) => {
  expect(said(value).length).toBeGreaterThan(0);
});

test('an endpoint that only some environments have is checked where it is', () => {
  const override = (endpoint: object) => ({ ...churn, environments: { ...churn.environments, prod: { aws: { region: 'eu-central-1' }, models: { churn: { endpoint } } } } });
  expect(said(override({ compute: { instances: { scale: { min: 3, max: 2 } } } }))).toEqual([
    'environments.prod.models.churn.endpoint.compute.instances.scale.min: must be at most 2, the value of "max", got 3',
  ]);
  expect(said(override({ capture: { percent: 0 } }))).toEqual([]);
});

test('what is wrong in every environment is said once, at the model', () => {
  const environments = { ...churn.environments, prod: { aws: { region: 'eu-central-1' }, models: { churn: { endpoint: { capture: {} } } } } };
  expect(said({ ...churn, environments, models: { churn: { ...churn.models.churn, endpoint: { variants: {} } } } })).toEqual([
    'models.churn.endpoint.variants: must have at least one variant',
  ]);
});

describe('a model in an environment', () => {
  const definition: MlopsDefinition = {
    ...churn,
    environments: {
      dev: { aws: { region: 'eu-west-1' }, models: { churn: { endpoint: { compute: { serverless: {} }, capture: undefined }, monitoring: { alarms: { errorRate: 0.5 } } } } },
      prod: { aws: { region: 'eu-west-1' } },
    },
    models: { churn: { ...churn.models.churn, endpoint: { name: 'live', compute: { instances: { count: 2 } }, capture: { percent: 10 } } } },
  };

  test('has the environment\'s keys, each instead of its own', () => {
    expect(modelIn(definition, 'dev', 'churn')).toEqual({
      ...definition.models.churn,
      endpoint: { name: 'live', compute: { serverless: {} }, capture: { percent: 10 } },
      monitoring: { alarms: { errorRate: 0.5 } },
    });
  });

  test('scores other data by another clock, or in one environment alone', () => {
    const batched = (own: object | undefined, batch: object): MlopsDefinition => ({
      ...definition,
      environments: { dev: { aws: { region: 'eu-west-1' } }, prod: { aws: { region: 'eu-west-1' }, models: { churn: { batch } } } },
      models: { churn: { ...churn.models.churn, ...own && { batch: own } } },
    } as MlopsDefinition);
    const both = batched({ input: 's3://acme/sample/', joinInput: true }, { input: 's3://acme/all/', schedule: 'daily' });
    expect(modelIn(both, 'dev', 'churn').batch).toEqual({ input: 's3://acme/sample/', joinInput: true });
    expect(modelIn(both, 'prod', 'churn').batch).toEqual({ input: 's3://acme/all/', joinInput: true, schedule: 'daily' });
    const alone = batched(undefined, { input: 's3://acme/all/' });
    expect([modelIn(alone, 'dev', 'churn').batch, modelIn(alone, 'prod', 'churn').batch]).toEqual([undefined, { input: 's3://acme/all/' }]);
    expect(said(alone)).toEqual([]);
    expect(said(batched(undefined, { schedule: 'daily' })).join()).toContain('batch.input: is missing');
    expect(said(batched({ input: 's3://acme/all/' }, { joinInput: true, splitBy: 'none' }))).toEqual([
      'environments.prod.models.churn.batch.joinInput: needs "splitBy: line", because predictions are joined to lines; change one of them',
    ]);
  });

  test('is the model itself when nothing differs', () => {
    expect(modelIn(definition, 'prod', 'churn')).toBe(definition.models.churn);
  });

  test('fails when there is no such model or environment', () => {
    expect(() => modelIn(definition, 'prod', 'toString')).toThrow('there is no model toString in prod');
    expect(() => modelIn(definition, 'constructor', 'churn')).toThrow('there is no model churn in constructor');
  });
});

describe('the report', () => {
  test('says the path alone for a definition in code', () => {
    expect(() => throwDefinitionProblems(churn, [{ path: ['models'], message: 'b' }, { path: ['name'], message: 'a' }, { path: [], message: 'c' }])).toThrow(
      'the definition has 3 problems:\n  c\n  name: a\n  models: b');
  });

  test('is not thrown when all is well', () => {
    expect(() => throwFindings([{ of: churn, problems: [] }, { of: {}, problems: [] }])).not.toThrow();
  });

  test('has a code', () => {
    expect(() => throwDefinitionProblems(churn, [{ path: ['name'], message: 'a' }])).toThrow(expect.objectContaining({ code: 'InvalidDefinition' }));
  });

  test('leaves out what a later layer says of a value that is wrong already', () => {
    const earlier = [{ path: ['a', 'b'], message: 'x' }];
    const later = ['a', 'a.b', 'a.b.c', 'a.c', 'd'].map(path => ({ path: path.split('.'), message: 'y' }));
    expect(firstCauses(earlier, later).map(({ path }) => path.join('.'))).toEqual(['a.b', 'a.b.c', 'a.c', 'd']);
  });
});
