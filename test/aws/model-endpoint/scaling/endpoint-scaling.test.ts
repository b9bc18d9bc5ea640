import { ModelEndpointProps } from '../../../../lib/aws/model-endpoint';
import { ScaleDefinition } from '../../../../lib/definition/scale-definition';
import { endpoint, Json, MODEL, only, templateOf } from '../fixture';

const TARGET = 'AWS::ApplicationAutoScaling::ScalableTarget';
const POLICY = 'AWS::ApplicationAutoScaling::ScalingPolicy';
const scaled = (scale: Partial<ScaleDefinition>, rest: ModelEndpointProps = {}, type: string = 'ml.m5.large'): ModelEndpointProps => ({ compute: { instances: { type, scale: { max: 4, ...scale } } }, ...rest });
const policies = (props: ModelEndpointProps): Record<string, Json> => Object.fromEntries(
  Object.values(templateOf(props).findResources(POLICY)).map(({ Properties }) => [Properties.PolicyName.replace(/^\w+-/, ''), Properties]),
);
const tracking = (props: ModelEndpointProps, name: string) => policies(props)[name].TargetTrackingScalingPolicyConfiguration;

/** The alarms whose action is a scaling policy. */
function scalingAlarms(props: ModelEndpointProps): Json[] {
  return Object.values(templateOf(props).findResources('AWS::CloudWatch::Alarm')).map(({ Properties }) => Properties)
    .filter(({ AlarmDescription }) => AlarmDescription.startsWith('Scales'));
}

test('the target names the variant, waits for the endpoint and uses the service\'s own role', () => {
  const template = templateOf(scaled({ min: 2 }));
  const [target] = Object.values(template.findResources(TARGET));
  expect(target!.Properties).toEqual({
    ServiceNamespace: 'sagemaker',
    ResourceId: 'endpoint/risk/variant/AllTraffic',
    ScalableDimension: 'sagemaker:variant:DesiredInstanceCount',
    MinCapacity: 2,
    MaxCapacity: 4,
  });
  expect(target!.DependsOn).toEqual(Object.keys(template.findResources('AWS::SageMaker::Endpoint')));
  template.resourceCountIs('AWS::IAM::Role', 1);
});

test('a minimum of 0 stays 0', () => {
  expect(only(templateOf(scaled({ min: 0 }, { asynchronous: {} })), TARGET).MinCapacity).toBe(0);
});

test('every variant scales on its own, once', () => {
  const template = templateOf(scaled({}, { variants: { blue: {}, green: {}, still: { compute: { instances: {} } } } }));
  const ids = Object.values(template.findResources(TARGET)).map(({ Properties }) => Properties.ResourceId);
  expect(ids.sort()).toEqual(['endpoint/risk/variant/blue', 'endpoint/risk/variant/green']);
  expect(Object.keys(template.findResources(TARGET)).every(id => /blue|green/.test(id))).toBe(true);
});

describe('what moves it', () => {
  test('600 invocations per minute when nothing is said', () => {
    expect(tracking(scaled({}), 'Invocations')).toEqual({
      TargetValue: 600,
      ScaleInCooldown: 300,
      ScaleOutCooldown: 60,
      PredefinedMetricSpecification: { PredefinedMetricType: 'SageMakerVariantInvocationsPerInstance' },
    });
  });

  test('invocations per minute as given, with other cooldowns', () => {
    expect(tracking(scaled({ invocationsPerMinute: 70, scaleInCooldown: '0s', scaleOutCooldown: '2m' }), 'Invocations')).toMatchObject({ TargetValue: 70, ScaleInCooldown: 0, ScaleOutCooldown: 120 });
  });

  test('requests per second become half as many per minute', () => {
    expect(tracking(scaled({ requestsPerSecond: 10 }), 'Invocations').TargetValue).toBe(300);
  });

  test('concurrent requests in high resolution', () => {
    expect(tracking(scaled({ concurrentRequests: 5 }), 'Concurrency')).toMatchObject({
      TargetValue: 5, PredefinedMetricSpecification: { PredefinedMetricType: 'SageMakerVariantConcurrentRequestsPerModelHighResolution' },
    });
  });

  test('the queue of an asynchronous endpoint, by the endpoint\'s name only', () => {
    const props = scaled({ min: 1, backlogPerInstance: 2 }, { asynchronous: {} });
    expect(Object.keys(policies(props))).toEqual(['Backlog']);
    expect(tracking(props, 'Backlog')).toMatchObject({
      TargetValue: 2,
      CustomizedMetricSpecification: { Namespace: 'AWS/SageMaker', MetricName: 'ApproximateBacklogSizePerInstance', Dimensions: [{ Name: 'EndpointName', Value: 'risk' }], Statistic: 'Average' },
    });
  });

  test('an endpoint without a queue has no policy on one', () => {
    expect(JSON.stringify(policies(scaled({})))).not.toContain('Backlog');
  });

  test('the use of provisioned concurrency', () => {
    const props: ModelEndpointProps = { compute: { serverless: { scale: { min: 2, max: 8, utilization: 0.5 } } } };
    expect(only(templateOf(props), TARGET)).toMatchObject({ ScalableDimension: 'sagemaker:variant:DesiredProvisionedConcurrency', MinCapacity: 2, MaxCapacity: 8 });
    expect(tracking(props, 'Use')).toEqual({ TargetValue: 0.5, PredefinedMetricSpecification: { PredefinedMetricType: 'SageMakerVariantProvisionedConcurrencyUtilization' } });
    expect(only(templateOf(props), 'AWS::SageMaker::EndpointConfig').ProductionVariants[0].ServerlessConfig.ProvisionedConcurrency).toBe(2);
  });
});

describe('from zero', () => {
  test('an asynchronous endpoint wakes up with a policy of its own, at the first request that waits', () => {
    const props = scaled({ min: 0 }, { asynchronous: {} });
    expect(Object.keys(policies(props)).sort()).toEqual(['Backlog', 'WakeUp']);
    expect(policies(props).WakeUp.StepScalingPolicyConfiguration).toMatchObject({ AdjustmentType: 'ChangeInCapacity', StepAdjustments: [{ MetricIntervalLowerBound: 0, ScalingAdjustment: 1 }] });
    expect(scalingAlarms(props)).toEqual([expect.objectContaining({
      Namespace: 'AWS/SageMaker',
      MetricName: 'HasBacklogWithoutCapacity',
      Dimensions: [{ Name: 'EndpointName', Value: 'risk' }],
      Threshold: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      EvaluationPeriods: 1,
      AlarmActions: [{ Ref: expect.stringContaining('WakeUp') }],
    })]);
  });

  test('a schedule that reaches zero wakes up, too', () => {
    expect(Object.keys(policies(scaled({ min: 1, schedules: { night: { at: 'daily', min: 0, max: 0 } } }, { asynchronous: {} })))).toContain('WakeUp');
  });

  test('what never reaches zero has no such policy', () => {
    expect(Object.keys(policies(scaled({ min: 1 }, { asynchronous: {} })))).not.toContain('WakeUp');
  });

  test('a new endpoint starts with one machine all the same', () => {
    expect(only(templateOf(scaled({ min: 0 }, { asynchronous: {} })), 'AWS::SageMaker::EndpointConfig').ProductionVariants[0].InitialInstanceCount).toBe(1);
  });
});

describe('steps', () => {
  const changes = [{ from: 0, add: -1 }, { from: 20, add: 0 }, { from: 70, add: 1 }, { from: 90, add: 3 }];

  test('adding and removing are two policies whose steps meet without gaps', () => {
    const { StepOut, StepIn } = policies(scaled({ steps: { metric: 'invocations', changes } }));
    expect(StepOut.StepScalingPolicyConfiguration.StepAdjustments).toEqual([
      { MetricIntervalLowerBound: 0, MetricIntervalUpperBound: 20, ScalingAdjustment: 1 },
      { MetricIntervalLowerBound: 20, ScalingAdjustment: 3 },
    ]);
    expect(StepIn.StepScalingPolicyConfiguration.StepAdjustments).toEqual([{ MetricIntervalUpperBound: 0, ScalingAdjustment: -1 }]);
    expect(scalingAlarms(scaled({ steps: { metric: 'invocations', changes } })).map(alarm => [alarm.MetricName, alarm.Threshold, alarm.ComparisonOperator])).toEqual([
      ['InvocationsPerInstance', 70, 'GreaterThanOrEqualToThreshold'], ['InvocationsPerInstance', 20, 'LessThanThreshold'],
    ]);
  });

  test('several removing steps meet at their bounds', () => {
    const { StepIn } = policies(scaled({ steps: { metric: 'invocations', changes: [{ from: 0, add: -3 }, { from: 10, add: -1 }, { from: 20, add: 0 }] } }));
    expect(StepIn.StepScalingPolicyConfiguration.StepAdjustments).toEqual([
      { MetricIntervalUpperBound: -10, ScalingAdjustment: -3 },
      { MetricIntervalLowerBound: -10, MetricIntervalUpperBound: 0, ScalingAdjustment: -1 },
    ]);
  });

  test.each<['cpu' | 'gpu', string, string, number]>([
    ['cpu', 'ml.g5.12xlarge', 'CPUUtilization', 70 * 48],
    ['gpu', 'ml.g5.12xlarge', 'GPUUtilization', 70 * 4],
    ['cpu', 'ml.m5.large', 'CPUUtilization', 70 * 2],
  ])('%s of %s is counted for the whole machine', (metric, type, name, threshold) => {
    const [alarm] = scalingAlarms(scaled({ steps: { metric, changes: [{ from: 70, add: 1 }] } }, {}, type));
    expect(alarm).toMatchObject({ MetricName: name, Namespace: '/aws/sagemaker/Endpoints', Threshold: threshold });
  });

  test('tracking stays beside the steps', () => {
    expect(Object.keys(policies(scaled({ steps: { changes } }))).sort()).toEqual(['Invocations', 'StepIn', 'StepOut']);
  });
});

test('schedules change the limits at their times', () => {
  const { ScheduledActions } = only(templateOf(scaled({ schedules: { morning: { at: 'cron(0 6 ? * MON-FRI *)', min: 2, timeZone: 'Europe/Berlin' }, night: { at: 'daily', max: 1 } } })), TARGET);
  expect(ScheduledActions).toEqual([
    { ScheduledActionName: 'morning', Schedule: 'cron(0 6 ? * MON-FRI *)', Timezone: 'Europe/Berlin', ScalableTargetAction: { MinCapacity: 2 } },
    { ScheduledActionName: 'night', Schedule: 'cron(0 0 * * ? *)', Timezone: 'UTC', ScalableTargetAction: { MaxCapacity: 1 } },
  ]);
});

describe('updates', () => {
  const ENDPOINT = 'AWS::SageMaker::Endpoint';

  test('keep counts and weights when a variant scales, but not what is recorded', () => {
    expect(only(templateOf(scaled({})), ENDPOINT)).toMatchObject({ RetainAllVariantProperties: true, ExcludeRetainedVariantProperties: [{ VariantPropertyType: 'DataCaptureConfig' }] });
  });

  test.each<[string, ModelEndpointProps, boolean]>([
    ['nothing scales', {}, false],
    ['it is asked for', { keepScaling: true }, true],
    ['it is refused', scaled({}, { keepScaling: false }), false],
  ])('when %s', (_, props, kept) => {
    expect(only(templateOf(props), ENDPOINT).RetainAllVariantProperties ?? false).toBe(kept);
  });

  test('another instance type keeps the identity of the target', () => {
    const identity = (type: string) => Object.entries(templateOf(scaled({}, {}, type)).findResources(TARGET))
      .map(([id, { Properties }]) => [id, Properties.ResourceId]);
    expect(identity('ml.c5.large')).toEqual(identity('ml.m5.large'));
  });
});

describe('peak of machines', () => {
  test.each<[string, ModelEndpointProps, Record<string, number>]>([
    ['a second fleet', { compute: { instances: { count: 3 } } }, { 'ml.m5.large': 6 }],
    ['a second fleet at the most that scaling allows', scaled({ max: 5, schedules: { peak: { at: 'daily', max: 7 } } }), { 'ml.m5.large': 14 }],
    ['one batch more', { compute: { instances: { count: 10 } }, rollout: { rolling: { percent: 15 } } }, { 'ml.m5.large': 12 }],
    ['one batch of machines more', { compute: { instances: { count: 10 } }, rollout: { rolling: { instances: 3 } } }, { 'ml.m5.large': 13 }],
    ['all variants and the shadow', { compute: { instances: { count: 2 } }, shadow: { model: MODEL, compute: { instances: { type: 'ml.c5.large' } } } }, { 'ml.m5.large': 4, 'ml.c5.large': 2 }],
    ['no machines', { compute: { serverless: {} } }, {}],
  ])('is %s', (_, props, peak) => {
    expect(endpoint(props).endpoint.peakInstances).toEqual(peak);
  });
});
