import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { Check } from './monitor-check';
import { countAlarm } from '../../foundation/count-alarm';

const DAY = 86_400;

/**
 * The alarm of one check. It looks back as far as the check's runs are apart, so it rings until a run finds nothing; a time
 * without data is no violation.
 */
export function violationAlarm(
  scope: Construct,
  check: Check,
  /** What is watched, in words. */
  watched: string,
  violations: (options: cloudwatch.MetricOptions) => cloudwatch.IMetric,
): cloudwatch.AlarmBase {
  const { longestGap } = check.schedule;
  const period = Math.min(longestGap, DAY);
  return countAlarm(scope, 'Violations', {
    metric: violations({ period: Duration.seconds(period) }),
    // CloudWatch looks back seven days at most.
    evaluationPeriods: Math.min(Math.ceil(longestGap / period), 7),
    datapointsToAlarm: 1,
    description: `${watched}: the check of ${check.title} has found a violation; its report says which`,
  });
}

/** Sends the runs that failed or were stopped into the queue of failures. */
export function collectFailures(scope: Construct, job: Record<string, unknown>, failures: sqs.IQueue): void {
  new events.Rule(scope, 'FailedRuns', {
    description: 'Runs of a model\'s monitor that failed or were stopped',
    eventPattern: {
      source: ['aws.sagemaker'],
      detailType: ['SageMaker Processing Job State Change'],
      detail: { ...job, ProcessingJobStatus: ['Failed', 'Stopped'] },
    },
    targets: [new targets.SqsQueue(failures)],
  });
}
