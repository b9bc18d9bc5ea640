import { join } from 'node:path';
import { Annotations, ArnFormat, Aws, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as eventTargets from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as scheduler from 'aws-cdk-lib/aws-scheduler';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { TrainingPipelineGrants } from './training-pipeline-grants';
import { ITrainingPipeline } from './training-pipeline-interface';
import { NewDataDefinition } from '../../definition/pipeline/new-data-definition';
import { parseReference } from '../../definition/pipeline/reference';
import { seconds } from '../../private/units';
import { IDatasetStore } from '../dataset-store';
import { acknowledge, acknowledgeWildcards } from '../foundation/acknowledgements';
import { countAlarm, tell } from '../foundation/count-alarm';
import { deadLetterQueue, waitingIn } from '../foundation/dead-letter-queue';
import { HandlerFunction, Operations } from '../foundation/handler-function';
import { BucketPrefix, S3Place } from '../foundation/s3-place';

/** What is watched, and what is started. */
export interface NewDataStartProps extends Omit<Operations, 'deadLetterQueue'> {
  readonly pipeline: ITrainingPipeline;
  readonly newData: NewDataDefinition;
  readonly datasets: { [name: string]: IDatasetStore };
}

/** A place that is watched, and whether its bucket says what arrives. */
interface WatchedPlace extends BucketPrefix {
  readonly notifies: boolean;
}

const PATIENCE = Duration.hours(6);

/**
 * Starts a pipeline when data has arrived. Files arrive in crowds, and Amazon EventBridge delivers events at least once: each event asks for
 * the one start at the end of its time of collecting, by a name that follows from that time, so that a second schedule can never be made.
 */
export class NewDataStart extends Construct {
  /** Events and starts that no attempt could handle. */
  public readonly deadLetterQueue: sqs.Queue;

  constructor(scope: Construct, id: string, private readonly props: NewDataStartProps) {
    super(scope, id);
    this.deadLetterQueue = deadLetterQueue(this, 'DeadLetterQueue');
    const group = new scheduler.ScheduleGroup(this, 'Starts', { removalPolicy: RemovalPolicy.DESTROY });
    this.defineRule(this.defineHandler(group, this.defineStartRole(group)));
    tell(props.alarmTopic, countAlarm(this, 'MissedStartsAlarm', {
      metric: waitingIn(this.deadLetterQueue),
      description: `${scope.node.path}: could not be started on new data; the queue holds what was missed`,
    }));
  }

  /** Starts this pipeline, for schedules of the group alone. */
  private defineStartRole(group: scheduler.ScheduleGroup): iam.Role {
    const role = new iam.Role(this, 'StartRole', {
      description: `Starts ${this.props.pipeline.node.path} on new data`,
      assumedBy: new iam.ServicePrincipal('scheduler.amazonaws.com', { conditions: { StringEquals: { 'aws:SourceArn': group.scheduleGroupArn } } }),
    });
    TrainingPipelineGrants.fromPipeline(this.props.pipeline).start(role);
    this.deadLetterQueue.grantSendMessages(role);
    acknowledge(role, 'inlinePolicy');
    return role;
  }

  private defineHandler(group: scheduler.ScheduleGroup, startRole: iam.Role): lambda.Function {
    const { newData: { collect = '1h' }, pipeline } = this.props;
    const handler = new HandlerFunction(this, 'Handler', {
      ...this.props,
      handler: join(__dirname, 'handlers', 'schedule-start'),
      description: 'Schedules a start of the training pipeline when data arrives.',
      timeout: Duration.minutes(1),
      maxEventAge: PATIENCE,
      deadLetterQueue: this.deadLetterQueue,
      // What was tried again with success needs nobody; what no attempt could handle has an alarm.
      alarmOnErrors: false,
      environment: {
        TRAINING_PIPELINE: pipeline.pipelineName,
        COLLECT_SECONDS: String(seconds(collect)),
        START_TARGET: `arn:${Aws.PARTITION}:scheduler:::aws-sdk:sagemaker:startPipelineExecution`,
        SCHEDULE_GROUP: group.scheduleGroupName,
        START_ROLE_ARN: startRole.roleArn,
        DEAD_LETTER_QUEUE_ARN: this.deadLetterQueue.queueArn,
      },
    });
    handler.addToRolePolicy(new iam.PolicyStatement({
      actions: ['scheduler:CreateSchedule'],
      resources: [Stack.of(this).formatArn({
        service: 'scheduler', resource: 'schedule', resourceName: `${group.scheduleGroupName}/*`, arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
      })],
    }));
    handler.addToRolePolicy(new iam.PolicyStatement({
      actions: ['iam:PassRole'],
      resources: [startRole.roleArn],
      conditions: { StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' } },
    }));
    acknowledgeWildcards(this, 'schedulesOfGroup');
    return handler;
  }

  private defineRule(handler: lambda.Function): void {
    const places = this.places();
    new events.Rule(this, 'NewData', {
      description: `Data for ${this.props.pipeline.node.path}`,
      eventPattern: {
        source: ['aws.s3'],
        detailType: ['Object Created'],
        detail: places.length === 1 ? this.renderPattern(places[0]!) : { $or: places.map(place => this.renderPattern(place)) },
      },
      targets: [new eventTargets.LambdaFunction(handler, { deadLetterQueue: this.deadLetterQueue, retryAttempts: 10, maxEventAge: PATIENCE })],
    });
  }

  private places(): WatchedPlace[] {
    return this.props.newData.of.map((text, index) => {
      const reference = parseReference(text);
      const dataset = reference.kind === 'dataset' ? this.props.datasets[reference.name]! : undefined;
      const place = dataset ?? { ...S3Place.parse(text).folder(this, `Data${index}`), notifies: false };
      if (!place.notifies) {
        Annotations.of(this).addInfoV2(
          `mlops-constructs:silentBucket[${index}]`,
          `the bucket of ${text} has to tell Amazon EventBridge of new files, or none starts training; turn that on in the properties of the bucket`,
        );
      }
      return place;
    });
  }

  /** Files below the place whose names end in the suffix. */
  private renderPattern({ bucket, prefix }: WatchedPlace): object {
    const { suffix } = this.props.newData;
    const literal = (text: string) => text.replace(/[\\*]/g, '\\$&');
    const key = suffix === undefined ? { prefix } : { wildcard: `${literal(prefix)}*${literal(suffix)}` };
    return { bucket: { name: [bucket.bucketName] }, ...(prefix !== '' || suffix !== undefined) && { object: { key: [key] } } };
  }
}
