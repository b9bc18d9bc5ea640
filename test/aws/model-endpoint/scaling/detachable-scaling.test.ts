import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { MlPlatform } from '../../../../lib/aws/ml-platform';
import { ModelEndpoint, ModelEndpointProps } from '../../../../lib/aws/model-endpoint';
import { ENV, Json, MODEL, templateOf } from '../fixture';

const CUSTOM = 'Custom::EndpointScaling';
const props = (type: string = 'ml.m5.large', rest: ModelEndpointProps = {}): ModelEndpointProps => ({
  compute: { instances: { type, scale: { min: 2, max: 4, steps: { metric: 'cpu', changes: [{ from: 70, add: 1 }] }, schedules: { night: { at: 'daily', max: 2 } } } } },
  detachScaling: true,
  ...rest,
});

function moments(template: Template): Record<'Before' | 'After', Json> {
  const found = Object.entries(template.findResources(CUSTOM)).map(([id, resource]) => [resource.Properties.Moment, { id, ...resource }]);
  return Object.fromEntries(found) as Record<'Before' | 'After', Json>;
}

const idOf = (template: Template, type: string) => Object.keys(template.findResources(type))[0]!;

test('CloudFormation works through rule, before, endpoint and after, in this order', () => {
  const template = templateOf(props());
  const { Before, After } = moments(template);
  const [endpointId, rule] = ['AWS::SageMaker::Endpoint', 'AWS::Events::Rule'].map(type => idOf(template, type));
  expect(Before.DependsOn).toContain(rule);
  expect(Object.values(template.findResources('AWS::SageMaker::Endpoint'))[0]!.DependsOn).toContain(Before.id);
  expect(After.DependsOn).toContain(endpointId);
});

test('the function alone owns target, policies and alarms', () => {
  const template = templateOf(props());
  for (const kind of ['ScalableTarget', 'ScalingPolicy']) template.resourceCountIs(`AWS::ApplicationAutoScaling::${kind}`, 0);
  expect(JSON.stringify(template.findResources('AWS::CloudWatch::Alarm'))).not.toContain('Scales');
});

test('each moment is given the whole plan, in the words of the requests', () => {
  const { Before, After } = moments(templateOf(props()));
  expect(Before.Properties.Plan).toBe(After.Properties.Plan);
  expect(JSON.parse(Before.Properties.Plan)).toEqual({
    Endpoint: 'risk',
    Variants: [{
      Name: 'AllTraffic',
      InstanceType: 'ml.m5.large',
      ResourceId: 'endpoint/risk/variant/AllTraffic',
      MinCapacity: 2,
      MaxCapacity: 4,
      ScheduledActions: [{ ScheduledActionName: 'night', Schedule: 'cron(0 0 * * ? *)', Timezone: 'UTC', ScalableTargetAction: { MaxCapacity: 2 } }],
      Policies: [
        {
          PolicyName: 'Invocations-detachable',
          PolicyType: 'TargetTrackingScaling',
          TargetTrackingScalingPolicyConfiguration: {
            TargetValue: 600, ScaleInCooldown: 300, ScaleOutCooldown: 60, PredefinedMetricSpecification: { PredefinedMetricType: 'SageMakerVariantInvocationsPerInstance' },
          },
        },
        {
          PolicyName: 'StepOut-detachable',
          PolicyType: 'StepScaling',
          StepScalingPolicyConfiguration: {
            AdjustmentType: 'ChangeInCapacity', MetricAggregationType: 'Maximum', Cooldown: 60, StepAdjustments: [{ MetricIntervalLowerBound: 0, ScalingAdjustment: 1 }],
          },
          Alarm: {
            AlarmName: 'endpoint/risk/variant/AllTraffic/StepOut',
            AlarmDescription: 'Scales endpoint/risk/variant/AllTraffic',
            Namespace: '/aws/sagemaker/Endpoints',
            MetricName: 'CPUUtilization',
            Dimensions: [{ Name: 'EndpointName', Value: 'risk' }, { Name: 'VariantName', Value: 'AllTraffic' }],
            Statistic: 'Average',
            Period: 60,
            TreatMissingData: 'notBreaching',
            Threshold: 140,
            ComparisonOperator: 'GreaterThanOrEqualToThreshold',
            EvaluationPeriods: 2,
          },
        },
      ],
    }],
  });
});

test('another instance type is another plan, so that both moments take place; the rest of the template keeps its identity', () => {
  const [before, after] = ['ml.m5.large', 'ml.c5.large'].map(type => templateOf(props(type)));
  expect(moments(before!).Before.Properties.Plan).not.toBe(moments(after!).Before.Properties.Plan);
  const ids = (template: Template) => Object.keys(template.toJSON().Resources as object).filter(id => !/Model|Configuration/.test(id));
  expect(ids(after!)).toEqual(ids(before!));
});

test('a deployment that changes nothing about scaling calls nobody', () => {
  const plan = (rest: ModelEndpointProps) => moments(templateOf(props('ml.m5.large', rest))).Before.Properties;
  expect(plan({ capture: {} })).toEqual(plan({}));
});

test('a rule looks whenever the endpoint changes its state, and every hour', () => {
  templateOf(props()).hasResourceProperties('AWS::Events::Rule', {
    EventPattern: { 'source': ['aws.sagemaker'], 'detail-type': ['SageMaker Endpoint State Change'], 'detail': { EndpointName: ['risk'] } },
    ScheduleExpression: 'rate(1 hour)',
    Targets: [Match.objectLike({ Input: Match.stringLikeRegexp('^{"Endpoint":"risk"'), DeadLetterConfig: Match.anyValue(), RetryPolicy: { MaximumEventAgeInSeconds: 3600, MaximumRetryAttempts: 10 } })],
  });
});

test('variants that do not scale are in no plan, a shadow that does is', () => {
  const { Before } = moments(templateOf({
    compute: { instances: { scale: { max: 4 } } }, shadow: { model: { artifact: 's3://models/b.tar.gz', framework: 'xgboost' }, compute: { instances: { scale: { max: 2 } } } }, detachScaling: true,
  }));
  expect(JSON.parse(Before.Properties.Plan).Variants.map(({ Name, MaxCapacity }: Json) => [Name, MaxCapacity])).toEqual([['AllTraffic', 4], ['Shadow', 2]]);
  expect(JSON.parse(moments(templateOf({ compute: { instances: {} }, detachScaling: true })).Before.Properties.Plan).Variants).toEqual([]);
});

test('the function may only scale machines of endpoints, and touch alarms of this one', () => {
  const statements = Object.values(templateOf(props()).findResources('AWS::IAM::Policy'))
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement as Json[])
    .filter(({ Action }) => /application-autoscaling:(Dereg|Put)|PutMetricAlarm|UpdateEndpointWeights/.test(JSON.stringify(Action)));
  expect(statements).toHaveLength(3);
  expect(statements.find(({ Action }) => JSON.stringify(Action).includes('RegisterScalableTarget'))!.Condition).toEqual({
    StringEquals: { 'application-autoscaling:service-namespace': 'sagemaker', 'application-autoscaling:scalable-dimension': 'sagemaker:variant:DesiredInstanceCount' },
  });
  for (const { Resource } of statements) expect(JSON.stringify(Resource)).not.toMatch(/"\*"/);
  expect(JSON.stringify(statements.find(({ Action }) => JSON.stringify(Action).includes('PutMetricAlarm'))!.Resource)).toContain(':alarm:endpoint/risk/*');
});

test('the platform\'s key and topic serve the function', () => {
  const stack = new Stack(new App(), 'Stack', { env: ENV });
  const platform = new MlPlatform(stack, 'Platform');
  new ModelEndpoint(stack, 'Endpoint', { name: 'risk', model: MODEL, platform, ...props() });
  const template = Template.fromStack(stack);
  template.resourceCountIs('AWS::KMS::Key', 1);
  template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    AlarmDescription: Match.stringLikeRegexp('has failed.*Scaling of the endpoint risk'),
    AlarmActions: [stack.resolve(platform.alarmTopic.topicArn)],
  });
  template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    AlarmDescription: Match.stringLikeRegexp('Endpoint risk: its scaling could not be put back'), MetricName: 'ApproximateNumberOfMessagesVisible',
  });
  // Key policies are written once: the platform's already lets CloudWatch Logs use the key.
  const [key] = Object.values(template.findResources('AWS::KMS::Key'));
  expect(JSON.stringify(key!.Properties.KeyPolicy.Statement).match(/kms:EncryptionContext:aws:logs:arn/g)).toHaveLength(1);
});
