import { App, CfnParameter, Stack, Tags } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import { endpoint, ENV, Json, MODEL, only, templateOf } from './fixture';
import { IMlPlatform } from '../../../lib/aws/foundation/platform';
import { ModelEndpoint, ModelEndpointProps } from '../../../lib/aws/model-endpoint';

const OWN_IMAGE = { image: '111111111111.dkr.ecr.eu-west-1.amazonaws.com/serve:1' };
const CONFIG = 'AWS::SageMaker::EndpointConfig';
const ENDPOINT = 'AWS::SageMaker::Endpoint';
const configOf = (props?: ModelEndpointProps) => only(templateOf(props), CONFIG);
const variantOf = (props?: ModelEndpointProps) => configOf(props).ProductionVariants[0];
const fleet = (instances: object): ModelEndpointProps => ({ compute: { instances } });

/** A platform of which only the given parts matter. */
function platformOf(stack: Stack, parts: Partial<IMlPlatform>): IMlPlatform {
  const bucket = s3.Bucket.fromBucketName(stack, 'PlatformBucket', 'platform');
  return {
    node: stack.node,
    encryptionKey: new kms.Key(stack, 'PlatformKey'),
    artifactBucket: bucket,
    dataBucket: bucket,
    logBucket: bucket,
    alarmTopic: sns.Topic.fromTopicArn(stack, 'Alarms', 'arn:aws:sns:eu-west-1:111111111111:alarms'),
    retainsData: false,
    ...parts,
  } as IMlPlatform;
}

function onPlatform(parts: (stack: Stack) => Partial<IMlPlatform>, props: ModelEndpointProps = {}): Template {
  const stack = new Stack(new App(), 'Stack', { env: ENV });
  new ModelEndpoint(stack, 'Endpoint', { name: 'risk', model: MODEL, platform: platformOf(stack, parts(stack)), ...props });
  return Template.fromStack(stack);
}

describe('default', () => {
  test('one variant with a stable name on one instance, not a burstable one', () => {
    expect(configOf().ProductionVariants).toEqual([{
      VariantName: 'AllTraffic',
      ModelName: expect.stringMatching(/^risk-AllTraffic-[0-9a-f]{8}$/),
      InstanceType: 'ml.m5.large',
      InitialInstanceCount: 1,
      InitialVariantWeight: 1,
      RoutingConfig: { RoutingStrategy: 'LEAST_OUTSTANDING_REQUESTS' },
    }]);
  });

  test('volumes are encrypted with a customer key that is rotated', () => {
    const template = templateOf();
    template.hasResourceProperties('AWS::KMS::Key', { EnableKeyRotation: true });
    expect(only(template, CONFIG).KmsKeyId).toEqual({ 'Fn::GetAtt': [expect.stringContaining('EncryptionKey'), 'Arn'] });
  });

  test('the container has no network, and nothing is recorded, shadowed or queued', () => {
    const template = templateOf();
    expect(only(template, 'AWS::SageMaker::Model').EnableNetworkIsolation).toBe(true);
    const absent = ['DataCaptureConfig', 'ShadowProductionVariants', 'AsyncInferenceConfig', 'MetricsConfig'];
    template.hasResourceProperties(CONFIG, Object.fromEntries(absent.map(name => [name, Match.absent()])));
    template.resourceCountIs('AWS::ApplicationAutoScaling::ScalableTarget', 0);
    template.resourceCountIs('AWS::S3::Bucket', 0);
  });

  test('no managed policy and no full access', () => {
    const template = templateOf();
    expect(only(template, 'AWS::IAM::Role').ManagedPolicyArns).toBeUndefined();
    expect(JSON.stringify(template.toJSON())).not.toContain('FullAccess');
  });

  test('the name comes from the path when none is given', () => {
    expect(only(templateOf({ name: undefined }), ENDPOINT).EndpointName).toMatch(/^Stack-Endpoint-\w+$/);
  });

  test('the description of the stack stays the user\'s', () => {
    expect(templateOf().toJSON().Description).toBeUndefined();
  });

  test('works in a stack without account and region', () => {
    const stack = new Stack(new App(), 'Stack');
    new ModelEndpoint(stack, 'Endpoint', { model: MODEL });
    expect(JSON.stringify(Template.fromStack(stack).toJSON())).not.toMatch(/arn:aws:/);
  });

  test('two endpoints fit into one stack', () => {
    const stack = new Stack(new App(), 'Stack', { env: ENV });
    for (const id of ['A', 'B']) new ModelEndpoint(stack, id, { model: MODEL, ...fleet({ scale: { max: 2 } }) });
    expect(stack.node.children.map(child => child.node.id)).toEqual(['A', 'B']);
    Template.fromStack(stack).resourceCountIs(ENDPOINT, 2);
  });
});

describe('names', () => {
  const identity = (props: ModelEndpointProps) => {
    const resources = templateOf(props).findResources(ENDPOINT);
    return [Object.keys(resources), Object.values(resources).map(resource => resource.Properties.EndpointName)];
  };

  test.each<[string, ModelEndpointProps]>([
    ['model version', { model: { ...MODEL, artifact: 's3://models/default-risk/8/model.tar.gz' } }],
    ['environment variable', { model: { ...MODEL, environment: { A: '1' } } }],
    ['instance type', fleet({ type: 'ml.c5.large' })],
    ['instance count', fleet({ count: 3 })],
    ['routing', fleet({ routing: 'random' })],
    ['volume', fleet({ volume: '30GiB' })],
    ['inference AMI', fleet({ aws: { inferenceAmi: 'al2-ami-sagemaker-inference-gpu-2' } })],
    ['timeout', fleet({ startupTimeout: '5m' })],
    ['capture', { capture: {} }],
    ['capture percentage', { capture: { percent: 50 } }],
    ['serverless memory', { compute: { serverless: { memory: '3GiB' } } }],
    ['serverless concurrency', { compute: { serverless: { maxConcurrency: 3 } } }],
    ['shadow', { shadow: { model: MODEL } }],
    ['shadow percentage', { shadow: { model: MODEL, percent: 10 } }],
    ['detailed metrics', { detailedMetrics: '10s' }],
    ['asynchronous', { asynchronous: {} }],
    ['asynchronous concurrency', { asynchronous: { maxConcurrency: 4 } }],
  ])('a changed %s changes the name of the configuration, never the endpoint', (_, changed) => {
    expect(configOf(changed).EndpointConfigName).not.toEqual(configOf().EndpointConfigName);
    expect(identity(changed)).toEqual(identity({}));
  });

  test('different values of one nested setting have different names', () => {
    const names = ['2GiB', '3GiB', '4GiB'].map(memory => configOf({ compute: { serverless: { memory } } }).EndpointConfigName);
    expect(new Set(names).size).toBe(3);
    const shared = (max: number) => ({ ...fleet({ scale: { max } }), components: { a: { model: MODEL } } });
    const fleets = [1, 2, 3].map(max => configOf(shared(max)).EndpointConfigName);
    expect(new Set(fleets).size).toBe(3);
  });

  test.each<[string, ModelEndpointProps]>([
    ['threshold of a rollback alarm', { rollout: { allAtOnce: { rollbackOn: { errorRate: 0.2 } } } }],
    ['rollout', { ...fleet({ count: 1 }), rollout: { allAtOnce: { terminationWait: '1m' } } }],
    ['scaling target', fleet({ scale: { max: 3 } })],
  ])('a changed %s changes neither', (_, changed) => {
    expect(configOf(changed).EndpointConfigName).toEqual(configOf().EndpointConfigName);
    expect(identity(changed)).toEqual(identity({}));
  });

  test('a new tag changes neither', () => {
    const app = new App();
    const stack = new Stack(app, 'Stack', { env: ENV });
    new ModelEndpoint(stack, 'Endpoint', { name: 'risk', model: MODEL });
    Tags.of(app).add('cost-centre', '42');
    expect(only(Template.fromStack(stack), CONFIG).EndpointConfigName).toEqual(configOf().EndpointConfigName);
  });

  test('the configuration follows the model, and the endpoint the configuration', () => {
    const template = templateOf();
    const [model] = Object.keys(template.findResources('AWS::SageMaker::Model'));
    const [config] = Object.keys(template.findResources(CONFIG));
    expect(Object.values(template.findResources(CONFIG))[0]!.DependsOn).toContain(model);
    expect(Object.values(template.findResources(ENDPOINT))[0]!.DependsOn).toContain(config);
    expect(only(template, ENDPOINT).EndpointConfigName).toBe(only(template, CONFIG).EndpointConfigName);
  });

  test('a package that is chosen at deployment puts its version into both names', () => {
    const stack = new Stack(new App(), 'Stack', { env: ENV });
    const modelPackage = new CfnParameter(stack, 'Version').valueAsString;
    new ModelEndpoint(stack, 'Endpoint', { name: 'risk', model: { aws: { modelPackage } }, variants: { a: {}, b: {} } });
    const template = Template.fromStack(stack);
    const version = { 'Fn::Select': [2, { 'Fn::Split': ['/', { Ref: 'Version' }] }] };
    expect(only(template, CONFIG).EndpointConfigName).toEqual({ 'Fn::Join': ['-', [expect.stringMatching(/^risk-\w{8}$/), version]] });
    Object.values(template.findResources('AWS::SageMaker::Model')).forEach(model => {
      expect(model.Properties.ModelName['Fn::Join'][1][1]).toEqual(version);
    });
  });

  test('a content that is only known at deployment leaves the names to CloudFormation', () => {
    const stack = new Stack(new App(), 'Stack', { env: ENV });
    const artifact = new CfnParameter(stack, 'Artifact').valueAsString;
    new ModelEndpoint(stack, 'Endpoint', { name: 'risk', model: { ...MODEL, artifact } });
    const template = Template.fromStack(stack);
    expect(only(template, CONFIG).EndpointConfigName).toBeUndefined();
    expect(only(template, ENDPOINT).EndpointConfigName).toEqual({ 'Fn::GetAtt': [expect.any(String), 'EndpointConfigName'] });
    expect(only(template, CONFIG).ProductionVariants[0].ModelName).toEqual({ 'Fn::GetAtt': [expect.any(String), 'ModelName'] });
  });
});

describe('variants', () => {
  test('a weight of 0 stays 0', () => {
    const weights = configOf({ variants: { blue: { weight: 0 }, green: {} } })
      .ProductionVariants.map((variant: Json) => variant.InitialVariantWeight);
    expect(weights).toEqual([0, 1]);
  });

  test('each has its own model and machines, or takes over the endpoint\'s', () => {
    const [blue, green] = configOf({
      ...fleet({ type: 'ml.c5.large', count: 2 }),
      variants: { blue: {}, green: { model: { ...MODEL, frameworkVersion: '1.7' }, compute: { instances: { type: 'ml.m5.xlarge' } } } },
    }).ProductionVariants;
    expect(blue).toMatchObject({ VariantName: 'blue', InstanceType: 'ml.c5.large', InitialInstanceCount: 2 });
    expect(green).toMatchObject({ VariantName: 'green', InstanceType: 'ml.m5.xlarge', InitialInstanceCount: 1 });
    expect(blue.ModelName).not.toEqual(green.ModelName);
  });

  test('a shadow gets its share of the requests', () => {
    const config = configOf({ shadow: { model: MODEL, percent: 25 } });
    expect(config.ShadowProductionVariants).toEqual([expect.objectContaining({ VariantName: 'Shadow', InitialVariantWeight: 0.25 })]);
    expect(endpoint({ shadow: { model: MODEL } }).endpoint.variantNames).toEqual(['AllTraffic']);
    expect(endpoint({ shadow: { model: MODEL } }).endpoint.instanceTypes).toEqual({ AllTraffic: 'ml.m5.large' });
    expect(endpoint({ compute: { serverless: {} } }).endpoint.instanceTypes).toEqual({});
  });

  test('a fleet starts with what scaling keeps at least', () => {
    expect(variantOf(fleet({ scale: { min: 3, max: 5 } })).InitialInstanceCount).toBe(3);
  });

  test('settings of the machines reach the variant', () => {
    expect(variantOf(fleet({ volume: '100GiB', routing: 'random', downloadTimeout: '10m', startupTimeout: '90s', aws: { inferenceAmi: 'al2-ami-sagemaker-inference-gpu-2' } }))).toMatchObject({
      VolumeSizeInGB: 100,
      RoutingConfig: { RoutingStrategy: 'RANDOM' },
      ModelDataDownloadTimeoutInSeconds: 600,
      ContainerStartupHealthCheckTimeoutInSeconds: 90,
      InferenceAmiVersion: 'al2-ami-sagemaker-inference-gpu-2',
    });
  });

  test('multi-model containers are routed as the service does it', () => {
    expect(variantOf({ model: { artifact: 's3://models/many/', framework: 'xgboost', multiModel: {} } }).RoutingConfig).toBeUndefined();
  });
});

describe('serverless', () => {
  test('the variant has no instances, the endpoint no key, network isolation or rollout', () => {
    const template = templateOf({ compute: { serverless: {} } });
    expect(only(template, CONFIG).ProductionVariants[0]).toEqual({
      VariantName: 'AllTraffic', ModelName: expect.any(String), InitialVariantWeight: 1, ServerlessConfig: { MemorySizeInMB: 2048, MaxConcurrency: 20 },
    });
    expect(only(template, CONFIG).KmsKeyId).toBeUndefined();
    expect(only(template, ENDPOINT).DeploymentConfig).toBeUndefined();
    expect(only(template, 'AWS::SageMaker::Model').EnableNetworkIsolation).toBe(false);
    template.resourceCountIs('AWS::CloudWatch::Alarm', 0);
    template.resourceCountIs('AWS::KMS::Key', 0);
  });

  test('stays outside of the platform\'s VPC', () => {
    const template = onPlatform(stack => ({ vpc: new ec2.Vpc(stack, 'Vpc') }), { compute: { serverless: {} } });
    expect(only(template, 'AWS::SageMaker::Model').VpcConfig).toBeUndefined();
  });

  test('fails when a VPC is asked for', () => {
    const stack = new Stack();
    expect(() => new ModelEndpoint(stack, 'Endpoint', { model: MODEL, compute: { serverless: {} }, vpc: new ec2.Vpc(stack, 'Vpc') })).toThrow('vpc: must not be given for a serverless endpoint');
  });
});

describe('encryption', () => {
  test.each(['ml.g4dn.xlarge', 'ml.g5.xlarge', 'ml.g6.xlarge', 'ml.p4d.24xlarge', 'ml.c5d.xlarge', 'ml.r5d.large', 'ml.m5d.large', 'ml.c6gd.large', 'ml.trn1.2xlarge'])('%s has local storage and gets no key', type => {
    const template = templateOf({ ...fleet({ type }), model: OWN_IMAGE });
    expect(only(template, CONFIG).KmsKeyId).toBeUndefined();
    template.resourceCountIs('AWS::KMS::Key', 0);
  });

  test.each(['ml.m5.large', 'ml.c6i.large', 'ml.r5.large', 'ml.inf2.xlarge', 'ml.p3.2xlarge', 'ml.c6g.large'])('%s has a volume and gets one', type => {
    expect(configOf({ ...fleet({ type }), model: OWN_IMAGE }).KmsKeyId).toBeDefined();
  });

  test('a given key is used, also beside local storage for what is recorded', () => {
    const stack = new Stack(new App(), 'Stack', { env: ENV });
    const encryptionKey = new kms.Key(stack, 'Key');
    new ModelEndpoint(stack, 'Endpoint', { model: MODEL, encryptionKey, capture: {}, ...fleet({ type: 'ml.g5.xlarge' }) });
    const config = only(Template.fromStack(stack), CONFIG);
    expect(config.KmsKeyId).toBeUndefined();
    expect(config.DataCaptureConfig.KmsKeyId).toEqual(stack.resolve(encryptionKey.keyArn));
  });
});

describe('capture', () => {
  test('records requests and answers as JSON and CSV, encrypted, below the endpoint\'s prefix', () => {
    const { template, endpoint: made, stack } = endpoint({ capture: {} });
    expect(only(template, CONFIG).DataCaptureConfig).toEqual({
      EnableCapture: true,
      InitialSamplingPercentage: 100,
      DestinationS3Uri: stack.resolve(made.captureUri),
      KmsKeyId: expect.anything(),
      CaptureOptions: [{ CaptureMode: 'Input' }, { CaptureMode: 'Output' }],
      CaptureContentTypeHeader: { CsvContentTypes: ['text/csv'], JsonContentTypes: ['application/json', 'application/jsonlines'] },
    });
    expect(JSON.stringify(stack.resolve(made.captureUri))).toContain('/capture/risk/');
  });

  test('a percentage of 0 stays 0, and one side can be left out', () => {
    expect(configOf({ capture: { percent: 0, only: 'input' } }).DataCaptureConfig).toMatchObject({ InitialSamplingPercentage: 0, CaptureOptions: [{ CaptureMode: 'Input' }] });
  });

  test('the containers may write the records and use the key', () => {
    const template = onPlatform(() => ({}), { capture: {} });
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Action: ['s3:PutObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts'], Resource: { 'Fn::Join': ['', Match.arrayWith([':s3:::platform/capture/risk/*'])] } }),
          Match.objectLike({ Action: ['kms:Decrypt', 'kms:GenerateDataKey'] }),
        ]),
      },
    });
  });

  test('goes where it is told', () => {
    const { endpoint: made, template } = endpoint({ capture: { destination: 's3://records/risk' } });
    expect(made.captureUri).toBe('s3://records/risk/');
    template.resourceCountIs('AWS::S3::Bucket', 0);
  });

  test('the new bucket is private, versioned, encrypted and kept', () => {
    templateOf({ capture: {} }).hasResource('AWS::S3::Bucket', {
      DeletionPolicy: 'Retain',
      Properties: Match.objectLike({ VersioningConfiguration: { Status: 'Enabled' }, PublicAccessBlockConfiguration: Match.objectLike({ BlockPublicPolicy: true }), LoggingConfiguration: Match.anyValue() }),
    });
  });
});

describe('asynchronous', () => {
  test('answers and failures have places and topics of their own', () => {
    const { template, endpoint: made, stack } = endpoint({ asynchronous: { maxConcurrency: 4 } });
    const { ClientConfig, OutputConfig } = only(template, CONFIG).AsyncInferenceConfig;
    expect(ClientConfig).toEqual({ MaxConcurrentInvocationsPerInstance: 4 });
    expect(OutputConfig.S3FailurePath).not.toEqual(OutputConfig.S3OutputPath);
    expect(OutputConfig.KmsKeyId).toBeDefined();
    const { SuccessTopic, ErrorTopic } = OutputConfig.NotificationConfig;
    expect(SuccessTopic).toEqual(stack.resolve(made.answerTopic!.topicArn));
    expect(ErrorTopic).toEqual(stack.resolve(made.failureTopic!.topicArn));
    expect(SuccessTopic).not.toEqual(ErrorTopic);
  });

  test('the topics are encrypted and take TLS only, and the containers may publish to both', () => {
    const template = templateOf({ asynchronous: {} });
    template.allResourcesProperties('AWS::SNS::Topic', { KmsMasterKeyId: Match.anyValue() });
    template.hasResourceProperties('AWS::SNS::TopicPolicy', { PolicyDocument: { Statement: [Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } })] } });
    template.hasResourceProperties('AWS::IAM::Policy', { PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Action: 'sns:Publish', Resource: [Match.anyValue(), Match.anyValue()] })]) } });
  });

  test('without notifications there are no topics', () => {
    const template = templateOf({ asynchronous: { notifications: false } });
    template.resourceCountIs('AWS::SNS::Topic', 0);
    expect(only(template, CONFIG).AsyncInferenceConfig.OutputConfig.NotificationConfig).toBeUndefined();
  });

  test('callers may write requests and read answers, and call nothing else', () => {
    const app = new App();
    const made = new ModelEndpoint(new Stack(app, 'Stack', { env: ENV }), 'Endpoint', { model: MODEL, asynchronous: { output: 's3://answers/risk/' } });
    const callers = new Stack(app, 'Callers', { env: ENV });
    made.grants.invoke(new iam.Role(callers, 'Caller', { assumedBy: new iam.AccountRootPrincipal() }));
    Template.fromStack(callers).hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Action: 'sagemaker:InvokeEndpointAsync' }),
          Match.objectLike({ Action: 's3:PutObject', Resource: { 'Fn::Join': ['', Match.arrayWith([':s3:::answers/risk/requests/*'])] } }),
          Match.objectLike({ Action: 's3:GetObject' }),
        ]),
      },
    });
  });
});

describe('grants and integrations', () => {
  test('callers may invoke exactly this endpoint, whose name is in lower case in its ARN', () => {
    const { endpoint: made, stack } = endpoint({ name: 'Risk' });
    const caller = new iam.Role(stack, 'Caller', { assumedBy: new iam.AccountRootPrincipal() });
    made.grants.invoke(caller);
    made.grants.describe(caller);
    expect(JSON.stringify(stack.resolve(made.endpointArn))).toContain(':endpoint/risk"');
    expect(made.endpointName).toBe('Risk');
  });

  test('the containers\' own role may call the endpoint without a circle', () => {
    const stack = new Stack(new App(), 'Stack', { env: ENV });
    const made = new ModelEndpoint(stack, 'Endpoint', { model: MODEL });
    made.grants.invoke(made.role);
    expect(() => Template.fromStack(stack)).not.toThrow();
  });

  test('buckets and keys take the endpoint as a grantee', () => {
    const stack = new Stack(new App(), 'Stack', { env: ENV });
    const made = new ModelEndpoint(stack, 'Endpoint', { model: MODEL });
    kms.Key.fromKeyArn(stack, 'Other', 'arn:aws:kms:eu-west-1:111111111111:key/a').grantDecrypt(made);
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', { PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Action: 'kms:Decrypt' })]) } });
  });

  test('Amazon API Gateway calls it through the CDK\'s own integration', () => {
    const stack = new Stack(new App(), 'Stack', { env: ENV });
    const made = new ModelEndpoint(stack, 'Endpoint', { name: 'risk', model: MODEL });
    new apigateway.RestApi(stack, 'Api').root.addMethod('POST', new apigateway.SagemakerIntegration(made));
    const template = Template.fromStack(stack);
    expect(JSON.stringify(Object.values(template.findResources('AWS::ApiGateway::Method')))).toContain('endpoints/risk/invocations');
    template.hasResourceProperties('AWS::IAM::Policy', { PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Action: ['sagemaker:InvokeEndpoint', 'sagemaker:InvokeEndpointWithResponseStream'] })]) } });
  });

  test('an endpoint that is there already has grants and metrics, too', () => {
    const stack = new Stack(new App(), 'Stack', { env: ENV });
    const imported = ModelEndpoint.fromEndpointName(stack, 'Imported', 'risk');
    imported.grantInvoke(new iam.Role(stack, 'Caller', { assumedBy: new iam.AccountRootPrincipal() }));
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', {});
    expect(imported.metrics.latency().dimensions).toEqual({ EndpointName: 'risk', VariantName: 'AllTraffic' });
    const attributes = ModelEndpoint.fromEndpointAttributes(stack, 'Attributes', {
      endpointName: 'risk', variantNames: ['blue'], instanceTypes: { blue: 'ml.m5.large' }, captureUri: 's3://records/',
    });
    expect([attributes.variantNames, attributes.instanceTypes, attributes.captureUri]).toEqual([['blue'], { blue: 'ml.m5.large' }, 's3://records/']);
  });
});

describe('metrics', () => {
  test('queue metrics have the dimension EndpointName only', () => {
    const { metrics } = endpoint({ asynchronous: {} }).endpoint;
    for (const metric of [metrics.backlog(), metrics.backlogPerInstance(), metrics.backlogWithoutCapacity(), metrics.timeInBacklog()]) {
      expect(metric.dimensions).toEqual({ EndpointName: 'risk' });
      expect(metric.namespace).toBe('AWS/SageMaker');
    }
  });

  test('instance metrics are in a namespace of their own, for the variant that is asked for', () => {
    const { metrics } = endpoint().endpoint;
    for (const metric of [metrics.cpu({ variant: 'blue' }), metrics.memory({ variant: 'blue' }), metrics.gpu({ variant: 'blue' }), metrics.gpuMemory({ variant: 'blue' }), metrics.disk({ variant: 'blue' })]) {
      expect([metric.namespace, metric.dimensions]).toEqual(['/aws/sagemaker/Endpoints', { EndpointName: 'risk', VariantName: 'blue' }]);
    }
  });

  test('a metric in an alarm makes no circle with the endpoint', () => {
    const stack = new Stack(new App(), 'Stack', { env: ENV });
    const made = new ModelEndpoint(stack, 'Endpoint', { name: 'risk', model: MODEL });
    const alarm = new cloudwatch.Alarm(stack, 'Alarm', { metric: made.metrics.errorRate(10), threshold: 0.1, evaluationPeriods: 1 });
    made.node.findChild('Resource').node.addDependency(alarm);
    expect(() => Template.fromStack(stack)).not.toThrow();
  });
});

describe('network', () => {
  test('the platform brings VPC, subnets and groups', () => {
    const template = onPlatform(stack => {
      const vpc = new ec2.Vpc(stack, 'Vpc');
      return { vpc, vpcSubnets: { subnets: [vpc.privateSubnets[0]!] }, securityGroups: [ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-0123456789abcdef0')] };
    });
    const { VpcConfig } = only(template, 'AWS::SageMaker::Model');
    expect(VpcConfig.Subnets).toHaveLength(1);
    expect(VpcConfig.SecurityGroupIds).toEqual(['sg-0123456789abcdef0']);
  });

  test('one new group serves all variants, and lets nothing in', () => {
    const stack = new Stack(new App(), 'Stack', { env: ENV });
    new ModelEndpoint(stack, 'Endpoint', { model: MODEL, vpc: new ec2.Vpc(stack, 'Vpc'), variants: { a: {}, b: {} } });
    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::EC2::SecurityGroup', 1);
    template.hasResourceProperties('AWS::EC2::SecurityGroup', { SecurityGroupIngress: Match.absent() });
    template.resourceCountIs('AWS::EC2::SecurityGroupIngress', 0);
  });
});

describe('retention', () => {
  test('an environment that retains keeps what serves, and frees replaced names', () => {
    const template = onPlatform(() => ({ retainsData: true }));
    for (const type of [ENDPOINT, CONFIG, 'AWS::SageMaker::Model', 'AWS::IAM::Role', 'AWS::IAM::Policy']) {
      template.allResources(type, { DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Delete' });
    }
  });

  test('another environment deletes all but data and keys', () => {
    const template = onPlatform(() => ({}));
    template.allResources(ENDPOINT, { DeletionPolicy: Match.absent() });
  });
});

test('detailed metrics are published as often as asked', () => {
  expect(configOf({ detailedMetrics: '10s' }).MetricsConfig).toEqual({ EnableEnhancedMetrics: true, MetricPublishFrequencyInSeconds: 10 });
});

test('two syntheses are the same', () => {
  const once = () => JSON.stringify(templateOf({ capture: {}, ...fleet({ scale: { max: 3 } }) }).toJSON());
  expect(once()).toBe(once());
});
