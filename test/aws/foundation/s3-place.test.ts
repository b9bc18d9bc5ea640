import { App, Fn, Stack } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { DatasetStore } from '../../../lib/aws/dataset-store';
import { S3Place, s3Uri } from '../../../lib/aws/foundation/s3-place';

const stack = () => new Stack(new App(), 'Stack');
const ARN = 'arn:${Token[AWS.Partition';

/** The ARNs without their partition. */
function arns(uri: string): Record<string, string> {
  const { bucketArn, objectArn, objectsArn, folderArn } = S3Place.parse(uri);
  return Object.fromEntries(Object.entries({ bucketArn, objectArn, objectsArn, folderArn }).map(([name, arn]) => {
    expect(arn.startsWith(ARN)).toBe(true);
    return [name, arn.replace(/^.*?:s3:::/, '')];
  }));
}

test.each([
  ['s3://bucket', { bucketArn: 'bucket', objectArn: 'bucket', objectsArn: 'bucket/*', folderArn: 'bucket/*' }],
  ['s3://bucket/', { bucketArn: 'bucket', objectArn: 'bucket/*', objectsArn: 'bucket/*', folderArn: 'bucket/*' }],
  ['s3://bucket/a', { bucketArn: 'bucket', objectArn: 'bucket/a', objectsArn: 'bucket/a*', folderArn: 'bucket/a/*' }],
  ['s3://bucket/a/b/', { bucketArn: 'bucket', objectArn: 'bucket/a/b/*', objectsArn: 'bucket/a/b/*', folderArn: 'bucket/a/b/*' }],
])('%s has its ARNs, and none of a bucket whose name begins like it', (uri, expected) => {
  expect(arns(uri)).toEqual(expected);
});

test.each([
  ['s3://bucket', '', ''],
  ['s3://bucket/', '', ''],
  ['s3://bucket/a', 'a', 'a/'],
  ['s3://bucket/a/b/', 'a/b/', 'a/b/'],
  ['s3://bucket//a/', '/a/', '/a/'],
])('%s has the key "%s", and is the folder "%s"', (uri, key, folder) => {
  expect(S3Place.parse(uri)).toMatchObject({ bucketName: 'bucket', key, isOpen: false });
  const { bucket, prefix } = S3Place.parse(uri).folder(stack(), 'Bucket');
  expect([bucket.bucketName, prefix]).toEqual(['bucket', folder]);
});

test('a bucket that is a token is said, and one that is missing, of another store or within a token for all is not', () => {
  const { bucketName } = new s3.Bucket(stack(), 'Data');
  expect(['s3://bucket', 's3://bucket/', `s3://${bucketName}/a`].map(uri => S3Place.known(uri)?.isWholeBucket)).toEqual([true, false, false]);
  expect(['', 's3:', 's3://', 's3:///a', 'gs://bucket/a', Fn.importValue('place')].map(uri => S3Place.known(uri))).toEqual(Array(6).fill(undefined));
});

test('what is written is read again, also with a bucket whose name is a token', () => {
  const scope = stack();
  const bucket = new s3.Bucket(scope, 'Data');
  const uri = s3Uri({ bucket, prefix: '/a/' });
  const place = S3Place.parse(uri).folder(scope, 'Read');
  expect(scope.resolve(place.bucket.bucketName)).toEqual(scope.resolve(bucket.bucketName));
  expect(place.prefix).toBe('/a/');
  expect(s3Uri(place)).toBe(uri);
});

test('of a token for the whole place the ARNs are put together at deployment', () => {
  const scope = stack();
  const place = S3Place.parse(Fn.importValue('place'));
  const path = { 'Fn::Select': [1, { 'Fn::Split': ['s3://', { 'Fn::ImportValue': 'place' }] }] };
  expect(place).toMatchObject({ isOpen: true, key: '' });
  expect(scope.resolve(place.bucketName)).toEqual({ 'Fn::Select': [0, { 'Fn::Split': ['/', path] }] });
  const below = { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':s3:::', path, '*']] };
  expect([place.objectArn, place.objectsArn, place.folderArn].map(arn => scope.resolve(arn))).toEqual([below, below, below]);
});

test('a place whose prefix has to be known says so, instead of taking another one', () => {
  expect(() => new DatasetStore(stack(), 'Loans', { location: Fn.importValue('place') }))
    .toThrow('Stack/Loans: where data is or goes must be written as s3://bucket/prefix/, in which the bucket may be a token');
});
