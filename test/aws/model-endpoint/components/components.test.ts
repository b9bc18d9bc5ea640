import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { ModelEndpoint, ModelEndpointProps } from '../../../../lib/aws/model-endpoint';
import { endpoint, ENV, Json, only, templateOf } from '../fixture';

const COMPONENT = 'AWS::SageMaker::InferenceComponent';
const llm = { model: { framework: 'huggingface' as const, artifact: 's3://models/llm/', environment: Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`V${index}`, '1'])) } };
const lora = { baseComponent: 'llm', model: { artifact: 's3://models/lora.tar.gz' } };
const PROPS: ModelEndpointProps = {
  compute: { instances: { type: 'ml.g5.12xlarge', scale: { min: 0, max: 3 } } },
  components: { lora, llm: { ...llm, accelerators: 2, memory: '8GiB', cpus: 0.5, copies: 1, startupTimeout: '10m', scale: { min: 0, max: 4 } } },
};
const components = (props: ModelEndpointProps = PROPS): Record<string, Json> => Object.fromEntries(
  Object.values(templateOf(props).findResources(COMPONENT)).map(resource => [resource.Properties.InferenceComponentName, resource]),
);

test('the configuration is a fleet with a role and without a model, whose machines follow the copies', () => {
  const config = only(templateOf(PROPS), 'AWS::SageMaker::EndpointConfig');
  expect(config.ExecutionRoleArn).toBeDefined();
  expect(config.EnableNetworkIsolation).toBe(true);
  expect(config.ProductionVariants).toEqual([expect.objectContaining({
    InstanceType: 'ml.g5.12xlarge', InitialInstanceCount: 1, ManagedInstanceScaling: { Status: 'ENABLED', MinInstanceCount: 0, MaxInstanceCount: 3 },
  })]);
  expect(config.ProductionVariants[0].ModelName).toBeUndefined();
});

test('the network is the fleet\'s', () => {
  const stack = new Stack(new App(), 'Stack', { env: ENV });
  new ModelEndpoint(stack, 'Endpoint', { ...PROPS, vpc: new ec2.Vpc(stack, 'Vpc') });
  expect(only(Template.fromStack(stack), 'AWS::SageMaker::EndpointConfig').VpcConfig.SecurityGroupIds).toHaveLength(1);
});

test('a component says what a copy needs, and its model has room for all variables', () => {
  const template = templateOf(PROPS);
  expect(components()['risk-llm'].Properties).toMatchObject({
    EndpointName: 'risk',
    VariantName: 'AllTraffic',
    RuntimeConfig: { CopyCount: 1 },
    Specification: {
      ModelName: only(template, 'AWS::SageMaker::Model').ModelName,
      ComputeResourceRequirements: { MinMemoryRequiredInMb: 8192, NumberOfCpuCoresRequired: 0.5, NumberOfAcceleratorDevicesRequired: 2 },
      StartupParameters: { ContainerStartupHealthCheckTimeoutInSeconds: 600 },
    },
  });
  expect(Object.keys(only(template, 'AWS::SageMaker::Model').PrimaryContainer.Environment)).toHaveLength(20);
});

test('a component waits for the endpoint and its model, so that it is deleted first', () => {
  const template = templateOf(PROPS);
  expect(components()['risk-llm'].DependsOn).toEqual(expect.arrayContaining([
    ...Object.keys(template.findResources('AWS::SageMaker::Endpoint')), ...Object.keys(template.findResources('AWS::SageMaker::Model')),
  ]));
});

test('an adapter has files and a base, waits for it, and needs nothing of its own', () => {
  const adapter = components()['risk-lora'];
  expect(adapter.Properties).toEqual({
    EndpointName: 'risk',
    VariantName: 'AllTraffic',
    InferenceComponentName: 'risk-lora',
    Specification: { BaseInferenceComponentName: 'risk-llm', Container: { ArtifactUrl: 's3://models/lora.tar.gz' } },
  });
  const [base] = Object.entries(templateOf(PROPS).findResources(COMPONENT)).find(([, { Properties }]) => Properties.InferenceComponentName === 'risk-llm')!;
  expect(adapter.DependsOn).toContain(base);
});

test('the containers may read the files of an adapter', () => {
  expect(JSON.stringify(templateOf(PROPS).findResources('AWS::IAM::Policy'))).toContain(':s3:::models/lora.tar.gz');
});

test('with another endpoint a component is another resource', () => {
  const id = (name: string) => Object.keys(templateOf({ ...PROPS, name }).findResources(COMPONENT)).sort();
  expect(id('risk')).not.toEqual(id('other'));
  expect(id('risk')).toEqual(id('risk'));
});

test('a new model keeps the component and its name', () => {
  const changed = { ...PROPS, components: { llm: { ...llm, model: { ...llm.model, artifact: 's3://models/llm-2/' } } } };
  const before = components({ ...PROPS, components: { llm } });
  const after = components(changed);
  expect(Object.keys(after)).toEqual(Object.keys(before));
  expect(after['risk-llm'].Properties.Specification.ModelName).not.toEqual(before['risk-llm'].Properties.Specification.ModelName);
});

test('copies start with one, however low scaling may go', () => {
  expect(components({ ...PROPS, components: { llm: { ...llm, scale: { min: 0, max: 2 } } } })['risk-llm'].Properties.RuntimeConfig).toEqual({ CopyCount: 1 });
});

describe('scaling', () => {
  test('copies scale, the fleet does not', () => {
    const target = only(templateOf(PROPS), 'AWS::ApplicationAutoScaling::ScalableTarget');
    expect(target).toEqual({
      ServiceNamespace: 'sagemaker', ResourceId: 'inference-component/risk-llm', ScalableDimension: 'sagemaker:inference-component:DesiredCopyCount', MinCapacity: 0, MaxCapacity: 4,
    });
  });

  test.each([
    [{}, 'SageMakerInferenceComponentInvocationsPerCopy', 600],
    [{ concurrentRequests: 3 }, 'SageMakerInferenceComponentConcurrentRequestsPerCopyHighResolution', 3],
  ])('%j follows %s', (scale, metric, value) => {
    const policies = Object.values(templateOf({ ...PROPS, components: { llm: { ...llm, scale: { max: 2, ...scale } } } }).findResources('AWS::ApplicationAutoScaling::ScalingPolicy'));
    expect(policies[0]!.Properties.TargetTrackingScalingPolicyConfiguration).toMatchObject({
      TargetValue: value, PredefinedMetricSpecification: { PredefinedMetricType: metric },
    });
  });

  test('the first copy comes back at the first request that finds none', () => {
    const alarm = Object.values(templateOf(PROPS).findResources('AWS::CloudWatch::Alarm'))
      .map(({ Properties }) => Properties).find(({ MetricName }) => MetricName === 'NoCapacityInvocationFailures');
    expect(alarm).toMatchObject({
      Namespace: 'AWS/SageMaker', Dimensions: [{ Name: 'InferenceComponentName', Value: 'risk-llm' }], Threshold: 1, ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    });
  });

  test('a fleet without machines warns where the service has refused it', () => {
    const { stack } = (() => {
      const made = new Stack(new App(), 'Stack', { env: { ...ENV, region: 'eu-west-3' } });
      new ModelEndpoint(made, 'Endpoint', PROPS);
      return { stack: made };
    })();
    expect(JSON.stringify(stack.node.findChild('Endpoint').node.metadata)).toContain('noMachinesInRegion');
  });
});

test('batches of copies are replaced, and alarms take them back', () => {
  const [component] = Object.values(components({ ...PROPS, components: { llm }, rollout: { rolling: { instances: 1, wait: '2m' } } }));
  expect(component.Properties.DeploymentConfig).toEqual({
    AutoRollbackConfiguration: { Alarms: expect.any(Array) },
    RollingUpdatePolicy: { MaximumBatchSize: { Type: 'COPY_COUNT', Value: 1 }, WaitIntervalInSeconds: 120 },
  });
});

test('callers learn the names of the components', () => {
  expect(endpoint(PROPS).endpoint.componentNames).toEqual({ llm: 'risk-llm', lora: 'risk-lora' });
});
