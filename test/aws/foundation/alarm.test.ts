import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as actions from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { ThresholdAlarm, ThresholdAlarmProps } from '../../../lib/aws/foundation/alarm';

const metric = (options: cloudwatch.MetricOptions = {}) =>
  new cloudwatch.Metric({ namespace: 'Acme', metricName: 'Errors', dimensionsMap: { Model: 'risk' }, ...options });

/** The template of an alarm whose three kinds of action tell a topic. */
function templateOf(make: (scope: Construct, props: ThresholdAlarmProps) => cloudwatch.AlarmBase, measured: cloudwatch.IMetric): object {
  const stack = new Stack(new App(), 'Stack');
  const topic = new actions.SnsAction(new sns.Topic(stack, 'Topic'));
  const alarm = make(stack, {
    alarmDescription: 'too many errors',
    metric: measured,
    threshold: 0,
    comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
    evaluationPeriods: 5,
    datapointsToAlarm: 3,
    treatMissingData: cloudwatch.TreatMissingData.BREACHING,
  });
  alarm.addAlarmAction(topic);
  alarm.addAlarmAction(topic);
  alarm.addOkAction(topic);
  alarm.addInsufficientDataAction(topic);
  new cloudwatch.CompositeAlarm(stack, 'Any', { alarmRule: cloudwatch.AlarmRule.anyOf(alarm) });
  return Template.fromStack(stack).toJSON();
}

test.each([
  ['a metric', metric()],
  ['a percentile', metric({ statistic: 'p99' })],
  ['a sum with a unit', metric({ statistic: cloudwatch.Stats.SUM, unit: cloudwatch.Unit.COUNT })],
  ['a metric with a label', metric({ label: 'errors' })],
  ['an expression', new cloudwatch.MathExpression({ expression: 'a + b', usingMetrics: { a: metric(), b: metric({ statistic: 'p90', label: 'worst' }) } })],
  ['an expression of expressions', new cloudwatch.MathExpression({
    expression: 'MAX([share, errors])',
    label: 'worst',
    usingMetrics: { share: new cloudwatch.MathExpression({ expression: 'all / 2', label: 'share', usingMetrics: { all: metric() } }), errors: metric() },
  })],
])('an alarm on %s is the one that the CDK makes', (_, measured) => {
  expect(templateOf((scope, props) => new ThresholdAlarm(scope, 'Alarm', props), measured))
    .toEqual(templateOf((scope, props) => new cloudwatch.Alarm(scope, 'Alarm', props), measured));
});
