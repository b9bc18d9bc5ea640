import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { ModelCard, ModelCardProps } from '../../lib/aws/model-card';
import { CREDIT_RISK, EVERY_KIND, Json } from '../aws/training-pipeline/pipelines';
import { exampleApp } from '../examples/examples';

/** Holds what cards say against the schema that the service's team publishes; like that of pipelines it lies beside the project. */
const SCHEMA = join(__dirname, '..', '..', '..', 'shared', 'schemas', 'sagemaker-model-card.schema.json');

/** AWS CloudFormation writes the keys of a card in another case, and knows a few keys more. */
const BEYOND = ['model_name'];

function validator() {
  const schema = JSON.parse(readFileSync(SCHEMA, 'utf8')) as Json;
  // It calls itself by the name of the language that it is written in.
  delete schema.$id;
  return new Ajv({ strict: false, allErrors: true }).compile(schema);
}

const snake = (key: string) => key.replace(/[A-Z]/g, (letter, at: number) => `${at > 0 ? '_' : ''}${letter.toLowerCase()}`);

function asPublished(value: Json, isFree: boolean = false): Json {
  if (Array.isArray(value)) return value.map(item => asPublished(item));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value as object).filter(([key]) => isFree || !BEYOND.includes(snake(key)))
    .map(([key, inner]) => [isFree ? key : snake(key), asPublished(inner, key === 'CustomDetails')]));
}

function problems(content: Json): Json[] {
  const validate = validator();
  validate(asPublished(content));
  return validate.errors ?? [];
}

function contentOf(props: ModelCardProps): Json {
  const stack = new Stack(new App(), 'Stack');
  new ModelCard(stack, 'Card', props);
  const [card] = Object.values(Template.fromStack(stack).findResources('AWS::SageMaker::ModelCard'));
  return card!.Properties.Content;
}

const LONGEST: ModelCardProps = {
  description: 'x'.repeat(1024),
  problem: 'x'.repeat(1024),
  purpose: 'x'.repeat(2048),
  riskReason: 'x'.repeat(2048),
  limits: 'x'.repeat(2048),
  ethics: 'x'.repeat(2048),
  caveats: 'x'.repeat(2048),
  details: { a: 'x'.repeat(1024) },
  business: { problem: 'x'.repeat(2048), stakeholders: 'x'.repeat(2048), line: 'x'.repeat(2048) },
  owner: 'risk-ml@example.com',
  risk: 'low',
  intendedUse: 'x',
  artifact: 's3://models/7/model.tar.gz',
  framework: 'xgboost',
};

test.each<[string, ModelCardProps]>([
  ['that says nothing', {}],
  ['with the longest texts', LONGEST],
  ['of a pipeline with gates', { pipeline: CREDIT_RISK }],
  ['of a pipeline with every kind of step', { pipeline: EVERY_KIND }],
])('a card %s is what the schema allows', (_name, props) => {
  expect(problems(contentOf(props))).toEqual([]);
});

test('the card of the credit-risk example is what the schema allows', () => {
  const stacks = exampleApp('credit-risk', {}).node.findAll().filter((node): node is Stack => Stack.isStack(node) && node.stackName.endsWith('training'));
  const cards = stacks.flatMap(stack => Object.values(Template.fromStack(stack).findResources('AWS::SageMaker::ModelCard')));
  expect(cards).toHaveLength(1);
  expect(problems(cards[0]!.Properties.Content)).toEqual([]);
});

test('what the schema does not allow is found', () => {
  expect(problems({ IntendedUses: { RiskRating: 'Huge' }, Other: {} }).length).toBe(2);
});
