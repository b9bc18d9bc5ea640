import { Aws, Duration } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sagemaker from 'aws-cdk-lib/aws-sagemaker';
import * as scheduler from 'aws-cdk-lib/aws-scheduler';
import * as targets from 'aws-cdk-lib/aws-scheduler-targets';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { ScheduleText, TimeZoneText } from '../../definition/values';
import { acknowledge } from '../foundation/acknowledgements';
import { countAlarm, tell } from '../foundation/count-alarm';
import { deadLetterQueue, waitingIn } from '../foundation/dead-letter-queue';
import { scheduleExpression } from '../foundation/schedule';

// Spreads the pipelines of an account, which all would start in the same minute.
const WINDOW = Duration.minutes(15);
const RETRIES = 5;
const LONGEST_DELAY = Duration.hours(1);

/** What is started, and when. */
export interface TrainingScheduleProps {
  readonly pipeline: sagemaker.IPipeline;
  readonly schedule: ScheduleText;
  readonly timeZone?: TimeZoneText;
  /** Who is told of starts that could not be made. */
  readonly alarmTopic?: sns.ITopic;
}

/** Starts a pipeline at its times. A start that fails again and again is kept in a queue, and an alarm tells of it. */
export class TrainingSchedule extends Construct {
  /** Starts that could not be made. */
  public readonly deadLetterQueue: sqs.Queue;

  constructor(scope: Construct, id: string, { alarmTopic, pipeline, schedule, timeZone }: TrainingScheduleProps) {
    super(scope, id);
    this.deadLetterQueue = deadLetterQueue(this, 'DeadLetterQueue');
    const role = new iam.Role(this, 'Role', {
      description: `Starts ${scope.node.path} on its schedule`,
      assumedBy: new iam.ServicePrincipal('scheduler.amazonaws.com', { conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } } }),
    });
    const resource = new scheduler.Schedule(this, 'Schedule', {
      description: `Starts ${scope.node.path}`,
      schedule: scheduleExpression(schedule, timeZone),
      timeWindow: scheduler.TimeWindow.flexible(WINDOW),
      target: new targets.SageMakerStartPipelineExecution(pipeline, {
        role,
        deadLetterQueue: this.deadLetterQueue,
        retryAttempts: RETRIES,
        maxEventAge: LONGEST_DELAY,
      }),
    });
    resource.node.addDependency(role);
    acknowledge(role, 'inlinePolicy');
    tell(alarmTopic, countAlarm(this, 'MissedStartsAlarm', {
      metric: waitingIn(this.deadLetterQueue),
      description: `${scope.node.path}: could not be started on its schedule; the queue holds the starts that were missed`,
    }));
  }
}
