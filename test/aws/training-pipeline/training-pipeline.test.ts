import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Aws, CfnParameter, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { SnsTopic } from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sns from 'aws-cdk-lib/aws-sns';
import { CREDIT_RISK, documentOf, EVERY_KIND, Json, statementsOf, stepOf, TestStack } from './pipelines';
import { TrainingPipeline } from '../../../lib/aws/training-pipeline';
import { PipelineDefinition } from '../../../lib/definition/pipeline/pipeline-definition';

const SDK_FILE = join(__dirname, 'fixtures', 'sdk-pipeline.json');

function rendered(definition: PipelineDefinition, props: object = {}): Json {
  const stack = new TestStack();
  stack.pipeline(definition, props);
  return documentOf(stack.template);
}

function oneStep(step: object): PipelineDefinition {
  return { steps: { only: step } } as PipelineDefinition;
}

describe('the document', () => {
  const stack = new TestStack();
  stack.pipeline(EVERY_KIND, { metadata: { owner: 'risk-ml@example.com' } });
  const document = documentOf(stack.template);
  const step = (name: string) => stepOf(document, name);

  test('infers the types of parameters, and takes the bound of a metric for a fraction', () => {
    expect(document.Parameters).toEqual([
      { Name: 'rounds', Type: 'Integer', DefaultValue: 50 },
      { Name: 'minAuc', Type: 'Float', DefaultValue: 1 },
      { Name: 'region', Type: 'String', DefaultValue: 'eu' },
      { Name: 'verbose', Type: 'Boolean', DefaultValue: false },
    ]);
  });

  test('refers to outputs by what their jobs report, so that reused results are found', () => {
    expect(step('train').Arguments.InputDataConfig[0].DataSource.S3DataSource.S3Uri)
      .toEqual({ Get: "Steps.prepare.ProcessingOutputConfig.Outputs['train'].S3Output.S3Uri" });
    expect(step('evaluate').Arguments.ProcessingInputs[0].S3Input.S3Uri).toEqual({ Get: 'Steps.train.ModelArtifacts.S3ModelArtifacts' });
    expect(step('registerBest').Arguments.InferenceSpecification.Containers[0].ModelDataUrl).toEqual({
      'Std:Join': {
        On: '/',
        Values: [
          { Get: 'Steps.search.TrainingJobDefinition.OutputDataConfig.S3OutputPath' }, { Get: 'Steps.search.BestTrainingJob.TrainingJobName' },
          'output', 'model.tar.gz',
        ],
      },
    });
  });

  test('writes outputs below the pipeline, the run and the step', () => {
    expect(step('prepare').Arguments.ProcessingOutputConfig.Outputs[0]).toEqual({
      OutputName: 'train',
      S3Output: {
        S3Uri: { 'Std:Join': { On: '/', Values: ['s3://artifacts/pipelines/Credit-Risk', { Get: 'Execution.PipelineExecutionId' }, 'prepare', 'train'] } },
        LocalPath: '/opt/ml/processing/output/train',
        S3UploadMode: 'EndOfJob',
      },
    });
  });

  test('runs a script with its arguments as arguments of the shell, never as shell code', () => {
    const { ContainerEntrypoint, ContainerArguments } = step('evaluate').Arguments.AppSpecification;
    expect(ContainerEntrypoint.slice(0, 2)).toEqual(['/bin/sh', '-c']);
    expect(ContainerEntrypoint[2]).toMatch(/exec python3 \$d\/mlops_launch\.py "\$0" "\$@"$/);
    expect(ContainerEntrypoint[2].length).toBeLessThanOrEqual(256);
    expect(ContainerEntrypoint[3]).toBe('evaluate.py');
    expect(ContainerArguments).toEqual(['--floor', { 'Std:Join': { On: '', Values: [{ Get: 'Parameters.minAuc' }] } }, '--quiet', 'true']);
  });

  test('hands the code to a training container as a channel, with hyperparameters as JSON', () => {
    const { HyperParameters, InputDataConfig } = step('train').Arguments;
    const code = InputDataConfig.find((channel: Json) => channel.ChannelName === 'code').DataSource.S3DataSource.S3Uri;
    expect(HyperParameters).toEqual({
      max_depth: '5',
      objective: '"binary:logistic"',
      sagemaker_program: '"train.py"',
      sagemaker_submit_directory: JSON.stringify(`/opt/ml/input/data/code/${code.split('/').at(-1)}`),
    });
  });

  test('decides by the metric in the property file, with both bounds', () => {
    const LeftValue = {
      'Std:JsonGet': { PropertyFile: { Get: 'Steps.evaluate.PropertyFiles.metrics' }, Path: 'binary_classification_metrics.auc.value' },
    };
    expect(step('evaluate').PropertyFiles).toEqual([{ PropertyFileName: 'metrics', OutputName: 'metrics', FilePath: 'metrics.json' }]);
    expect(step('again').Arguments.Conditions).toEqual([
      { Type: 'GreaterThanOrEqualTo', LeftValue, RightValue: 0.5 },
      { Type: 'LessThanOrEqualTo', LeftValue, RightValue: { Get: 'Parameters.minAuc' } },
    ]);
  });

  test('goes on when each of several metrics is good, of one step or of others', () => {
    const evaluated = (metrics: { [name: string]: string }) => ({ process: { script: 'src/evaluate.py', inputs: { model: 'train.model' }, metrics } });
    const several = rendered({
      parameters: { ...CREDIT_RISK.parameters, minRecall: 1 },
      steps: {
        ...CREDIT_RISK.steps,
        evaluate: evaluated({ auc: 'auc', recall: 'recall' }),
        later: evaluated({ loss: 'loss' }),
        gate: {
          condition: {
            ...CREDIT_RISK.steps!.gate!.condition!,
            also: [{ metric: 'evaluate.recall', atLeast: 'parameters.minRecall', atMost: 1 }, { metric: 'later.loss', atMost: 0.3 }],
          },
        },
      },
    });
    const value = (file: string, Path: string) => ({ 'Std:JsonGet': { PropertyFile: { Get: `Steps.${file}.PropertyFiles.metrics` }, Path } });
    expect(stepOf(several, 'gate').Arguments.Conditions).toEqual([
      { Type: 'GreaterThanOrEqualTo', LeftValue: value('evaluate', 'auc'), RightValue: { Get: 'Parameters.minAuc' } },
      { Type: 'GreaterThanOrEqualTo', LeftValue: value('evaluate', 'recall'), RightValue: { Get: 'Parameters.minRecall' } },
      { Type: 'LessThanOrEqualTo', LeftValue: value('evaluate', 'recall'), RightValue: 1 },
      { Type: 'LessThanOrEqualTo', LeftValue: value('later', 'loss'), RightValue: 0.3 },
    ]);
    expect(several.Parameters).toContainEqual({ Name: 'minRecall', Type: 'Float', DefaultValue: 1 });
  });

  test('nests the steps of a branch in their condition, and only there', () => {
    expect(step('gate').Arguments.IfSteps.map((nested: Json) => nested.Name)).toEqual(['register']);
    expect(step('gate').Arguments.ElseSteps.map((nested: Json) => nested.Name)).toEqual(['stop']);
    expect(document.Steps.map((top: Json) => top.Name)).not.toContain('register');
  });

  test('keeps with a version who owns it, where its metrics are and where its data is', () => {
    expect(step('register').Arguments).toMatchObject({
      ModelPackageGroupName: 'credit-risk',
      ModelApprovalStatus: 'PendingManualApproval',
      ModelMetrics: {
        ModelQuality: {
          Statistics: {
            ContentType: 'application/json',
            S3Uri: { 'Std:Join': { On: '/', Values: [{ Get: "Steps.evaluate.ProcessingOutputConfig.Outputs['metrics'].S3Output.S3Uri" }, 'metrics.json'] } },
          },
        },
      },
      CustomerMetadataProperties: {
        'owner': 'risk-ml@example.com',
        'output.prepare.train': { Get: "Steps.prepare.ProcessingOutputConfig.Outputs['train'].S3Output.S3Uri" },
        'output.prepare.test': { Get: "Steps.prepare.ProcessingOutputConfig.Outputs['test'].S3Output.S3Uri" },
      },
    });
  });

  test('reuses results of jobs as the pipeline or the step says, and what others answered only when asked', () => {
    expect(step('prepare').CacheConfig).toEqual({ Enabled: true, ExpireAfter: 'P30D' });
    expect(step('extract').CacheConfig).toEqual({ Enabled: true, ExpireAfter: 'PT12H' });
    expect(step('own').CacheConfig).toEqual({ Enabled: false });
    for (const name of ['review', 'notify', 'gate', 'register']) expect(step(name)).not.toHaveProperty('CacheConfig');
  });

  test('tries again when the service or its capacity fails, never when the code does', () => {
    expect(step('search').RetryPolicies).toEqual([
      { ExceptionType: ['Step.SERVICE_FAULT', 'Step.THROTTLING'], IntervalSeconds: 30, BackoffRate: 2, MaxAttempts: 5 },
      {
        ExceptionType: ['SageMaker.JOB_INTERNAL_ERROR', 'SageMaker.CAPACITY_ERROR', 'SageMaker.RESOURCE_LIMIT'],
        IntervalSeconds: 30,
        BackoffRate: 2,
        MaxAttempts: 5,
      },
    ]);
    expect(step('registerBest').RetryPolicies).toHaveLength(1);
    expect(step('prepare')).not.toHaveProperty('RetryPolicies');
  });

  test('depends on what no reference says', () => {
    expect(step('notify').DependsOn).toEqual(['extract']);
    expect(step('train')).not.toHaveProperty('DependsOn');
  });

  test('uses what a Lambda function answered as a hyperparameter', () => {
    expect(step('search').Arguments.TrainingJobDefinition.StaticHyperParameters.rounds)
      .toEqual({ 'Std:Join': { On: '', Values: [{ Get: "Steps.notify.OutputParameters['rounds']" }] } });
    expect(step('notify').OutputParameters).toEqual([{ OutputName: 'rounds', OutputType: 'Integer' }]);
  });

  test('trains on spare capacity with checkpoints, and waits no longer than the service allows', () => {
    const { EnableManagedSpotTraining, StoppingCondition, CheckpointConfig } = step('search').Arguments.TrainingJobDefinition;
    expect(EnableManagedSpotTraining).toBe(true);
    expect(StoppingCondition).toEqual({ MaxRuntimeInSeconds: 7200, MaxWaitTimeInSeconds: 14_400 });
    expect(CheckpointConfig.LocalPath).toBe('/opt/ml/checkpoints');
    const longest = rendered(oneStep({ train: { script: 'src/train.py', framework: 'xgboost', spot: true, timeout: '20d' } }));
    expect(longest.Steps[0].Arguments.StoppingCondition.MaxWaitTimeInSeconds).toBe(28 * 86_400);
  });

  test('encrypts volumes and outputs with the key, but gives no key for local NVMe storage', () => {
    expect(step('prepare').Arguments.ProcessingResources.ClusterConfig.VolumeKmsKeyId).toBe('<Key.Arn>');
    expect(step('prepare').Arguments.ProcessingOutputConfig.KmsKeyId).toBe('<Key.Arn>');
    expect(step('train').Arguments.OutputDataConfig.KmsKeyId).toBe('<Key.Arn>');
    expect(step('score').Arguments.TransformOutput.KmsKeyId).toBe('<Key.Arn>');
    expect(step('own').Arguments.ProcessingResources.ClusterConfig).toEqual({ InstanceType: 'ml.g5.xlarge', InstanceCount: 2, VolumeSizeInGB: 30 });
  });

  test('cuts containers off from the network, and encrypts the traffic between several machines', () => {
    expect(step('train').Arguments.EnableNetworkIsolation).toBe(true);
    expect(step('prepare').Arguments.NetworkConfig).toEqual({ EnableNetworkIsolation: true });
    expect(step('own').Arguments.NetworkConfig).toEqual({ EnableNetworkIsolation: true, EnableInterContainerTrafficEncryption: true });
  });

  test('runs at most as many steps at one time as it is told, in a property without a type', () => {
    stack.template.hasResourceProperties('AWS::SageMaker::Pipeline', {
      PipelineName: 'Credit-Risk', ParallelismConfiguration: { MaxParallelExecutionSteps: 3 }, PipelineDefinition: { PipelineDefinitionBody: Match.anyValue() },
    });
  });
});

test('has a body that is the same in every synthesis', () => {
  expect(JSON.stringify(rendered(EVERY_KIND))).toBe(JSON.stringify(rendered(EVERY_KIND)));
});

test('records runs of every job where the tracker is, with a way to it', () => {
  const stack = new TestStack();
  stack.pipeline(EVERY_KIND, { tracker: stack.tracker });
  const document = documentOf(stack.template);
  const uri = { MLFLOW_TRACKING_URI: 'arn:aws:sagemaker:eu-west-1:111111111111:mlflow-app/app-1' };
  expect(stepOf(document, 'prepare').Arguments).toMatchObject({ Environment: uri, NetworkConfig: { EnableNetworkIsolation: false } });
  expect(stepOf(document, 'train').Arguments).toMatchObject({ Environment: uri, EnableNetworkIsolation: false });
  expect(stepOf(document, 'search').Arguments.TrainingJobDefinition).toMatchObject({ Environment: uri, EnableNetworkIsolation: false });
});

test('does not cut a job off that installs packages', () => {
  const directory = mkdtempSync(join(tmpdir(), 'packages-'));
  writeFileSync(join(directory, 'a.py'), '');
  writeFileSync(join(directory, 'requirements.txt'), 'pandas');
  const document = rendered(oneStep({ process: { script: 'a.py' } }), { sourceDirectory: directory });
  expect(document.Steps[0].Arguments.NetworkConfig.EnableNetworkIsolation).toBe(false);
});

test('registers versions as approved only when the registry needs no person', () => {
  const stack = new TestStack();
  stack.pipeline(CREDIT_RISK, { registry: stack.registryWith('automatic') });
  expect(stepOf(documentOf(stack.template), 'register').Arguments.ModelApprovalStatus).toBe('Approved');
});

test('serves a model as it was trained, or as the props say', () => {
  const container = (props: object) => stepOf(rendered(CREDIT_RISK, props), 'register').Arguments.InferenceSpecification.Containers[0];
  expect(container({}).Image).toMatch(/sagemaker-xgboost:3\.0-5$/);
  expect(container({ model: { framework: 'sklearn', entryPoint: 'serve.py', artifact: 's3://a/b.tar.gz', environment: { LEVEL: 'info' } } })).toMatchObject({
    Image: expect.stringMatching(/sagemaker-scikit-learn:1\.2-1-cpu-py3$/),
    Environment: { LEVEL: 'info', SAGEMAKER_PROGRAM: 'serve.py', SAGEMAKER_SUBMIT_DIRECTORY: '/opt/ml/model/code' },
  });
});

test('joins jobs to the VPC, and lets the machines of one job talk to each other', () => {
  const stack = new TestStack();
  const vpc = new ec2.Vpc(stack, 'Vpc', { maxAzs: 2, natGateways: 0, subnetConfiguration: [{ name: 'jobs', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }] });
  stack.pipeline(EVERY_KIND, { vpc, vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED } });
  const document = documentOf(stack.template);
  expect(stepOf(document, 'train').Arguments.VpcConfig.Subnets).toHaveLength(2);
  expect(stepOf(document, 'prepare').Arguments.NetworkConfig.VpcConfig.SecurityGroupIds).toHaveLength(1);
  expect(stepOf(document, 'model').Arguments.VpcConfig.Subnets).toHaveLength(2);
  stack.template.hasResourceProperties('AWS::EC2::SecurityGroupIngress', { IpProtocol: '-1' });
});

describe('permissions', () => {
  const stack = new TestStack();
  stack.pipeline(EVERY_KIND);
  const statements = statementsOf(stack.template);
  const actions = statements.flatMap((statement: Json) => statement.Action);
  const withAction = (action: string) => statements.filter((statement: Json) => [statement.Action].flat().includes(action));

  test('name every action, and every resource except where the service has none', () => {
    actions.forEach((action: string) => expect(action).not.toContain('*'));
    const open = statements.filter((statement: Json) => statement.Resource === '*').flatMap((statement: Json) => statement.Action);
    expect(open.sort()).toEqual(['cloudwatch:PutMetricData', 'ecr:GetAuthorizationToken']);
    expect(JSON.stringify(stack.template.toJSON())).not.toMatch(/FullAccess|arn:aws:iam::aws/);
  });

  test('allow jobs under the names that the service gives them, and only of the kinds that the pipeline has', () => {
    expect(JSON.stringify(withAction('sagemaker:CreateTrainingJob')[0].Resource)).toContain('training-job/pipelines-*');
    expect(JSON.stringify(withAction('sagemaker:CreateHyperParameterTuningJob')[0].Resource)).toContain('hyper-parameter-tuning-job/????????????-*');
    const small = new TestStack();
    small.pipeline(oneStep({ process: { script: 'src/prepare.py' } }));
    const jobs = statementsOf(small.template).flatMap((statement: Json) => statement.Action).filter((action: string) => action.startsWith('sagemaker:Create'));
    expect(jobs).toEqual(['sagemaker:CreateProcessingJob']);
  });

  test('read a place in Amazon S3 that is only known at deployment', () => {
    const other = new TestStack();
    const place = new CfnParameter(other, 'Place').valueAsString;
    other.pipeline(oneStep({ process: { script: 'src/prepare.py', inputs: { data: place, more: 's3://bucket', rest: 's3://bucket/a/' } } }));
    const text = JSON.stringify(statementsOf(other.template));
    expect(text).toContain('"Fn::Select":[1,{"Fn::Split":["s3://",{"Ref":"Place"}]}]');
    expect(text).toContain(':s3:::bucket/*');
    expect(text).toContain(':s3:::bucket/a/*');
  });

  test('pass the role to SageMaker only', () => {
    expect(withAction('iam:PassRole')).toEqual([expect.objectContaining({
      Resource: { 'Fn::GetAtt': [expect.stringMatching(/^TrainingRole/), 'Arn'] },
      Condition: { StringEquals: { 'iam:PassedToService': 'sagemaker.amazonaws.com' } },
    })]);
  });

  test('write below the prefix of the pipeline only', () => {
    expect(withAction('s3:PutObject').map((statement: Json) => JSON.stringify(statement.Resource)))
      .toEqual([expect.stringContaining(':s3:::artifacts/pipelines/Credit-Risk/*')]);
  });

  test('call the one function, send to the one queue, and use the one cluster', () => {
    expect(JSON.stringify(withAction('lambda:InvokeFunction')[0].Resource)).toContain(':lambda:eu-west-1:111111111111:function:notify');
    expect(JSON.stringify(withAction('sqs:SendMessage')[0].Resource)).toContain(':sqs:eu-west-1:111111111111:reviews');
    expect(JSON.stringify(withAction('elasticmapreduce:AddJobFlowSteps')[0].Resource)).toContain(':cluster/j-ABC123');
    const small = new TestStack();
    small.pipeline(CREDIT_RISK);
    const used = statementsOf(small.template).flatMap((statement: Json) => statement.Action).join();
    expect(used).not.toMatch(/lambda:|sqs:|elasticmapreduce:|events:/);
  });

  test('let nobody but SageMaker in this account take the role', () => {
    stack.template.hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: {
        Statement: [Match.objectLike({
          Principal: { Service: 'sagemaker.amazonaws.com' }, Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
        })],
      },
    });
  });

  test('are there before the pipeline', () => {
    const [pipeline] = Object.values(stack.template.findResources('AWS::SageMaker::Pipeline'));
    expect(pipeline!.DependsOn).toEqual(expect.arrayContaining([expect.stringMatching(/^TrainingRoleDefaultPolicy/), expect.stringMatching(/^TrainingRole[0-9A-F]/)]));
  });
});

describe('the place of the definition', () => {
  const role = (stack: Stack) => iam.Role.fromRoleArn(stack, 'Own', 'arn:aws:iam::111111111111:role/own', { mutable: false });
  const many = (text: string): PipelineDefinition => ({
    steps: Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`step-${index}`, { fail: { message: `${index} ${text.repeat(1000)}` } }])),
  });
  const locationOf = (definition: PipelineDefinition, literal: boolean) => {
    const stack = new TestStack();
    stack.pipeline(definition, literal ? { role: role(stack) } : {});
    const [pipeline] = Object.values(stack.template.findResources('AWS::SageMaker::Pipeline'));
    return pipeline!.Properties.PipelineDefinition;
  };

  test('is the template for a small one', () => {
    expect(Object.keys(locationOf(CREDIT_RISK, false))).toEqual(['PipelineDefinitionBody']);
    expect(Object.keys(locationOf(oneStep({ fail: { message: 'no' } }), true))).toEqual(['PipelineDefinitionBody']);
  });

  test('is an asset named by its content for a large one, so that CloudFormation sees every change', () => {
    const [one, two] = [locationOf(many('a'), true), locationOf(many('b'), true)];
    expect(one.PipelineDefinitionS3Location).toEqual({ Bucket: expect.stringContaining('assets'), Key: expect.stringMatching(/^[0-9a-f]{64}\.json$/) });
    expect(two.PipelineDefinitionS3Location.Key).not.toBe(one.PipelineDefinitionS3Location.Key);
  });

  test('stays the template for a large one with values of the deployment, which an asset cannot hold', () => {
    const definition = many('a');
    const place = locationOf({ ...definition, steps: { ...definition.steps, call: { lambda: { functionName: 'f' } } } }, true);
    expect(Object.keys(place)).toEqual(['PipelineDefinitionBody']);
  });

  test('fails when the service would not take it', () => {
    const stack = new TestStack();
    expect(() => stack.pipeline({ steps: { a: { process: { script: 'src/prepare.py', environment: { A: 'x' } } } }, parameters: { text: 'x'.repeat(1_100_000) } }))
      .toThrow(/steps: must have at most 524288 bytes, with the parameters, got 11\d+; put long values into a file/);
  });
});

describe('a schedule', () => {
  const stack = new TestStack();
  stack.pipeline(CREDIT_RISK, { schedule: 'weekly' });

  test('starts the pipeline by its ARN, whose name is in lower case, with retries and a queue for what fails', () => {
    stack.template.hasResourceProperties('AWS::Scheduler::Schedule', {
      ScheduleExpression: Match.stringLikeRegexp('^cron\\('),
      FlexibleTimeWindow: { Mode: 'FLEXIBLE' },
      Target: {
        Arn: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':sagemaker:eu-west-1:111111111111:pipeline/credit-risk']] },
        DeadLetterConfig: { Arn: Match.anyValue() },
        RetryPolicy: { MaximumRetryAttempts: 5, MaximumEventAgeInSeconds: 3600 },
      },
    });
    stack.template.hasResourceProperties('AWS::SQS::Queue', { SqsManagedSseEnabled: true });
  });

  test('rings when a training fails, and when one could not be started', () => {
    const alarm = (metric: object) => stack.template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      ...metric, Threshold: 1, ComparisonOperator: 'GreaterThanOrEqualToThreshold', TreatMissingData: 'notBreaching',
    });
    alarm({
      Namespace: 'AWS/Sagemaker/ModelBuildingPipeline',
      MetricName: 'ExecutionFailed',
      Dimensions: [{ Name: 'PipelineName', Value: Match.anyValue() }],
      Statistic: 'Sum',
    });
    alarm({ Namespace: 'AWS/SQS', MetricName: 'ApproximateNumberOfMessagesVisible', Statistic: 'Maximum' });
  });

  test('may start this pipeline and nothing else', () => {
    const starts = statementsOf(stack.template).filter((statement: Json) => [statement.Action].flat().includes('sagemaker:StartPipelineExecution'));
    expect(starts).toEqual([expect.objectContaining({
      Resource: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':sagemaker:eu-west-1:111111111111:pipeline/credit-risk']] },
    })]);
  });
});

describe('a file of the Python SDK', () => {
  const stack = new TestStack();
  stack.pipeline({ aws: { fromFile: SDK_FILE } }, { registry: undefined });
  const statements = statementsOf(stack.template);

  test('is deployed as it is', () => {
    const document = documentOf(stack.template);
    expect(document.Steps.map((step: Json) => step.Name)).toEqual(['AbaloneProcess', 'AbaloneTrain', 'AbaloneEval', 'AbaloneMSECond']);
    expect(stepOf(document, 'AbaloneRegister-RegisterModel').Arguments.ModelPackageGroupName).toBe('abalone');
  });

  test('runs under a role that may pass the roles of its jobs on and read what its conditions read', () => {
    const passed = statements.find((statement: Json) => statement.Action === 'iam:PassRole');
    expect(passed.Resource).toContain('arn:aws:iam::111111111111:role/written-by-the-sdk');
    const kinds = statements.flatMap((statement: Json) => statement.Action).filter((action: string) => /^sagemaker:Create\w+Job$/.test(action));
    expect(kinds).toEqual(['sagemaker:CreateProcessingJob', 'sagemaker:CreateTrainingJob']);
    expect(JSON.stringify(statements)).toContain(':s3:::example-artifacts/AbalonePipeline/*');
    expect(JSON.stringify(statements)).toContain(':model-package-group/abalone');
  });

  test('takes other defaults for its parameters', () => {
    const other = new TestStack();
    other.pipeline({ aws: { fromFile: SDK_FILE }, parameters: { MseThreshold: 5 } }, { registry: undefined });
    expect(documentOf(other.template).Parameters.at(-1)).toEqual({ Name: 'MseThreshold', Type: 'Float', DefaultValue: 5 });
  });

  test('fails when it registers in another group than the registry of the model', () => {
    expect(() => new TestStack().pipeline({ aws: { fromFile: SDK_FILE } }))
      .toThrow(/fromFile: Steps\[3\]\.Arguments\.IfSteps\[0\]\.Arguments\.ModelPackageGroupName: registers in the group "abalone", but the registry of this model is "credit-risk"/);
  });

  const written = (change: (document: Json) => void) => {
    const document = JSON.parse(readFileSync(SDK_FILE, 'utf8'));
    change(document);
    const file = join(mkdtempSync(join(tmpdir(), 'sdk-')), 'pipeline.json');
    writeFileSync(file, JSON.stringify(document));
    return file;
  };

  test.each<[string, (document: Json) => void, RegExp]>([
    ['a step is missing', document => document.Steps.shift(), /Steps\[0\]\.Arguments\.InputDataConfig\[0\]\..*Get: "Steps\.AbaloneProcess\..*there is no step "AbaloneProcess"/],
    ['a step is misspelt', document => { document.Steps[1].DependsOn = ['AbaloneProces']; }, /Steps\[1\]\.DependsOn\[0\]: .*did you mean "AbaloneProcess"\?/],
    ['a parameter is missing', document => document.Parameters.shift(), /there is no parameter "ProcessingInstanceCount"/],
    ['two steps have one name', document => { document.Steps[1].Name = 'AbaloneProcess'; }, /has two steps "AbaloneProcess"/],
    ['the version is another', document => { document.Version = '2021-01-01'; }, /must have "Version" "2020-12-01", got "2021-01-01"/],
  ])('fails when %s', (_, change, message) => {
    expect(() => new TestStack().pipeline({ aws: { fromFile: written(change) } }, { registry: undefined })).toThrow(message);
  });

  test('fails when it approves what a person should', () => {
    const file = written(document => {
      const register = document.Steps[3].Arguments.IfSteps[0].Arguments;
      register.ModelPackageGroupName = 'credit-risk';
      register.ModelApprovalStatus = 'Approved';
    });
    expect(() => new TestStack().pipeline({ aws: { fromFile: file } })).toThrow(/registers versions as "Approved", but the registry says that a person approves them/);
  });

  test('warns of steps for which it knows no permissions', () => {
    const other = new TestStack();
    other.pipeline({ aws: { fromFile: written(document => { document.Steps[0].Type = 'AutoML'; }) } }, { registry: undefined });
    Annotations.fromStack(other).hasWarning('*', Match.stringLikeRegexp('no permissions for steps of type AutoML'));
  });
});

describe('a pipeline', () => {
  test('stands alone: with a name, a key and a bucket of its own, in any region', () => {
    const stack = new Stack(new App(), 'Stack');
    const pipeline = new TrainingPipeline(stack, 'Training', {
      steps: { train: { train: { image: `111111111111.dkr.ecr.${Aws.REGION}.${Aws.URL_SUFFIX}/own:1`, inputs: { all: 's3://data/all/' } } } },
    });
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::SageMaker::Pipeline', { PipelineName: pipeline.pipelineName });
    template.resourceCountIs('AWS::KMS::Key', 1);
    template.resourceCountIs('AWS::S3::Bucket', 1);
    expect(JSON.stringify(template.toJSON())).not.toContain('arn:aws:');
    expect(JSON.stringify(statementsOf(template))).toContain(':repository/own');
  });

  test('finds prebuilt images in a region that is only known at deployment', () => {
    const stack = new TestStack({});
    stack.pipeline(CREDIT_RISK);
    expect(Object.keys(stack.template.toJSON().Mappings)).toEqual(['AlgorithmImageAccounts']);
    expect(JSON.stringify(stack.template.toJSON())).toContain('FindInMap');
  });

  test('can be imported by name, and be started and watched then', () => {
    const stack = new TestStack();
    const pipeline = TrainingPipeline.fromPipelineName(stack, 'Imported', 'Credit-Risk');
    const role = new iam.Role(stack, 'Starter', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    pipeline.grants.start(role);
    pipeline.grantStartPipelineExecution(role);
    pipeline.grants.read(role);
    pipeline.grants.stop(role);
    const statements = statementsOf(stack.template);
    expect(JSON.stringify(statements)).toContain(':pipeline/credit-risk/execution/*');
    expect(statements.flatMap((statement: Json) => statement.Action)).toContain('sagemaker:StartPipelineExecution');
    expect(stack.resolve(pipeline.metrics.failed().dimensions)).toEqual({ PipelineName: 'Credit-Risk' });
    for (const metric of [pipeline.metrics.started(), pipeline.metrics.succeeded(), pipeline.metrics.duration()]) {
      expect(metric.namespace).toBe('AWS/Sagemaker/ModelBuildingPipeline');
    }
  });

  test('accepts a token as its name', () => {
    const stack = new TestStack();
    const name = new CfnParameter(stack, 'Name').valueAsString;
    stack.pipeline(CREDIT_RISK, { pipelineName: name });
    stack.template.hasResourceProperties('AWS::SageMaker::Pipeline', { PipelineName: { Ref: 'Name' } });
  });

  test('says when runs end, or when they come to the statuses that are asked for', () => {
    const stack = new TestStack();
    const pipeline = stack.pipeline(CREDIT_RISK);
    pipeline.onStateChange('Ended', { target: new SnsTopic(new sns.Topic(stack, 'Topic')) });
    pipeline.onStateChange('Failed', { eventPattern: { detail: { currentPipelineExecutionStatus: ['Failed'] } } });
    const patterns = Object.values(stack.template.findResources('AWS::Events::Rule')).map(rule => rule.Properties.EventPattern);
    expect(patterns.map(pattern => pattern.detail.currentPipelineExecutionStatus)).toEqual([['Succeeded', 'Failed', 'Stopped'], ['Failed']]);
    expect(patterns[0]).toMatchObject({
      'source': ['aws.sagemaker'],
      'detail-type': ['SageMaker Model Building Pipeline Execution Status Change'],
      'detail': { pipelineArn: [expect.anything()] },
    });
  });
});
