import { Lazy } from 'aws-cdk-lib';
import { parseReference } from '../../../lib/definition/pipeline/reference';

test.each([
  ['prepare.train', { kind: 'step', owner: 'prepare', name: 'train' }],
  ['explain.shap.stability', { kind: 'step', owner: 'explain', name: 'shap.stability' }],
  ['datasets.applications', { kind: 'dataset', owner: 'datasets', name: 'applications' }],
  ['features.applicant', { kind: 'features', owner: 'features', name: 'applicant' }],
  ['parameters.minAuc', { kind: 'parameter', owner: 'parameters', name: 'minAuc' }],
  // The name is forgotten; what was meant is clear.
  ['parameters.', { kind: 'parameter', owner: 'parameters', name: '' }],
  ['s3://acme.data/raw.csv', { kind: 'place', uri: 's3://acme.data/raw.csv' }],
  ['s3:acme.data', { kind: 'place', uri: 's3:acme.data' }],
  ['constructor.name', { kind: 'step', owner: 'constructor', name: 'name' }],
])('%j is taken apart', (text, reference) => {
  expect(parseReference(text)).toEqual(reference);
});

test.each(['', 'prepare', 'datasets', '.', '.train', 'prepare.'])('%j refers to nothing', text => {
  expect(parseReference(text)).toEqual({ kind: 'text' });
});

test('a token is a place', () => {
  const token = Lazy.string({ produce: () => 'prepare.train' });
  expect(parseReference(token)).toEqual({ kind: 'place', uri: token });
});
