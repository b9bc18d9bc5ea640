import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';

/** What is measured, and when it is bad, in the words of the CDK. */
export type ThresholdAlarmProps = Pick<cloudwatch.AlarmProps,
  'alarmDescription' | 'metric' | 'threshold' | 'comparisonOperator' | 'evaluationPeriods' | 'datapointsToAlarm' | 'treatMissingData'>
  & Required<Pick<cloudwatch.AlarmProps, 'comparisonOperator' | 'treatMissingData'>>;

/**
 * An alarm that compares a metric with a number. A model has a dozen, so each is little more than its L1: `cloudwatch.Alarm` keeps
 * three lists for actions that may come, and they are resolved again for every alarm.
 */
export class ThresholdAlarm extends cloudwatch.AlarmBase {
  public readonly alarmArn: string;
  public readonly alarmName: string;

  private readonly resource: cloudwatch.CfnAlarm;

  constructor(scope: Construct, id: string, { metric, ...bound }: ThresholdAlarmProps) {
    super(scope, id);
    this.resource = new cloudwatch.CfnAlarm(this, 'Resource', { ...bound, ...renderMetric(metric) });
    this.alarmArn = this.resource.attrArn;
    this.alarmName = this.resource.ref;
  }

  public override addAlarmAction(...actions: cloudwatch.IAlarmAction[]): void {
    super.addAlarmAction(...actions);
    this.resource.alarmActions = this.alarmActionArns;
  }

  public override addOkAction(...actions: cloudwatch.IAlarmAction[]): void {
    super.addOkAction(...actions);
    this.resource.okActions = this.okActionArns;
  }

  public override addInsufficientDataAction(...actions: cloudwatch.IAlarmAction[]): void {
    super.addInsufficientDataAction(...actions);
    this.resource.insufficientDataActions = this.insufficientDataActionArns;
  }
}

/** One metric is named in the alarm itself; one with a label, or an expression, is the first of a list. */
function renderMetric(metric: cloudwatch.IMetric): Partial<cloudwatch.CfnAlarmProps> {
  const { metricStat, renderingProperties } = metric.toMetricConfig();
  if (!metricStat || renderingProperties?.label !== undefined) {
    return { metrics: queries(metric, metricStat ? 'm1' : 'expr_1').map((query, index) => ({ ...query, returnData: index === 0 })) };
  }
  const { namespace, metricName, dimensions, period, statistic, unitFilter } = metricStat;
  const isSimple = SIMPLE_STATISTICS.includes(statistic);
  return {
    namespace,
    metricName,
    dimensions,
    period: period.toSeconds(),
    [isSimple ? 'statistic' : 'extendedStatistic']: statistic,
    unit: unitFilter,
  };
}

const SIMPLE_STATISTICS: readonly string[] = [
  cloudwatch.Stats.AVERAGE, cloudwatch.Stats.MAXIMUM, cloudwatch.Stats.MINIMUM, cloudwatch.Stats.SAMPLE_COUNT, cloudwatch.Stats.SUM,
];

/** A metric and, after it, all that its expression is made of. */
function queries(metric: cloudwatch.IMetric, id: string): Omit<cloudwatch.CfnAlarm.MetricDataQueryProperty, 'returnData'>[] {
  const { metricStat, mathExpression, renderingProperties } = metric.toMetricConfig();
  const label = renderingProperties?.label as string | undefined;
  if (!metricStat) {
    const parts = Object.entries(mathExpression!.usingMetrics);
    return [{ id, expression: mathExpression!.expression, label }, ...parts.flatMap(([name, part]) => queries(part, name))];
  }
  const { namespace, metricName, dimensions, period, statistic, unitFilter } = metricStat;
  const measured = { metric: { namespace, metricName, dimensions }, period: period.toSeconds(), stat: statistic, unit: unitFilter };
  return [{ id, label, metricStat: measured }];
}
