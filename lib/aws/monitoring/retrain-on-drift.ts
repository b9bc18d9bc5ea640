import { join } from 'node:path';
import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { RetrainDefinition } from '../../definition/monitoring-definition';
import { seconds } from '../../private/units';
import { acknowledge } from '../foundation/acknowledgements';
import { checkProps } from '../foundation/check-props';
import { encryptionKey } from '../foundation/encryption-key';
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
  public readonly alarms: cloudwatch.Alarm[];

  constructor(scope: Construct, id: string, private readonly props: RetrainOnDriftProps) {
    super(scope, id);
    checkProps(this, 'RetrainDefinition', props);
    const key = encryptionKey(this, props);
    this.deadLetterQueue = new sqs.Queue(this, 'DeadLetters', { encryption: sqs.QueueEncryption.SQS_MANAGED, enforceSSL: true, retentionPeriod: Duration.days(14) });
    acknowledge(this.deadLetterQueue, 'deadLetterQueue');
    this.table = this.defineTable(key);
    const logGroup = this.defineLogGroup(key);
    this.handler = this.defineHandler(key, logGroup);
    this.defineRule();
    this.alarms = this.defineAlarms(logGroup);
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

  private defineLogGroup(key: kms.IKey): logs.LogGroup {
    // The platform's key lets CloudWatch Logs use it already.
    if (key !== this.props.platform?.encryptionKey) {
      key.addToResourcePolicy(new iam.PolicyStatement({
        principals: [new iam.ServicePrincipal(`logs.${Stack.of(this).region}.amazonaws.com`)],
        actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:ReEncryptFrom', 'kms:ReEncryptTo'],
        resources: ['*'],
        conditions: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': Stack.of(this).formatArn({ service: 'logs', resource: '*' }) } },
      }));
    }
    return new logs.LogGroup(this, 'Logs', { encryptionKey: key, retention: logs.RetentionDays.ONE_YEAR, removalPolicy: RemovalPolicy.DESTROY });
  }

  private defineHandler(key: kms.IKey, logGroup: logs.LogGroup): lambda.Function {
    const { trainingPipeline, coolDown = '1d', maxPerMonth = 4 } = this.props;
    const role = new iam.Role(this, 'HandlerRole', {
      roleName: this.props.roleName ?? (trainingPipeline.startRole && retrainRoleName(trainingPipeline.pipelineName)),
      description: `Starts the pipeline for ${this.node.path}`,
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
    });
    logGroup.grant(role, 'logs:CreateLogStream', 'logs:PutLogEvents');
    trainingPipeline.grants.start(role);
    this.table.grant(role, 'dynamodb:GetItem', 'dynamodb:PutItem');
    key.grant(role, 'kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:DescribeKey');
    acknowledge(role, 'inlinePolicy');
    const handler = new lambda.Function(this, 'Handler', {
      description: 'Starts a pipeline when a model\'s monitor finds drift',
      code: lambda.Code.fromAsset(join(__dirname, 'handlers', 'retrain-on-drift')),
      runtime: lambda.Runtime.NODEJS_22_X,
      architecture: lambda.Architecture.ARM_64,
      handler: 'index.handler',
      timeout: TIMEOUT,
      memorySize: 256,
      role,
      logGroup,
      loggingFormat: lambda.LoggingFormat.JSON,
      deadLetterQueue: this.deadLetterQueue,
      retryAttempts: 2,
      maxEventAge: Duration.hours(6),
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
    acknowledge(handler, 'lambdaConcurrency', 'lambdaOutsideVpc', 'lambdaRuntime');
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

  private defineAlarms(logGroup: logs.LogGroup): cloudwatch.Alarm[] {
    const refused = new logs.MetricFilter(this, 'OverBudget', {
      logGroup,
      filterPattern: logs.FilterPattern.stringValue('$.message.decision', '=', 'over-budget'),
      metricNamespace: METRICS,
      metricName: `OverBudget-${this.node.addr.slice(-8)}`,
    });
    const ring = (id: string, metric: cloudwatch.IMetric, alarmDescription: string) => new cloudwatch.Alarm(this, id, {
      metric,
      alarmDescription,
      threshold: 1,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
    return [
      ring('NotHandled', this.deadLetterQueue.metricApproximateNumberOfMessagesVisible({ statistic: cloudwatch.Stats.MAXIMUM }),
        'Drift was found, but the pipeline could not be started; the dead-letter queue holds the event'),
      ring('BudgetUsedUp', refused.metric({ statistic: cloudwatch.Stats.SUM }),
        'Drift was found again, but the retrainings of 30 days are used up: a person has to decide'),
    ];
  }
}
