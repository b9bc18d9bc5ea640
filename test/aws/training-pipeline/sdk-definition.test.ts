import { execFileSync } from 'node:child_process';
import { mkdtempSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CfnParameter, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { documentOf, EVERY_KIND, Json, statementsOf, TestStack } from './pipelines';
import { SdkDefinition } from '../../../lib/aws/training-pipeline/sdk-definition';
import { PipelineDefinition } from '../../../lib/definition/pipeline/pipeline-definition';
import { Problems } from '../../../lib/private/problems';

const get = (path: string) => ({ Get: path });
const joined = (on: string, ...values: unknown[]) => ({ 'Std:Join': { On: on, Values: values } });
const text = (name: string, value?: string) => ({ Name: name, Type: 'String', ...(value === undefined ? {} : { DefaultValue: value }) });

/** A processing step whose report a condition reads. */
function evaluation(RoleArn: unknown, S3Uri: unknown): Json[] {
  return [
    {
      Name: 'Eval',
      Type: 'Processing',
      Arguments: { RoleArn, ProcessingOutputConfig: { Outputs: [{ OutputName: 'eval', S3Output: { S3Uri, LocalPath: '/opt/ml/processing/eval' } }] } },
      PropertyFiles: [{ PropertyFileName: 'Report', OutputName: 'eval', FilePath: 'eval.json' }],
    },
    gate(),
  ];
}

function gate(...IfSteps: Json[]): Json {
  const LeftValue = { 'Std:JsonGet': { PropertyFile: get('Steps.Eval.PropertyFiles.Report'), Path: 'auc' } };
  return { Name: 'Gate', Type: 'Condition', Arguments: { Conditions: [{ Type: 'GreaterThanOrEqualTo', LeftValue, RightValue: 0.8 }], IfSteps, ElseSteps: [] } };
}

function register(group: unknown, status: unknown = 'PendingManualApproval'): Json {
  return { Name: 'Register', Type: 'RegisterModel', Arguments: { ModelPackageGroupName: group, ModelApprovalStatus: status } };
}

const ROLE = 'arn:aws:iam::111111111111:role/jobs';
const training = (name: string, more: object = {}, args: object = {}) => ({ Name: name, Type: 'Training', Arguments: { RoleArn: ROLE, ...args }, ...more });

function written(Steps: Json, Parameters: Json = []): string {
  const file = join(mkdtempSync(join(tmpdir(), 'sdk-')), 'pipeline.json');
  writeFileSync(file, JSON.stringify({ Version: '2020-12-01', Metadata: {}, Parameters, Steps }));
  return file;
}

interface Deployed {
  /** `s3:GetObject,s3:GetObjectVersion arn:aws:s3:::bucket/*`, one for each statement. */
  readonly granted: string[];
  readonly warnings: string[];
}

function deployed(Steps: Json[], Parameters: Json[] = [], props: object = {}): Deployed {
  const stack = new TestStack();
  stack.pipeline({ aws: { fromFile: written(Steps, Parameters) }, ...props } as PipelineDefinition, { registry: undefined });
  const warnings = Annotations.fromStack(stack).findWarning('*', Match.anyValue()).map(({ entry }) => String(entry.data));
  return { granted: granted(stack), warnings };
}

function granted(stack: Stack): string[] {
  return [...new Set<string>(statementsOf(Template.fromStack(stack))
    .flatMap(({ Action, Resource, Condition }: Json) => [Resource].flat().map((resource: Json) =>
      `${[Action].flat().join()} ${flat(resource)}${Condition ? ` ${JSON.stringify(Condition)}` : ''}`)))].sort();
}

function flat(value: Json): string {
  if (typeof value === 'string') return value;
  if (value['Fn::Join']) return value['Fn::Join'][1].map(flat).join(value['Fn::Join'][0]);
  return value.Ref === 'AWS::Partition' ? 'aws' : value.Ref === 'AWS::URLSuffix' ? 'amazonaws.com' : JSON.stringify(value);
}

function problems(Steps: Json, Parameters: Json = [], registry?: { approval: string; modelPackageGroupName: string }): string[] {
  const found = new Problems();
  new SdkDefinition(JSON.stringify({ Version: '2020-12-01', Parameters, Steps })).check(registry, found);
  return found.all.map(({ message }) => message);
}

describe('what a file names by a parameter', () => {
  test('a role is passed on that the default names', () => {
    const { granted: all, warnings } = deployed(evaluation(get('Parameters.Role'), 's3://results/eval'), [text('Role', ROLE)]);
    expect(all).toContain(`iam:PassRole ${ROLE} {"StringEquals":{"iam:PassedToService":"sagemaker.amazonaws.com"}}`);
    expect(warnings).toEqual([]);
  });

  test('an override names another role, and the default none', () => {
    const { granted: all } = deployed(evaluation(get('Parameters.Role'), 's3://results/eval'), [text('Role', ROLE)], { parameters: { Role: `${ROLE}-2` } });
    expect(all.filter(line => line.startsWith('iam:PassRole arn:')).join()).toContain(`${ROLE}-2 `);
    expect(all.join('\n')).not.toContain(`${ROLE} `);
  });

  test.each<[string, unknown, Json[], string]>([
    ['a parameter', joined('/', 's3:/', get('Parameters.Bucket'), 'eval'), [text('Bucket', 'acme-results')], 'arn:aws:s3:::acme-results/eval/*'],
    ['a join without a separator', joined('', 's3://acme-', get('Parameters.Stage'), '/eval/'), [text('Stage', 'dev')], 'arn:aws:s3:::acme-dev/eval/*'],
    ['a join in a join', joined('/', joined('', 's3://', get('Parameters.Bucket')), 'a', 'b'), [text('Bucket', 'acme-results')], 'arn:aws:s3:::acme-results/a/b/*'],
    ['the run, after the bucket', joined('/', 's3://acme-results/runs', get('Execution.PipelineExecutionId'), 'x'), [], 'arn:aws:s3:::acme-results/runs/*'],
    ['the pipeline', joined('/', 's3://acme-results', get('Execution.PipelineName')), [], 'arn:aws:s3:::acme-results/Credit-Risk/*'],
    ['a number', joined('/', 's3://acme-results', get('Parameters.Year')), [{ Name: 'Year', Type: 'Integer', DefaultValue: 2026 }], 'arn:aws:s3:::acme-results/2026/*'],
  ])('a report is read in a place that is put together from %s', (_, uri, parameters, resource) => {
    const { granted: all, warnings } = deployed(evaluation(ROLE, uri), parameters);
    expect(all).toContain(`s3:GetObject,s3:GetObjectVersion ${resource}`);
    expect(warnings).toEqual([]);
  });

  test.each<[string, unknown, Json[]]>([
    ['a parameter without a default', joined('', 's3://acme-', get('Parameters.Stage'), '/eval'), [text('Stage')]],
    ['what a step answers', joined('', 's3://acme-', get("Steps.Ask.OutputParameters['stage']"), '/eval'), []],
    ['a value in a file', joined('', 's3://acme-', { 'Std:JsonGet': { S3Uri: 's3://config/a.json', Path: 'stage' } }), []],
    ['the run', joined('', 's3://acme-', get('Execution.PipelineExecutionId'), '/eval'), []],
    ['nothing that is known', get('Parameters.Place'), [text('Place')]],
  ])('a bucket whose name is cut at %s gets no permission, and a warning with the place', (_, uri, parameters) => {
    const ask = { Name: 'Ask', Type: 'Lambda', FunctionArn: 'arn:aws:lambda:eu-west-1:111111111111:function:ask', OutputParameters: [{ OutputName: 'stage', OutputType: 'String' }] };
    const { granted: all, warnings } = deployed([...evaluation(ROLE, uri), ask], parameters);
    expect(all.join('\n')).not.toMatch(/s3:::acme|s3:::\*|s3:::\/|s3::: /);
    expect(warnings).toEqual([expect.stringContaining('Steps[0].Arguments.ProcessingOutputConfig.Outputs[0].S3Output.S3Uri: reads a place in Amazon S3 that is not known')]);
  });

  const unknown = get('Parameters.Unknown');
  const callback = (SqsQueueUrl: unknown) => ({ Name: 'Wait', Type: 'Callback', SqsQueueUrl, Arguments: {}, OutputParameters: [] });
  const lambda = (FunctionArn: unknown) => ({ Name: 'Call', Type: 'Lambda', FunctionArn, Arguments: {} });
  const emr = (Arguments: object) => ({ Name: 'Spark', Type: 'EMR', Arguments });
  test.each<[string, Json, string]>([
    ['role', training('T', {}, { RoleArn: unknown }), 'Steps[0].Arguments.RoleArn'],
    ['role of a tuning job', { Name: 'T', Type: 'Tuning', Arguments: { TrainingJobDefinition: { RoleArn: unknown } } }, 'Steps[0].Arguments.TrainingJobDefinition.RoleArn'],
    ['role of a model', { Name: 'M', Type: 'Model', Arguments: { ExecutionRoleArn: joined('', 'arn:aws:iam::111111111111:role/', unknown) } }, 'Steps[0].Arguments.ExecutionRoleArn'],
    ['group', register(unknown), 'Steps[0].Arguments.ModelPackageGroupName'],
    ['approval status', register('churn', unknown), 'Steps[0].Arguments.ModelApprovalStatus'],
    ['function', lambda(joined('', 'arn:aws:lambda:eu-west-1:111111111111:function:', unknown)), 'Steps[0].FunctionArn'],
    ['queue', callback(joined('/', 'https://sqs.eu-west-1.amazonaws.com/111111111111', unknown)), 'Steps[0].SqsQueueUrl'],
    ['cluster', emr({ ClusterId: unknown, StepConfig: {} }), 'Steps[0].Arguments.ClusterId'],
    ['role of a cluster', emr({ ClusterConfig: { ServiceRole: unknown }, StepConfig: {} }), 'Steps[0].Arguments.ClusterConfig.ServiceRole'],
    ['key', training('T', {}, { ResourceConfig: { VolumeKmsKeyId: unknown } }), 'Steps[0].Arguments.ResourceConfig.VolumeKmsKeyId'],
    ['image of a job under the own role', training('T', {}, { RoleArn: null, AlgorithmSpecification: { TrainingImage: unknown } }), 'Steps[0].Arguments.AlgorithmSpecification.TrainingImage'],
    ['subnet of a job under the own role', training('T', {}, { RoleArn: null, VpcConfig: { Subnets: ['subnet-1', unknown] } }), 'Steps[0].Arguments.VpcConfig.Subnets[1]'],
    ['input of a job under the own role', { Name: 'P', Type: 'Processing', Arguments: { ProcessingInputs: [{ S3Input: { S3Uri: unknown } }] } }, 'Steps[0].Arguments.ProcessingInputs[0].S3Input.S3Uri'],
    ['group of a check', { Name: 'Q', Type: 'QualityCheck', ModelPackageGroupName: unknown, Arguments: { RoleArn: ROLE } }, 'Steps[0].ModelPackageGroupName'],
    ['role in a branch', { Name: 'C', Type: 'Condition', Arguments: { Conditions: [], ElseSteps: [training('T', {}, { RoleArn: unknown })] } }, 'Steps[0].Arguments.ElseSteps[0].Arguments.RoleArn'],
  ])('a %s that is not known gets no permission, and a warning that can be acknowledged', (_, step, path) => {
    const { granted: all, warnings } = deployed([step], [text('Unknown')]);
    expect(warnings).toEqual([expect.stringMatching(new RegExp(`${path.replace(/[[\].]/g, '\\$&')}: .*\\[ack: mlops-constructs:openNeed\\[${path.replace(/[[\].]/g, '\\$&')}\\]\\]$`))]);
    expect(all.join('\n')).not.toMatch(/role\/ |function: |111111111111: |cluster\/ |lambda:InvokeFunction|sqs:|elasticmapreduce/);
  });
});

describe('what a file names', () => {
  test('a queue, a function and a cluster are used, and no other', () => {
    const { granted: all, warnings } = deployed([
      { Name: 'Wait', Type: 'Callback', SqsQueueUrl: joined('/', 'https://sqs.eu-west-1.amazonaws.com/111111111111', get('Parameters.Queue')), Arguments: {} },
      { Name: 'Old', Type: 'Callback', SqsQueueUrl: 'https://eu-west-1.queue.amazonaws.com/111111111111/old', Arguments: {} },
      { Name: 'Call', Type: 'Lambda', FunctionArn: get('Parameters.Function'), Arguments: {} },
      { Name: 'Spark', Type: 'EMR', Arguments: { ClusterId: get('Parameters.Cluster'), StepConfig: {} } },
    ], [text('Queue', 'approvals'), text('Function', 'arn:aws:lambda:eu-west-1:111111111111:function:f'), text('Cluster', 'j-ABC123')]);
    expect(warnings).toEqual([]);
    expect(all).toEqual(expect.arrayContaining([
      'sqs:SendMessage arn:aws:sqs:eu-west-1:111111111111:approvals',
      'sqs:SendMessage arn:aws:sqs:eu-west-1:111111111111:old',
      'lambda:InvokeFunction arn:aws:lambda:eu-west-1:111111111111:function:f',
      expect.stringMatching(/^elasticmapreduce:AddJobFlowSteps.* arn:aws:elasticmapreduce:eu-west-1:111111111111:cluster\/j-ABC123$/),
    ]));
  });

  test('a cluster that a step makes takes roles, which are passed to Amazon EMR only', () => {
    const ClusterConfig = { ServiceRole: 'EMR_DefaultRole', Instances: {}, JobFlowRole: 'arn:aws:iam::111111111111:role/EMR_EC2' };
    const { granted: all } = deployed([{ Name: 'Spark', Type: 'EMR', Arguments: { ClusterConfig, StepConfig: {} } }]);
    const to = '{"StringEquals":{"iam:PassedToService":["elasticmapreduce.amazonaws.com","ec2.amazonaws.com"]}}';
    expect(all).toEqual(expect.arrayContaining([
      `iam:PassRole arn:aws:iam::111111111111:role/EMR_DefaultRole ${to}`, `iam:PassRole arn:aws:iam::111111111111:role/EMR_EC2 ${to}`,
      expect.stringContaining('elasticmapreduce:RunJobFlow'),
    ]));
  });

  test('a key of volumes is used for them by the service only, by its ARN, its id or its alias', () => {
    const keyed = (VolumeKmsKeyId: string) => deployed([training('T', {}, { ResourceConfig: { VolumeKmsKeyId } })]).granted.filter(line => line.startsWith('kms:CreateGrant arn'));
    const arn = 'arn:aws:kms:eu-west-1:111111111111:key';
    expect(keyed(`${arn}/1`)).toEqual([`kms:CreateGrant ${arn}/1 {"Bool":{"kms:GrantIsForAWSResource":"true"}}`]);
    expect(keyed('2')).toEqual([`kms:CreateGrant ${arn}/2 {"Bool":{"kms:GrantIsForAWSResource":"true"}}`]);
    expect(keyed('alias/ml')).toEqual([`kms:CreateGrant ${arn}/* {"ForAnyValue:StringEquals":{"kms:ResourceAliases":["alias/ml"]},"Bool":{"kms:GrantIsForAWSResource":"true"}}`]);
  });

  test('a check reads the versions of its group, and registers none', () => {
    const { granted: all } = deployed([{ Name: 'Q', Type: 'QualityCheck', ModelPackageGroupName: 'churn', Arguments: { RoleArn: ROLE } }]);
    expect(all.join('\n')).toContain('sagemaker:ListModelPackages arn:aws:sagemaker:eu-west-1:111111111111:model-package-group/churn');
    expect(all.join('\n')).not.toContain('CreateModelPackage');
  });

  test('versions are registered with the status of the file and no other, by name and by ARN', () => {
    const created = (...args: Parameters<typeof register>) => deployed([register(...args)], [text('Group', 'churn')]).granted.filter(line => line.startsWith('sagemaker:CreateModelPackage'));
    const arn = 'arn:aws:sagemaker:eu-west-1:111111111111:model-package';
    const as = (status: string) => [`${arn}-group/churn`, `${arn}/churn/*`].map(resource => `sagemaker:CreateModelPackage ${resource} {"StringEquals":{"sagemaker:ModelApprovalStatus":"${status}"}}`);
    expect(created(get('Parameters.Group'))).toEqual(as('PendingManualApproval'));
    expect(created(`${arn}-group/churn`)).toEqual(as('PendingManualApproval'));
    expect(created('churn', 'Approved')).toEqual(as('Approved'));
  });

  test('training cannot approve its own model, when a person has to, however the pipeline is written', () => {
    const conditions = (definition: PipelineDefinition, approval: string) => {
      const stack = new TestStack();
      stack.pipeline(definition, { registry: stack.registryWith(approval) });
      const statements = statementsOf(stack.template);
      expect(JSON.stringify(statements)).not.toContain('UpdateModelPackage');
      return statements.filter((statement: Json) => [statement.Action].flat().includes('sagemaker:CreateModelPackage')).map(({ Condition }: Json) => Condition);
    };
    const pending = [{ StringEquals: { 'sagemaker:ModelApprovalStatus': 'PendingManualApproval' } }];
    const file = { aws: { fromFile: written([register('credit-risk')]) } } as PipelineDefinition;
    expect(conditions(EVERY_KIND, 'manual')).toEqual(pending);
    expect(conditions(file, 'manual')).toEqual(pending);
    expect(conditions(EVERY_KIND, 'automatic')).toEqual([undefined]);
    expect(conditions({ aws: { fromFile: written([register('credit-risk', 'Approved')]) } } as PipelineDefinition, 'automatic')).toEqual([undefined]);
  });
});

test('what an override names by a token is allowed, and passes every check', () => {
  const stack = new TestStack();
  const [role, group, bucket] = ['Role', 'Group', 'Bucket'].map(id => new CfnParameter(stack, id).valueAsString);
  const steps = [...evaluation(get('Parameters.Role'), joined('/', 's3:/', get('Parameters.Bucket'), 'eval')), register(get('Parameters.Group'), get('Parameters.Status'))];
  const parameters = ['Role', 'Group', 'Bucket', 'Status'].map(name => text(name));
  stack.pipeline({
    aws: { fromFile: written(steps, parameters) }, parameters: { Role: role!, Group: group!, Bucket: bucket!, Status: new CfnParameter(stack, 'Status').valueAsString },
  });
  const all = granted(stack);
  expect(all).toContain('iam:PassRole {"Ref":"Role"} {"StringEquals":{"iam:PassedToService":"sagemaker.amazonaws.com"}}');
  expect(all).toContain('s3:GetObject,s3:GetObjectVersion arn:aws:s3:::{"Ref":"Bucket"}/eval/*');
  expect(Annotations.fromStack(stack).findWarning('*', Match.anyValue())).toEqual([]);
});

test('fails for a pipe, a device and what is too large, without reading it', () => {
  const pipe = join(mkdtempSync(join(tmpdir(), 'sdk-')), 'pipe.json');
  execFileSync('mkfifo', [pipe]);
  for (const fromFile of [pipe, '/dev/zero']) expect(() => new TestStack().pipeline({ aws: { fromFile } })).toThrow('fromFile: must be a plain file');
  const large = written([training('T', {}, { Long: 'x'.repeat(1_100_000) })]);
  expect(() => new TestStack().pipeline({ aws: { fromFile: large } })).toThrow(/fromFile: has \d+ bytes, and the service takes at most 1048576; split the pipeline/);
  truncateSync(large, 3 * 1024 ** 3);
  expect(() => new TestStack().pipeline({ aws: { fromFile: large } })).toThrow('has 3221225472 bytes, more than any pipeline');
});

describe('the same steps', () => {
  const KEY = 'arn:aws:kms:eu-west-1:111111111111:key/1';

  /** A pipeline under a role and key whose ARNs are known, so that a file can name them too. */
  function under(definition: PipelineDefinition, registry: boolean = true): TestStack {
    const stack = new TestStack();
    const role = iam.Role.fromRoleArn(stack, 'Own', 'arn:aws:iam::111111111111:role/own');
    const encryptionKey = kms.Key.fromKeyArn(stack, 'Known', KEY);
    stack.pipeline(definition, { role, encryptionKey, ...(registry ? {} : { registry: undefined }) });
    return stack;
  }

  // What only a program reads in its environment is in no request of the service.
  const { ask, ...steps } = EVERY_KIND.steps!;

  test.each<[string, PipelineDefinition]>([
    ['every kind of step', { ...EVERY_KIND, steps }],
    ...Object.entries(steps).filter(([, step]) => step.process ?? step.lambda ?? step.callback ?? step.emr)
      .filter(([name]) => ['extract', 'review', 'prepare'].includes(name))
      .map(([name, step]): [string, PipelineDefinition] => [`the step ${name}`, { steps: { [name]: { ...step, after: undefined, cache: undefined } } }]),
    ['a step that reads a bucket', { steps: { a: { process: { script: 'src/prepare.py', inputs: { all: 's3://lake', some: 's3://lake/a', file: 's3://lake/b/c.csv' } } } } }],
    ['a training on spare capacity', { steps: { a: { train: { script: 'src/train.py', framework: 'xgboost', spot: true, inputs: { x: 's3://lake/x/' } } } } }],
  ])('give the same permissions in a typed definition and in a file: %s', (_, definition) => {
    const typed = under(definition);
    const document = JSON.parse(JSON.stringify(documentOf(typed.template)).replaceAll('<AWS::Partition>', 'aws').replaceAll('<AWS::URLSuffix>', 'amazonaws.com'));
    const { parameters } = definition;
    const imported = under({ aws: { fromFile: written(document.Steps, document.Parameters) }, parameters });
    expect(granted(imported)).toEqual(granted(typed));
    expect(Annotations.fromStack(imported).findWarning('*', Match.anyValue())).toEqual([]);
  });
});

describe('fails, and says where,', () => {
  const trained = training('Train');
  test.each<[string, Json, Json, string]>([
    ['a property file is unknown', [...evaluation(ROLE, 's3://a/b').slice(0, 1), { ...gate(), Arguments: { Conditions: [{ LeftValue: { 'Std:JsonGet': { PropertyFile: get('Steps.Eval.PropertyFiles.Repor') } } }] } }], [],
      'Steps[1].Arguments.Conditions[0].LeftValue.Std:JsonGet.PropertyFile.Get: "Steps.Eval.PropertyFiles.Repor": there is no property file "Repor" of step "Eval"; did you mean "Report"?'],
    ['a property file is of no output', [{ ...evaluation(ROLE, 's3://a/b')[0], PropertyFiles: [{ PropertyFileName: 'Report', OutputName: 'evl' }] }], [],
      'Steps[0].PropertyFiles[0].OutputName: there is no output "evl"; did you mean "eval"?'],
    ['an output parameter is unknown', [{ Name: 'F', Type: 'Lambda', FunctionArn: 'x', OutputParameters: [{ OutputName: 'x' }] }, training('T', {}, { A: get("Steps.F.OutputParameters['y']") })], [],
      'Steps[1].Arguments.A.Get: "Steps.F.OutputParameters[\'y\']": there is no output parameter "y" of step "F"; did you mean "x"?'],
    ['a parameter is unknown', [training('T', {}, { A: { B: [get('Parameters.Rols')] } })], [text('Role', 'x')],
      'Steps[0].Arguments.A.B[0].Get: "Parameters.Rols": there is no parameter "Rols"; did you mean "Role"?'],
    ['a step waits for itself', [training('A', { DependsOn: ['A'] })], [], 'Steps[0]: steps wait for each other, so that none of them can begin: "A" -> "A"'],
    ['two steps wait for each other', [training('A', { DependsOn: ['B'] }), training('B', { DependsOn: ['A'] })], [],
      'Steps[0]: steps wait for each other, so that none of them can begin: "A" -> "B" -> "A"'],
    ['a circle goes through a reference', [training('A', { DependsOn: ['C'] }), training('B', {}, { X: get('Steps.A.ModelArtifacts.S3ModelArtifacts') }), training('C', {}, { X: joined('', get('Steps.B.Y')) })], [],
      'Steps[0]: steps wait for each other, so that none of them can begin: "A" -> "C" -> "B" -> "A"'],
    ['a condition waits for a step of its branch', [{ Name: 'C', Type: 'Condition', DependsOn: ['T'], Arguments: { Conditions: [], IfSteps: [training('T')] } }], [],
      'Steps[0]: steps wait for each other, so that none of them can begin: "C" -> "T" -> "C"'],
    ['a step of a branch has no name', [{ Name: 'C', Type: 'Condition', Arguments: { IfSteps: [{ Type: 'Training' }, 5] } }], [], 'Steps[0].Arguments.IfSteps[0]: must be a step with "Name" and "Type"'],
    ['what is waited for is no list', [training('A', { DependsOn: 'B' })], [], 'Steps[0].DependsOn: must be a list'],
    ['parameters are no list', [trained], { Role: 'x' }, 'Parameters: must be a list'],
    ['two parameters have one name', [trained], [text('A', 'x'), text('A', 'y')], 'has two parameters "A"; rename one'],
    ['a reference is no text', [training('T', {}, { A: { Get: 5 } })], [], 'Steps[0].Arguments.A.Get: must be a text such as "Parameters.<name>" or "Steps.<name>.<property>"'],
  ])('when %s', (_, Steps, parameters, message) => {
    expect(problems(Steps, parameters)).toContain(message);
  });

  test('when a version is registered elsewhere or as approved, also by a parameter', () => {
    const registry = { approval: 'manual', modelPackageGroupName: 'other' };
    expect(problems([register(get('Parameters.Group'), get('Parameters.Status'))], [text('Group', 'churn'), text('Status', 'Approved')], registry)).toEqual([
      expect.stringMatching(/^Steps\[0\]\.Arguments\.ModelPackageGroupName: registers in the group "churn", but the registry of this model is "other"/),
      expect.stringMatching(/^Steps\[0\]\.Arguments\.ModelApprovalStatus: registers versions as "Approved", but the registry says that a person approves them/),
    ]);
    const silent = { Name: 'R', Type: 'RegisterModel', Arguments: { ModelPackageGroupName: 'other' } };
    expect(problems([silent], [], registry)).toEqual([expect.stringContaining('Steps[0].Arguments: says no "ModelApprovalStatus"')]);
  });

  test.each<[unknown, Json, string]>([
    [5, text('P', 'x'), 'parameters.P: must be a text, because the parameter is of type "String" in '],
    ['5', { Name: 'P', Type: 'Integer', DefaultValue: 1 }, 'parameters.P: must be a whole number, because the parameter is of type "Integer" in '],
    [0.5, { Name: 'P', Type: 'Integer', DefaultValue: 1 }, 'parameters.P: must be a whole number, '],
    [true, { Name: 'P', Type: 'Float', DefaultValue: 1 }, 'parameters.P: must be a number, '],
    ['true', { Name: 'P', Type: 'Boolean', DefaultValue: false }, 'parameters.P: must be true or false, '],
    ['c', { ...text('P', 'a'), EnumValues: ['a', 'b'] }, 'parameters.P: must be "a", "b", as '],
    ['x', text('Q', 'x'), 'parameters.P: there is no parameter "P" '],
  ])('when the override %p is not what the parameter takes', (value, parameter, message) => {
    expect(() => deployed([training('T')], [parameter], { parameters: { P: value } })).toThrow(message);
  });

  test('each circle once, and at any depth of nesting', () => {
    const steps = [training('A', { DependsOn: ['B', 'C'] }), training('B', { DependsOn: ['A'] }), training('C', { DependsOn: ['D'] }), training('D', { DependsOn: ['C'] })];
    expect(problems(steps)).toHaveLength(2);
    let nested: Json = training('Innermost', { DependsOn: ['Nobody'] });
    for (let depth = 0; depth < 500; depth++) nested = { Name: `C${depth}`, Type: 'Condition', Arguments: { IfSteps: [nested] } };
    expect(problems([nested])).toEqual([expect.stringContaining('there is no step "Nobody"')]);
  });
});
