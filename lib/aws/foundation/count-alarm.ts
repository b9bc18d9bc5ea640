import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as actions from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledgements';
import { ThresholdAlarm } from './alarm';

/** What is counted, and how far the alarm looks back: one period unless it is told. */
export interface CountAlarmProps {
  readonly metric: cloudwatch.IMetric;
  readonly description: string;
  readonly evaluationPeriods?: number;
  readonly datapointsToAlarm?: number;
}

/** An alarm that rings when something that should never happen is counted. Nothing counted is no data, and as good as none. */
export function countAlarm(scope: Construct, id: string, props: CountAlarmProps): cloudwatch.AlarmBase {
  const { metric, description, evaluationPeriods = 1, datapointsToAlarm } = props;
  return new ThresholdAlarm(scope, id, {
    alarmDescription: description,
    metric,
    threshold: 1,
    evaluationPeriods,
    datapointsToAlarm,
    comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
  });
}

/** Sends an alarm to the topic, when there is one. */
export function tell(topic: sns.ITopic | undefined, alarm: cloudwatch.AlarmBase): cloudwatch.AlarmBase {
  if (topic) alarm.addAlarmAction(new actions.SnsAction(topic)); else acknowledge(alarm, 'alarmWithoutAction');
  return alarm;
}
