import { App, Aws, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { FeatureStore } from '../../../lib/aws/feature-store';
import { FeatureGroupDefinition } from '../../../lib/definition';

const DEPLOYED: FeatureGroupDefinition = {
  recordId: 'applicant_id',
  eventTime: 'updated_at',
  schema: { income: 'fractional', age: 'integral' },
  description: 'Applicants',
  online: { ttl: '30d' },
  offline: {},
};

function synth(changes: Partial<FeatureGroupDefinition>): string[] {
  const stack = new Stack(new App(), 'Stack');
  new FeatureStore(stack, 'Applicant', { ...DEPLOYED, ...changes, deployed: DEPLOYED });
  const [group] = Object.values(Template.fromStack(stack).findResources('AWS::SageMaker::FeatureGroup'));
  return group!.Properties.FeatureDefinitions.map((feature: { FeatureName: string }) => feature.FeatureName);
}

test('takes what is deployed', () => {
  expect(synth({})).toEqual(['applicant_id', 'updated_at', 'income', 'age']);
});

test('takes new features, and puts them behind the deployed ones', () => {
  expect(synth({ schema: { region: 'string', age: 'integral', income: 'fractional' } })).toEqual(['applicant_id', 'updated_at', 'income', 'age', 'region']);
});

test('takes another time to live and another throughput, which AWS updates in place', () => {
  expect(() => synth({ online: { ttl: '7d' }, throughput: { readUnits: 1, writeUnits: 1 } })).not.toThrow();
});

test('takes what is only known at deployment', () => {
  expect(() => synth({ description: Aws.STACK_NAME })).not.toThrow();
  expect(() => synth({ recordId: Aws.STACK_NAME })).not.toThrow();
});

test('takes defaults that are written out', () => {
  expect(() => synth({ online: { storage: 'standard' }, offline: { format: 'iceberg' }, schemaVersion: 1 })).not.toThrow();
});

test('fails when a deployed feature is removed or renamed', () => {
  expect(() => synth({ schema: { earnings: 'fractional', age: 'integral' } })).toThrow(
    'schema.income: must not be removed or renamed, because it is deployed as "fractional"; keep it, or set "schemaVersion" to 2 to begin a new, empty group');
});

test('fails when a deployed feature gets another type', () => {
  expect(() => synth({ schema: { income: 'integral', age: 'integral' } })).toThrow('schema.income: must stay "fractional", got "integral"');
});

test('fails when record id or event time becomes another type than the one that is deployed', () => {
  expect(() => synth({ schema: { ...DEPLOYED.schema, applicant_id: 'integral' } })).toThrow('schema.applicant_id: must stay "string", got "integral"');
});

test.each<[string, Partial<FeatureGroupDefinition>, string]>([
  ['record id', { recordId: 'id' }, 'recordId: must stay "applicant_id", got "id"'],
  ['event time', { eventTime: 'time' }, 'eventTime: must stay "updated_at", got "time"'],
  ['description', { description: 'People' }, 'description: must stay "Applicants", got "People"'],
  ['description', { description: undefined }, 'description: must stay "Applicants", got nothing'],
  ['online store', { online: { storage: 'in-memory' } }, 'online: must stay {"storage":"standard"}, got {"storage":"in-memory"}'],
  ['online store', { online: undefined }, 'online: must stay {"storage":"standard"}, got nothing'],
  ['offline store', { offline: { format: 'parquet' } }, 'offline: must stay {"format":"iceberg"}, got {"format":"parquet"}'],
  ['offline store', { offline: undefined }, 'offline: must stay {"format":"iceberg"}, got nothing'],
])('fails when the %s changes', (_, changes, message) => {
  expect(() => synth(changes)).toThrow(message);
  expect(() => synth(changes)).toThrow('it is fixed at the first deployment');
});

test('takes any change with a new schema version', () => {
  expect(() => synth({ recordId: 'id', schema: { income: 'string' }, online: undefined, schemaVersion: 2 })).not.toThrow();
});

test('fails when the schema version goes back', () => {
  const stack = new Stack(new App(), 'Stack');
  expect(() => new FeatureStore(stack, 'Applicant', { ...DEPLOYED, deployed: { ...DEPLOYED, schemaVersion: 3 }, schemaVersion: 2 }))
    .toThrow('schemaVersion: must be 3 or more, got 2; 3 is deployed');
});
