import { Fn, Lazy, Token } from 'aws-cdk-lib';
import { structureProblems } from '../../lib/definition/structure';
import { Problem, renderPath } from '../../lib/private/problems';

function said(struct: string, value: unknown, options = {}): string[] {
  return structureProblems(struct, value, options).map((problem: Problem) => `${renderPath(problem.path)}: ${problem.message}`);
}

test('a struct other than the root has its own check', () => {
  expect(said('BatchInferenceDefinition', { input: 'datasets.raw', maxConcurrency: 0 })).toEqual(['maxConcurrency: must be at least 1, got 0']);
});

test('fails when the struct does not exist', () => {
  expect(() => structureProblems('NoDefinition', {})).toThrow('there is no struct NoDefinition');
});

test('an open top takes other keys at the top, and only there', () => {
  const props = { vpc: {}, encryptionKey: 5, compute: { instances: { cuont: 1 } } };
  expect(said('EndpointDefinition', props, { openTop: true })).toEqual(['compute.instances.cuont: there is no key "cuont" here; did you mean "count"?']);
  expect(said('EndpointDefinition', props)).toHaveLength(3);
});

test('of an open top too, a key of an alternative is told where it stands', () => {
  expect(said('DeliveryDefinition', { vpc: {}, source: {} }, { openTop: true })).toEqual([
    'source: there is no key "source" here; it stands under "codePipeline": write { codePipeline: { source: … } }',
  ]);
});

test('a key with undefined is not given', () => {
  expect(said('EndpointDefinition', { name: undefined, compute: { instances: {}, serverless: undefined }, other: undefined })).toEqual([]);
  expect(said('BatchInferenceDefinition', { input: undefined })).toEqual(['input: is missing']);
});

test.each([
  ['text', { description: Fn.importValue('x'), retention: Fn.ref('Retention') }, 'DatasetDefinition'],
  ['a number', { percent: Token.asNumber(Fn.ref('Percent')) }, 'CaptureDefinition'],
  ['a list', { vpcId: Fn.ref('Vpc'), subnetIds: Token.asList(Fn.ref('Subnets')) }, 'ExistingNetworkDefinition'],
  ['an item of a list', { vpcId: 'vpc-1', subnetIds: [Fn.select(0, Fn.getAzs())] }, 'ExistingNetworkDefinition'],
  ['an object', { compute: Lazy.any({ produce: () => ({}) }), capture: { percent: Lazy.number({ produce: () => 5 }) } }, 'EndpointDefinition'],
  ['a choice', { storage: Fn.ref('Storage'), ttl: Fn.ref('Ttl') }, 'OnlineStoreDefinition'],
  ['a key', { instances: { type: 'ml.m5.large' }, [Fn.ref('Key')]: {} }, 'ComputeDefinition'],
])('accepts a token for %s', (_what, value, struct) => {
  expect(said(struct, value)).toEqual([]);
});

test.each<[string, string, unknown]>([
  ['MlopsDefinition', 'models', { name: 'a', environments: {}, models: Fn.ref('A') }],
  ['EndpointDefinition', 'capture', { capture: Fn.ref('A') }],
  ['RolloutDefinition', 'rolling', { rolling: Fn.ref('A') }],
  ['ComputeDefinition', 'instances', { instances: Fn.ref('A') }],
  ['StepDefinition', 'train', { train: Fn.ref('A') }],
  ['MonitoringDefinition', 'quality', { quality: Fn.ref('A') }],
  ['ModelDefinition', 'containers', { containers: Fn.ref('A') }],
  ['ProcessStepDefinition', 'outputs', { script: 'a.py', outputs: Fn.ref('A') }],
])('a token that is a text is no object and no list: %s.%s', (struct, key, value) => {
  expect(said(struct, value)).toEqual([expect.stringMatching(new RegExp(`^${key}: must be an? (object|list), got "\\$\\{Token\\[`))]);
});

test('one wrong value is said once', () => {
  expect(said('DatasetDefinition', { classification: 5 })).toHaveLength(1);
  expect(said('MlopsDefinition', { name: 'A-System-With-A-Name-That-Is-Long', environments: {}, models: {} })).toHaveLength(1);
  expect(said('ComputeDefinition', { instanses: {} })).toEqual(['instanses: there is no key "instanses" here; did you mean "instances"?']);
  expect(said('ComputeDefinition', 5)).toEqual([': must be an object, got 5']);
});

test('values that JSON cannot hold are shown all the same', () => {
  const circle: Record<string, unknown> = {};
  circle.circle = circle;
  expect(said('CaptureDefinition', { percent: circle })).toEqual(['percent: must be a whole number, got an object']);
  expect(said('CaptureDefinition', { percent: NaN, only: () => 'input', destination: 5n })).toEqual([
    'percent: must be a whole number, got NaN',
    'only: must be one of "input", "output", got a function',
    'destination: must be a place of files such as s3://bucket/prefix/, got 5',
  ]);
  expect(said('DatasetDefinition', { retention: 'x'.repeat(1000) })[0]!.length).toBeLessThan(200);
});

test.each([
  ['CaptureDefinition', 'percent', [0, 100], [-1, 101, 0.5]],
  ['ServerlessScaleDefinition', 'utilization', [0.01, 1], [0, 1.01]],
  ['CanaryDefinition', 'percent', [1, 50], [0, 51]],
  ['RetryDefinition', 'attempts', [1, 20], [0, 21]],
  ['OnlineStoreDefinition', 'ttl', ['0s', '15m', '1h', '2d', '3w', '1y'], ['15', 'm', '15 m', '1.5h', '-1d', '1d\n', '٣d']],
  ['InstancesDefinition', 'volume', ['1MiB', '512GiB', '1TiB'], ['1GB', 'GiB', '1 GiB']],
  ['AwsPlaceDefinition', 'region', ['eu-west-1', 'us-gov-east-1', 'cn-north-1', 'ap-southeast-5'], ['eu', 'eu-west', 'EU-WEST-1', 'eu-west-1a']],
  ['AwsPlaceDefinition', 'account', ['012345678901'], ['01234567890', '0123456789012', 'x']],
  ['ScheduledScaleDefinition', 'at', ['hourly', 'rate(1 hour)', 'rate(30 minutes)', 'cron(0 6 ? * MON *)'], ['yearly', 'rate(0 hours)', 'cron(* * * * *)', 'cron(0 6 ? * MON * *)']],
])('%s.%s holds at its boundaries', (struct, key, right, wrong) => {
  const rest: Record<string, object> = { ServerlessScaleDefinition: { max: 2 }, AwsPlaceDefinition: { region: 'eu-west-1' }, ScheduledScaleDefinition: { at: 'daily' } };
  for (const value of right) expect(said(struct, { ...rest[struct], [key]: value })).toEqual([]);
  for (const value of wrong) expect(said(struct, { ...rest[struct], [key]: value })).toHaveLength(1);
});
