import { join } from 'node:path';
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { RetrainDefinition } from '../../definition/monitoring-definition';
import { seconds } from '../../private/units';
import { acknowledge } from '../foundation/acknowledgements';
import { checkProps } from '../foundation/check-props';
import { countAlarm } from '../foundation/count-alarm';
import { deadLetterQueue, waitingIn } from '../foundation/dead-letter-queue';
import { encryptionKey } from '../foundation/encryption-key';
import { HandlerFunction } from '../foundation/handler-function';
import { logGroup } from '../foundation/log-group';
import { IMlPlatform } from '../foundation/platform';
import { ITrainingPipeline } from '../training-pipeline';
import { retrainRoleName, startRoleName } from '../training-pipeline/start-role';

/** When and how often a pipeline is started. */
export interface RetrainOnDriftProps extends RetrainDefinition {
  /** The alarms that start the pipeline when they begin to ring. */
  readonly drift: cloudwatch.IAlarm[];

  /** The pipeline that is started. */
  readonly trainingPipeline: ITrainingPipeline;

  /**
   * Name of the role that starts a pipeline of another account, which lets it in by this name (`TrainingPipeline.startableFrom`).
   *
   * @default - named after the pipeline when it is in another account, else chosen by AWS CloudFormation
   */
  readonly roleName?: string;

  /**
   * Brings the key, and whether the history of retrainings is retained.
   *
   * @default - no platform
   */
  readonly platform?: IMlPlatform;

  /**
   * Encrypts the history and the logs.
   *
   * @default - the platform's key, else a new customer-managed key with yearly rotation
   */
  readonly encryptionKey?: kms.IKey;
}

// The function is done in a second; SageMaker and DynamoDB may be slow to answer for a while.
const TIMEOUT = Duration.minutes(2);
const METRICS = 'MLOps/Retraining';

/**
 * Starts a training pipeline when an alarm rings: exactly once for each time it begins to ring, not again within a cool-down,
 * and not more often than a budget allows.
 *
 * @example
 * declare const pipeline: TrainingPipeline;
 * declare const drifted: cloudwatch.Alarm;
 *
 * new RetrainOnDrift(this, 'Retrain', { drift: [drifted], trainingPipeline: pipeline, coolDown: '2d', maxPerMonth: 3 });
 */
export class RetrainOnDrift extends Construct {
  /** Remembers what was started, and decides with it what is. */
  public readonly table: dynamodb.Table;

  /** Starts the pipeline. */
  public readonly handler: lambda.Function;

  /** Takes events that could not be handled. Send them to the function again: what was begun is completed, never repeated. */
  public readonly deadLetterQueue: sqs.Queue;

  /** Ring when an event could not be handled, and when drift was found but the budget is used up. */
  public readonly alarms: cloudwatch.AlarmBase[];

  constructor(scope: Construct, id: string, private readonly props: RetrainOnDriftProps) {
    super(scope, id);
    checkProps(this, 'RetrainDefinition', props);
    const key = encryptionKey(this, props);
    this.deadLetterQueue = deadLetterQueue(this, 'DeadLetters');
    this.table = this.defineTable(key);
    const decisions = logGroup(this, 'Logs', { encryptionKey: key, retainsData: false });
    this.handler = this.defineHandler(key, decisions);
    this.defineRule();
    this.alarms = this.defineAlarms(decisions);
  }

  private defineTable(key: kms.IKey): dynamodb.Table {
    const table = new dynamodb.Table(this, 'History', {
      partitionKey: { name: 'pipeline', type: dynamodb.AttributeType.STRING },
      billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
      encryption: dynamodb.TableEncryption.CUSTOMER_MANAGED,
      encryptionKey: key,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      removalPolicy: this.props.platform?.retainsData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    acknowledge(table, 'ledgerBackup');
    return table;
  }

  private defineHandler(key: kms.IKey, decisions: logs.LogGroup): lambda.Function {
    const { trainingPipeline, coolDown = '1d', maxPerMonth = 4 } = this.props;
    const handler = new HandlerFunction(this, 'Handler', {
      handler: join(__dirname, 'handlers', 'retrain-on-drift'),
      description: 'Starts a pipeline when a model\'s monitor finds drift.',
      roleName: this.props.roleName ?? (trainingPipeline.startRole && retrainRoleName(trainingPipeline.pipelineName)),
      timeout: TIMEOUT,
      maxEventAge: Duration.hours(6),
      encryptionKey: key,
      logGroup: decisions,
      deadLetterQueue: this.deadLetterQueue,
      // What was tried again with success needs nobody; what no attempt could handle has an alarm.
      alarmOnErrors: false,
      retainsData: false,
      environment: {
        PIPELINE_NAME: trainingPipeline.pipelineName,
        PIPELINE_REGION: trainingPipeline.env.region,
        ...(trainingPipeline.startRole && {
          START_ROLE_ARN: trainingPipeline.startRole.roleArn, START_FUNCTION: startRoleName(trainingPipeline.pipelineName),
        }),
        TABLE_NAME: this.table.tableName,
        COOL_DOWN_SECONDS: String(seconds(coolDown)),
        MAX_PER_MONTH: String(maxPerMonth),
      },
    });
    trainingPipeline.grants.start(handler);
    this.table.grant(handler, 'dynamodb:GetItem', 'dynamodb:PutItem');
    key.grant(handler, 'kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:DescribeKey');
    return handler;
  }

  private defineRule(): void {
    new events.Rule(this, 'Drift', {
      description: 'Alarms of drift that begin to ring',
      eventPattern: {
        source: ['aws.cloudwatch'],
        detailType: ['CloudWatch Alarm State Change'],
        resources: this.props.drift.map(alarm => alarm.alarmArn),
        detail: { state: { value: ['ALARM'] } },
      },
      targets: [new targets.LambdaFunction(this.handler, {
        deadLetterQueue: this.deadLetterQueue, retryAttempts: 10, maxEventAge: Duration.hours(6),
      })],
    });
  }

  private defineAlarms(decisions: logs.LogGroup): cloudwatch.AlarmBase[] {
    const refused = new logs.MetricFilter(this, 'OverBudget', {
      logGroup: decisions,
      filterPattern: logs.FilterPattern.stringValue('$.message.decision', '=', 'over-budget'),
      metricNamespace: METRICS,
      metricName: `OverBudget-${this.node.addr.slice(-8)}`,
    });
    const name = this.props.trainingPipeline.pipelineName;
    const ring = (alarmId: string, metric: cloudwatch.IMetric, description: string) => countAlarm(this, alarmId, { metric, description });
    return [
      ring('NotHandled', waitingIn(this.deadLetterQueue),
        `Training pipeline ${name}: drift was found, but it could not be started; the dead-letter queue holds the event`),
      ring('BudgetUsedUp', refused.metric({ statistic: cloudwatch.Stats.SUM }),
        `Training pipeline ${name}: drift was found again, but the retrainings of 30 days are used up; a person has to decide`),
    ];
  }
}
