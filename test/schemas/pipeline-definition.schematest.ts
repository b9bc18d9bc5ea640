import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { MlopsStacks } from '../../lib';
import { CREDIT_RISK, documentOf, EVERY_KIND, Json, TestStack } from '../aws/training-pipeline/pipelines';

/**
 * Holds every kind of step against the schema of pipeline definitions that the service's team publishes. The schema is not
 * part of the project: it is looked for in `shared/schemas` beside it, and the run fails without it.
 *
 *     npx jest --testMatch '<rootDir>/test/schemas/*.schematest.ts'
 */
const SCHEMA = join(__dirname, '..', '..', '..', 'shared', 'schemas', 'sagemaker-pipeline-definition.schema.json');

const FUNCTIONS = [
  { type: 'object', required: ['Std:Join'], additionalProperties: false, properties: { 'Std:Join': { type: 'object', required: ['On', 'Values'] } } },
  { type: 'object', required: ['Std:JsonGet'], additionalProperties: false, properties: { 'Std:JsonGet': { type: 'object', required: ['PropertyFile', 'Path'] } } },
];
const TEXTS = { type: 'object', additionalProperties: { $ref: '#/definitions/StringArgumentValue' } };

/** Where the published schema is behind the service; each is in what the Python SDK 2.257.7 writes and the service takes. */
const BEHIND: [string, (schema: Json) => void][] = [
  ['values may be put together or read from a file', ({ definitions }) => {
    for (const name of ['StringArgumentValue', 'IntegerArgumentValue', 'FloatArgumentValue', 'BooleanArgumentValue']) definitions[name].oneOf.push(...FUNCTIONS);
  }],
  ['a branch may hold every kind of step', ({ definitions }) => {
    for (const key of ['IfSteps', 'ElseSteps']) {
      const { items } = definitions.ConditionStep.properties.Arguments.properties[key];
      items.anyOf = [...items.oneOf, { $ref: '#/definitions/ConditionStep' }, { $ref: '#/definitions/LambdaStep' }, { $ref: '#/definitions/CreateModelStep' }];
      delete items.oneOf;
    }
  }],
  ['process steps declare property files', ({ definitions }) => {
    definitions.ProcessingStep.properties.PropertyFiles = {
      type: 'array',
      items: {
        type: 'object',
        required: ['PropertyFileName', 'OutputName', 'FilePath'],
        additionalProperties: false,
        properties: { PropertyFileName: { type: 'string' }, OutputName: { type: 'string' }, FilePath: { type: 'string' } },
      },
    };
  }],
  ['training jobs have an environment', ({ definitions }) => {
    definitions.TrainingStep.properties.Arguments.properties.Environment = TEXTS;
    definitions.HyperParameterTrainingJobDefinition.properties.Environment = TEXTS;
  }],
  ['a retry policy has a list of exceptions', ({ definitions }) => {
    const { ExceptionType } = definitions.RetryPolicy.properties;
    definitions.RetryPolicy.properties.ExceptionType = { type: 'array', items: ExceptionType };
  }],
  ['models are registered with status, metadata and environment', ({ definitions }) => {
    const { properties } = definitions.RegisterModelStep.properties.Arguments;
    properties.ModelApprovalStatus = { enum: ['Approved', 'Rejected', 'PendingManualApproval'] };
    properties.CustomerMetadataProperties = TEXTS;
    properties.InferenceSpecification.properties.Containers.items.properties.Environment = TEXTS;
  }],
  ['the place of a model can come from an earlier step', ({ definitions }) => {
    definitions.ContainerDefinition.properties.ModelDataUrl = { $ref: '#/definitions/StringArgumentValue' };
  }],
];

function validator(): (document: Json) => string[] {
  let text: string;
  try {
    text = readFileSync(SCHEMA, 'utf8');
  } catch {
    throw new Error(`the schema of pipeline definitions is not there: ${SCHEMA}`);
  }
  const schema = JSON.parse(text);
  BEHIND.forEach(([, patch]) => patch(schema));
  const validate = new Ajv({ strict: false, allErrors: true }).compile(schema);
  return document => validate(document) ? [] : validate.errors!.map(error => `${error.instancePath} ${error.message} ${JSON.stringify(error.params)}`);
}

const problemsOf = validator();

function rendered(definition: typeof CREDIT_RISK, props: object = {}): Json {
  const stack = new TestStack();
  stack.pipeline(definition, { tracker: stack.tracker, inferenceInstanceTypes: ['ml.m5.large'], transformInstanceTypes: ['ml.m5.large'], ...props });
  return documentOf(stack.template);
}

const document = rendered(EVERY_KIND);

test.each<string>(document.Steps.map((step: Json) => step.Name))('accepts the step %s', name => {
  expect(problemsOf({ ...document, Steps: document.Steps.filter((step: Json) => step.Name === name) })).toEqual([]);
});

test('accepts whole definitions', () => {
  expect(problemsOf(document)).toEqual([]);
  expect(problemsOf(rendered(CREDIT_RISK))).toEqual([]);
});

test('accepts what the credit-risk example deploys', () => {
  const { environments } = MlopsStacks.fromFile(new App(), 'CreditRisk', join(__dirname, '..', '..', 'examples', 'credit-risk', 'mlops.yaml'));
  const models = Object.values(environments.dev!.models);
  expect(models).toHaveLength(1);
  const deployed = documentOf(Template.fromStack(models[0]!.trainingStack!));
  expect(deployed.Steps.length).toBeGreaterThan(3);
  expect(problemsOf(deployed)).toEqual([]);
});

test('has every kind of step among them', () => {
  const types = JSON.stringify(document).match(/"Type":"(\w+)"/g)!.join();
  for (const type of ['Processing', 'Training', 'Tuning', 'Transform', 'Condition', 'RegisterModel', 'Model', 'Lambda', 'Callback', 'Fail', 'EMR']) {
    expect(types).toContain(`"${type}"`);
  }
});

test.each<[string, (broken: Json) => void]>([
  ['an unknown key', broken => { broken.Steps[0].Arguments.Unknown = 1; }],
  ['a camel-case key', broken => { broken.Steps[1].Arguments.outputDataConfig = {}; }],
  ['an unknown exception', broken => { broken.Steps[0].RetryPolicies = [{ ExceptionType: ['SageMaker.MADE_UP'] }]; }],
  ['another version', broken => { broken.Version = '1'; }],
])('still refuses %s', (_, breakIt) => {
  const broken = JSON.parse(JSON.stringify(document));
  breakIt(broken);
  expect(problemsOf(broken)).not.toEqual([]);
});
