import { Fn, Lazy, Stack, Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import * as library from '../../../lib';
import { ModelEndpoint, ModelEndpointProps, ModelMonitor, ModelMonitorProps } from '../../../lib';
import { MlopsError } from '../../../lib/private/errors';

const MODEL = { artifact: 's3://acme/churn.tar.gz', framework: 'xgboost' } as const;
const endpoint = (props: object) => new ModelEndpoint(new Stack(), 'Endpoint', { model: MODEL, ...props } as ModelEndpointProps);

/** The monitor of an endpoint that records what it gets. */
function monitor(props: object, capture: object = {}): ModelMonitor {
  const stack = new Stack();
  const watched = new ModelEndpoint(stack, 'Endpoint', { model: MODEL, capture });
  return new ModelMonitor(stack, 'Monitor', { endpoint: watched, ...props } as ModelMonitorProps);
}

const QUALITY = { labels: 's3://acme/labels/', metrics: { auc: { atLeast: 0.7 } } };

describe('a prop that a construct does not have', () => {
  test.each<[string, object, string]>([
    ['is named with the one that was meant', { captur: {} }, 'captur: there is no prop "captur" here; did you mean "capture"?'],
    ['is named with those that there are', { instanceType: 'ml.m5.large' }, 'instanceType: there is no prop "instanceType" here; known: "asynchronous"'],
  ])('%s', (_what, props, message) => {
    expect(() => endpoint(props)).toThrow(message);
  });

  const constructs = Object.entries(library as Record<string, unknown>)
    .filter((entry): entry is [string, new (scope: Construct, id: string, props: object) => Construct] =>
      typeof entry[1] === 'function' && entry[1].prototype instanceof Construct && entry[1].length >= 2);

  test.each(constructs)('is wrong in %s', (_name, Type) => {
    expect(() => new Type(new Stack(), 'One', { odd: 1 })).toThrow('odd: there is no prop "odd" here; known: ');
  });

  test.each(constructs)('is no reason for a stack trace when %s gets nothing', (_name, Type) => {
    let told: unknown;
    try {
      new Type(new Stack(), 'One', undefined as unknown as object);
    } catch (error) {
      told = error;
    }
    const isWithoutNeeds = told === undefined;
    expect(isWithoutNeeds || MlopsError.isMlopsError(told)).toBe(true);
  });

  test('is nothing when it is undefined', () => {
    expect(() => endpoint({ instanceType: undefined, [Symbol('own')]: 1 })).not.toThrow();
  });

  test('may be one of a class that extends the construct, when it is no misspelt one', () => {
    class TeamEndpoint extends ModelEndpoint {
      constructor(scope: Construct, id: string, props: object) {
        super(scope, id, { model: MODEL, ...props } as ModelEndpointProps);
      }
    }
    expect(() => new TeamEndpoint(new Stack(), 'Endpoint', { teamName: 'risk' })).not.toThrow();
    expect(() => new TeamEndpoint(new Stack(), 'Endpoint', { captur: {} })).toThrow('did you mean "capture"?');
  });
});

describe('a token', () => {
  const number = Token.asNumber(Fn.ref('Bound'));

  test.each<[string, object]>([
    ['quality.metrics.auc.atLeast', { quality: { ...QUALITY, metrics: { auc: { atLeast: number } } } }],
    ['dataDrift.threshold.share', { dataDrift: { baseline: 's3://acme/baseline/', threshold: { share: number } } }],
    ['dataQuality.missing', { dataQuality: { baseline: 's3://acme/baseline/', missing: number } }],
    ['fairness.segments[0]', { fairness: { segments: [Fn.ref('Segment')], metrics: { selectionRateGap: { atMost: 0.1 } } } }],
    ['quality.positive', { quality: { ...QUALITY, positive: Fn.ref('Positive') } }],
    ['quality.schedule', { quality: { ...QUALITY, schedule: Fn.ref('Schedule') } }],
    ['alarms.minimumRequests', { alarms: { minimumRequests: number } }],
    ['alarms.latencyP99', { alarms: { latencyP99: Fn.ref('Latency') } }],
    ['quality.labelDelay', { quality: { ...QUALITY, labelDelay: Lazy.string({ produce: () => '2d' }) } }],
  ])('as %s, which is read at synth, is an error', (path, props) => {
    expect(() => monitor(props)).toThrow(`${path}: must be known when the app is synthesised, got a token`);
  });

  test('as the size of a volume is an error, and as a variable of the container is none', () => {
    expect(() => endpoint({ compute: { instances: { volume: Fn.ref('Volume') } } })).toThrow('compute.instances.volume: must be known');
    expect(() => endpoint({ model: { ...MODEL, environment: { timeout: Fn.ref('Timeout') } } })).not.toThrow();
  });
});

test.each<[string, object, object]>([
  ['endpoint.capture.percent: must be above 0', { quality: QUALITY }, { percent: 0 }],
  ['fairness.segments[1]: "sex" is given twice', { fairness: { segments: ['sex', 'sex'], metrics: { selectionRateGap: { atMost: 0.1 } } } }, {}],
  ['onDrift: waits for a check that is not there', { onDrift: { notify: {} } }, {}],
])('a monitor by itself is checked like a whole system: %s', (message, props, capture) => {
  expect(() => monitor(props, capture)).toThrow(message);
});
