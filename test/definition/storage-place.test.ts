import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isS3Object, looksLikePlace, orMeant, storageScheme } from '../../lib/definition/storage-place';

const { definitions } = JSON.parse(readFileSync(join(__dirname, '../../lib/definition/definition.schema.json'), 'utf8')) as {
  definitions: { readonly [name in 'DataPlace' | 'StoragePlace']: { readonly pattern: string } };
};

const PLACES: [text: string, scheme: string | undefined][] = [
  ['s3://acme', 's3'],
  ['s3://acme.models/churn/7/model.tar.gz', 's3'],
  ['gs://acme_models/churn/', 'gs'],
  ['abfss://models@acme.dfs.core.windows.net/churn/', 'abfss'],
  ['https://acme.blob.core.windows.net/models/churn/model.tar.gz', 'https'],
  ['hf://BAAI/bge-small-en-v1.5', 'hf'],
  ['hf://meta-llama/Llama-3.1-8B:main', 'hf'],
  ['oci://ghcr.io/acme/churn:7', 'oci'],
  ['oci://localhost:5000/churn@sha256:0123456789abcdef', 'oci'],
  ['pvc://models/churn/7', 'pvc'],
  ['s3:/acme', undefined],
  ['S3://acme', undefined],
  ['s3://Acme/x', undefined],
  ['s3n://acme/x', undefined],
  ['gs://', undefined],
  ['abfss://acme.dfs.core.windows.net/churn/', undefined],
  ['https://acme.s3.eu-west-1.amazonaws.com/model.tar.gz', undefined],
  ['https://blob.core.windows.net.example.com/models/', undefined],
  ['hf://bge-small', undefined],
  ['oci://ghcr.io', undefined],
  ['pvc:///models', undefined],
  ['ftp://acme/x', undefined],
  ['/opt/model.tar.gz', undefined],
  ['prepare.train', undefined],
  ['', undefined],
];

test.each(PLACES)('%j is a place of files with the scheme %s, to the parser and to the schema', (text, scheme) => {
  expect(storageScheme(text)).toBe(scheme);
  expect(new RegExp(definitions.StoragePlace.pattern, 'u').test(text)).toBe(scheme !== undefined);
  expect(new RegExp(definitions.DataPlace.pattern, 'u').test(text)).toBe(scheme !== undefined);
});

test('one object of Amazon S3 has a name in its bucket, which does not end as a prefix does', () => {
  const texts = ['s3://acme/source.zip', 's3://acme/a/b', 's3://acme', 's3://acme/', 's3://acme/a/', 's3://Acme/a', 's3:///a', 'gs://acme/a', 'a'];
  expect(texts.filter(isS3Object)).toEqual(['s3://acme/source.zip', 's3://acme/a/b']);
});

test('the schema takes a dataset where it takes data', () => {
  expect(new RegExp(definitions.DataPlace.pattern, 'u').test('datasets.applications')).toBe(true);
});

test.each(['s3:/acme', 'S3://acme', 's3:acme', 'file:/tmp', 'https://acme.com/x'])('%j was meant as a place', text => {
  expect(looksLikePlace(text)).toBe(true);
});

test.each(['prepare.train', 'datasets.raw', 'features.a', 'a/b', '', 'explain.shap.stability'])('%j was not', text => {
  expect(looksLikePlace(text)).toBe(false);
});

test.each([
  ['s3:/acme/x', 's3://acme/x'],
  ['S3://acme/x', 's3://acme/x'],
  ['s3a://acme/x', 's3://acme/x'],
  ['https://acme.s3.eu-west-1.amazonaws.com/churn/model.tar.gz?versionId=1', 's3://acme/churn/model.tar.gz'],
  ['https://acme.s3.amazonaws.com/x', 's3://acme/x'],
  ['https://s3.eu-west-1.amazonaws.com/acme/x', 's3://acme/x'],
  ['arn:aws:s3:::acme/x', 's3://acme/x'],
  ['gs:/acme/x', 'gs://acme/x'],
  ['https://huggingface.co/BAAI/bge-small-en-v1.5', 'hf://BAAI/bge-small-en-v1.5'],
])('%j was meant as %j', (text, meant) => {
  expect(orMeant(text)).toBe(`; did you mean "${meant}"?`);
});

test.each(['s3://acme/x', 'ftp://acme/x', '/opt/model', 's3://'])('of %j nothing better is known', text => {
  expect(orMeant(text)).toBe('');
});
