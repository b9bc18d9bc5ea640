import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { ModelEndpoint, ModelEndpointProps } from '../../../../lib/aws/model-endpoint';
import { RolloutDefinition } from '../../../../lib/definition/rollout-definition';
import { ENV, Json, MODEL, only, templateOf } from '../fixture';

const ALARM = 'AWS::CloudWatch::Alarm';
const deployment = (rollout?: RolloutDefinition, rest: ModelEndpointProps = {}) => only(
  templateOf({ compute: { instances: { count: 10 } }, rollout, ...rest }), 'AWS::SageMaker::Endpoint',
).DeploymentConfig;
const alarms = (props: ModelEndpointProps = {}): Json[] => Object.values(templateOf(props).findResources(ALARM)).map(({ Properties }) => Properties);
const alarmOf = (props: ModelEndpointProps, text: string) => alarms(props).find(({ AlarmDescription }) => AlarmDescription.includes(text));

describe('traffic', () => {
  test('moves all at once when nothing is said, and the deployment is always said', () => {
    expect(deployment()).toEqual({
      AutoRollbackConfiguration: { Alarms: expect.any(Array) },
      BlueGreenUpdatePolicy: { TrafficRoutingConfiguration: { Type: 'ALL_AT_ONCE' }, TerminationWaitInSeconds: 600 },
    });
  });

  test.each<[string, RolloutDefinition, object]>([
    ['a canary in percent', { canary: { percent: 10 } }, { Type: 'CANARY', CanarySize: { Type: 'CAPACITY_PERCENT', Value: 10 }, WaitIntervalInSeconds: 600 }],
    ['a canary in machines', { canary: { instances: 2, wait: '5m' } }, { Type: 'CANARY', CanarySize: { Type: 'INSTANCE_COUNT', Value: 2 }, WaitIntervalInSeconds: 300 }],
    ['linear steps', { linear: { percent: 20 } }, { Type: 'LINEAR', LinearStepSize: { Type: 'CAPACITY_PERCENT', Value: 20 }, WaitIntervalInSeconds: 300 }],
  ])('moves in %s', (_, rollout, routing) => {
    expect(deployment(rollout).BlueGreenUpdatePolicy.TrafficRoutingConfiguration).toEqual(routing);
    expect(deployment(rollout).RollingUpdatePolicy).toBeUndefined();
  });

  test('rolls in batches, without a second fleet', () => {
    expect(deployment({ rolling: { percent: 20, wait: '1m', timeout: '1h' } })).toEqual({
      AutoRollbackConfiguration: { Alarms: expect.any(Array) },
      RollingUpdatePolicy: { MaximumBatchSize: { Type: 'CAPACITY_PERCENT', Value: 20 }, WaitIntervalInSeconds: 60, MaximumExecutionTimeoutInSeconds: 3600 },
    });
  });

  test('times of the first fleet and the whole update are as given', () => {
    expect(deployment({ allAtOnce: { terminationWait: '0s', timeout: '30m' } }).BlueGreenUpdatePolicy).toMatchObject({ TerminationWaitInSeconds: 0, MaximumExecutionTimeoutInSeconds: 1800 });
  });

  test.each<[string, ModelEndpointProps]>([
    ['Inf1 machines', { compute: { instances: { type: 'ml.inf1.xlarge' } }, model: { image: '111111111111.dkr.ecr.eu-west-1.amazonaws.com/a:1' } }],
    ['models of AWS Marketplace', { model: { aws: { modelPackage: 'arn:aws:sagemaker:eu-west-1:985815980388:model-package/sold-1' } } }],
  ])('has no guardrails for %s, which the service leaves out', (_, props) => {
    expect(only(templateOf(props), 'AWS::SageMaker::Endpoint').DeploymentConfig).toBeUndefined();
    expect(alarms(props)).toEqual([]);
  });
});

describe('alarms', () => {
  test('the endpoint waits for its alarms, whose metrics have its literal name', () => {
    const template = templateOf();
    const [endpoint] = Object.values(template.findResources('AWS::SageMaker::Endpoint'));
    const ids = Object.keys(template.findResources(ALARM));
    expect(endpoint!.DependsOn).toEqual(expect.arrayContaining(ids));
    expect(endpoint!.Properties.DeploymentConfig.AutoRollbackConfiguration.Alarms).toEqual(ids.map(id => ({ AlarmName: { Ref: id } })));
    expect(JSON.stringify(template.findResources(ALARM))).toContain('{"Name":"EndpointName","Value":"risk"},{"Name":"VariantName","Value":"AllTraffic"}');
    expect(JSON.stringify(template.findResources(ALARM))).not.toMatch(/"Ref"|GetAtt/);
  });

  test('error rate, latency, overhead and saturation are watched, and silence is no alarm', () => {
    expect(alarms().map(({ Threshold }) => Threshold)).toEqual([0.05, 5000, 1000, 90]);
    alarms().forEach(alarm => expect(alarm).toMatchObject({ TreatMissingData: 'notBreaching', ComparisonOperator: 'GreaterThanThreshold' }));
  });

  test('bounds are as given, 0 included', () => {
    const rollbackOn = { errorRate: 0, latencyP99: '250ms', overheadP99: '2s', saturation: 50, minimumRequests: 0 };
    expect(alarms({ rollout: { allAtOnce: { rollbackOn } } }).map(({ Threshold }) => Threshold)).toEqual([0, 250, 2000, 50]);
    expect(JSON.stringify(alarms({ rollout: { allAtOnce: { rollbackOn } } }))).toContain('requests >= 0');
  });

  test('the error rate is not judged with few requests', () => {
    expect(alarmOf({}, 'fail').Metrics[0].Expression).toBe('IF(requests >= 10, FILL(errors, 0) / requests, 0)');
    expect(alarmOf({}, 'in the model\'s container').Metrics[0].Expression).toBe('IF(requests >= 10, latency / 1000, 0)');
    expect(JSON.stringify(alarmOf({}, 'in the model\'s container'))).toContain('"Stat":"p99"');
  });

  test('saturation counts the whole machine, with its GPUs', () => {
    const expressions = (type: string) => alarmOf({ compute: { instances: { type } }, model: { framework: 'pytorch', artifact: MODEL.artifact } }, 'processor').Metrics.flatMap(({ Expression }: Json) => Expression ?? []);
    expect(expressions('ml.m5.xlarge')).toEqual(['MAX([memory, cpu])', 'cores / 4']);
    expect(expressions('ml.g5.12xlarge')).toEqual(['MAX([memory, cpu, gpu, gpuMemory])', 'cores / 48', 'gpus / 4', 'gpuMemories / 4']);
  });

  test.each([[1, 4], [2, 8], [3, 9], [5, 10], [10, 10]])('%i variants have %i alarms, never more than ten, and each its error rate', (variants, count) => {
    const props = { variants: Object.fromEntries(Array.from({ length: variants }, (_, index) => [`v${index}`, {}])) };
    expect(alarms(props)).toHaveLength(count);
    expect(alarms(props).filter(({ AlarmDescription }) => AlarmDescription.endsWith('fail'))).toHaveLength(variants);
  });

  test('are of the metrics of the variants, which are known before the endpoint is', () => {
    const stack = new Stack(new App(), 'Stack', { env: ENV });
    new ModelEndpoint(stack, 'Endpoint', { model: MODEL });
    Template.fromStack(stack).hasResourceProperties(ALARM, { Metrics: Match.anyValue() });
  });
});
