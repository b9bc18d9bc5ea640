import { App, Fn, Stack } from 'aws-cdk-lib';
import { DatasetStore } from '../../../lib/aws/dataset-store';
import { s3PlaceLimits } from '../../../lib/aws/foundation/s3-place-limits';
import { MlPlatform } from '../../../lib/aws/ml-platform';
import { SageMakerModel } from '../../../lib/aws/model';
import { Problems } from '../../../lib/private/problems';

test.each(['s3://acme/raw/', 'datasets.raw', Fn.importValue('Place'), undefined])('%j may be in Amazon S3', place => {
  const problems = new Problems();
  s3PlaceLimits(place, problems);
  expect(problems.all).toEqual([]);
});

test('a construct used alone refuses what is elsewhere, and says what to do', () => {
  const stack = new Stack(new App(), 'Test');
  const platform = new MlPlatform(stack, 'Platform');
  expect(() => new DatasetStore(stack, 'Raw', { platform, location: 'gs://acme/raw/' })).toThrow(
    'location: must be a place in Amazon S3 such as s3://bucket/prefix/ for what runs on AWS, got "gs://acme/raw/"; copy the files there');
  expect(() => new SageMakerModel(stack, 'Hub', { artifact: 'hf://BAAI/bge-small-en-v1.5', framework: 'huggingface' })).toThrow(
    'networkIsolation: must be false for a model that its container downloads from the Hugging Face Hub; or copy its files to Amazon S3 once');
});
