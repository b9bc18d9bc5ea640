import { Match, Template } from 'aws-cdk-lib/assertions';
import { Json, monitor, trainingPipeline, watched } from './monitored-endpoint';
import { RetrainOnDrift } from '../../../lib/aws/monitoring';
import { RetrainDefinition } from '../../../lib/definition';

interface Retraining {
  readonly template: Template;
  readonly retraining: RetrainOnDrift;
}

let byDefault: Retraining | undefined;

/** The default is made once: no test changes it. */
function retraining(retrain?: RetrainDefinition): Retraining {
  return retrain ? make(retrain) : byDefault ??= make({});
}

function make(retrain: RetrainDefinition): Retraining {
  const place = watched();
  const made = monitor({
    dataDrift: { baseline: 's3://acme-data/base/' },
    dataQuality: { baseline: 's3://acme-data/base/' },
    quality: { labels: 's3://acme-labels/', metrics: { auc: { atLeast: 0.7 } } },
    onDrift: { retrain },
    trainingPipeline: trainingPipeline(place.stack),
  }, place);
  return { template: made.template, retraining: made.monitor.retraining! };
}

function policy(template: Template): Json[] {
  const [found] = Object.entries(template.findResources('AWS::IAM::Policy')).filter(([id]) => id.includes('HandlerRole'));
  return found![1].Properties.PolicyDocument.Statement;
}

describe('retraining on drift', () => {
  test('begins when an alarm of drift begins to ring, not when data is broken', () => {
    const { template } = retraining();
    const [rule] = Object.values(template.findResources('AWS::Events::Rule', { Properties: { EventPattern: { source: ['aws.cloudwatch'] } } }));
    const alarms = rule!.Properties.EventPattern.resources.map((arn: Json) => arn['Fn::GetAtt'][0]);
    expect(alarms).toHaveLength(2);
    expect(alarms[0]).toMatch(/^MonitorChecksDataDriftViolations/);
    expect(alarms[1]).toMatch(/^MonitorChecksQualityViolations/);
    expect(rule!.Properties.EventPattern.detail).toEqual({ state: { value: ['ALARM'] } });
  });

  test('has a cool-down of a day and a budget of four in 30 days by default', () => {
    retraining().template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: { PIPELINE_NAME: 'default-risk', COOL_DOWN_SECONDS: '86400', MAX_PER_MONTH: '4' } },
      Runtime: 'nodejs22.x',
      Timeout: 120,
      DeadLetterConfig: Match.anyValue(),
    });
  });

  test('takes both from the definition', () => {
    retraining({ coolDown: '3d', maxPerMonth: 1 }).template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: Match.objectLike({ COOL_DOWN_SECONDS: '259200', MAX_PER_MONTH: '1' }) },
    });
  });

  test('remembers what it has started in an encrypted table with point-in-time recovery', () => {
    retraining().template.hasResourceProperties('AWS::DynamoDB::Table', {
      KeySchema: [{ AttributeName: 'pipeline', KeyType: 'HASH' }],
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
    });
  });

  test('may start one pipeline and read and write one table, and nothing else', () => {
    const statements = policy(retraining().template);
    expect(statements.flatMap(({ Action }) => Action).sort()).toEqual([
      'dynamodb:GetItem', 'dynamodb:PutItem', 'kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey',
      'logs:CreateLogStream', 'logs:PutLogEvents', 'sagemaker:StartPipelineExecution', 'sqs:SendMessage',
      'xray:PutTelemetryRecords', 'xray:PutTraceSegments',
    ]);
    // Traces have no ARN.
    expect(statements.filter(({ Resource }) => Resource === '*').flatMap(({ Action }) => Action)).toEqual(['xray:PutTraceSegments', 'xray:PutTelemetryRecords']);
  });

  test('keeps events that nobody could handle, and retries before', () => {
    const { template } = retraining();
    template.hasResourceProperties('AWS::Events::Rule', {
      Targets: [Match.objectLike({
        DeadLetterConfig: Match.anyValue(),
        RetryPolicy: { MaximumEventAgeInSeconds: 21_600, MaximumRetryAttempts: 10 },
      })],
    });
    template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', { MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 21_600 });
  });

  test('rings when it could not be done, and when the budget is used up', () => {
    const { template, retraining: { alarms } } = retraining();
    expect(alarms).toHaveLength(2);
    template.hasResourceProperties('AWS::Logs::MetricFilter', { FilterPattern: '{ $.message.decision = "over-budget" }' });
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmDescription: Match.stringLikeRegexp('retrainings of 30 days are used up'),
      AlarmActions: Match.anyValue(),
    });
  });

  test('is left out unless it is asked for', () => {
    const { template } = monitor({ dataDrift: { baseline: 's3://acme-data/base/' }, onDrift: { notify: {} } });
    template.resourceCountIs('AWS::Lambda::Function', 0);
    template.resourceCountIs('AWS::DynamoDB::Table', 0);
  });
});
