import { Aws, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as actions from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { acknowledge, acknowledgeWildcards } from './acknowledgements';

/** What the functions of one construct have in common. */
export interface Operations {
  readonly encryptionKey: kms.IKey;
  /** Whether the key lets CloudWatch Logs use it already, as that of a platform does. */
  readonly keyServesLogs?: boolean;
  readonly alarmTopic?: sns.ITopic;
  /** Where events land that no attempt could handle. */
  readonly deadLetterQueue: sqs.IQueue;
  readonly retainsData: boolean;
}

export interface HandlerFunctionProps extends Operations {
  /** Folder of the bundled handler. */
  readonly handler: string;
  readonly description: string;
  readonly environment?: { [name: string]: string };
  readonly timeout: Duration;
  /** In MiB; 256 unless the function reads more than events. */
  readonly memory?: number;
  /** Name of the role, when another account has to know it. */
  readonly roleName?: string;
  /** Name of the function, when another account has to know it. */
  readonly functionName?: string;
  /** Whether the function reads its events from a queue, which then keeps what fails. */
  readonly fromQueue?: boolean;
}

/** A function with what each of ours has: encrypted logs for a year, traces, a dead-letter queue, an alarm on its errors. */
export class HandlerFunction extends lambda.Function {
  constructor(scope: Construct, id: string, props: HandlerFunctionProps) {
    const logGroup = encryptedLogGroup(scope, `${id}Logs`, props);
    const role = new iam.Role(scope, `${id}Role`, {
      roleName: props.roleName,
      description: props.description,
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
    });
    logGroup.grantWrite(role);
    super(scope, id, {
      functionName: props.functionName,
      description: props.description,
      code: lambda.Code.fromAsset(props.handler),
      handler: 'index.handler',
      runtime: lambda.Runtime.NODEJS_22_X,
      architecture: lambda.Architecture.ARM_64,
      memorySize: props.memory ?? 256,
      timeout: props.timeout,
      environment: props.environment,
      role,
      logGroup,
      loggingFormat: lambda.LoggingFormat.JSON,
      tracing: lambda.Tracing.ACTIVE,
      ...(props.fromQueue ? {} : { deadLetterQueue: props.deadLetterQueue, retryAttempts: 2 }),
    });
    acknowledge(role, 'inlinePolicy');
    acknowledgeWildcards(role, 'jobsAndTraces');
    acknowledge(this, 'lambdaRuntime', 'lambdaConcurrency', 'lambdaOutsideVpc', 'lambdaBehindQueue');
    alarm(this, 'Errors', props.alarmTopic, this.metricErrors(), `${props.description} It has failed`);
  }
}

/** A log group that is kept for a year, encrypted with the key. */
export function encryptedLogGroup(
  scope: Construct, id: string, { encryptionKey, keyServesLogs, retainsData }: Pick<Operations, 'encryptionKey' | 'keyServesLogs' | 'retainsData'>,
): logs.LogGroup {
  if (!keyServesLogs) {
    encryptionKey.addToResourcePolicy(new iam.PolicyStatement({
      principals: [new iam.ServicePrincipal('logs.amazonaws.com')],
      actions: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncryptFrom', 'kms:ReEncryptTo', 'kms:GenerateDataKey', 'kms:DescribeKey'],
      resources: ['*'],
      conditions: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': `arn:${Aws.PARTITION}:logs:${Stack.of(scope).region}:${Stack.of(scope).account}:log-group:*` } },
    }));
  }
  return new logs.LogGroup(scope, id, {
    encryptionKey,
    retention: logs.RetentionDays.ONE_YEAR,
    removalPolicy: retainsData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
  });
}

/** An alarm that goes off when a count is not zero. */
export function alarm(scope: Construct, id: string, topic: sns.ITopic | undefined, metric: cloudwatch.Metric, description: string): cloudwatch.Alarm {
  const result = new cloudwatch.Alarm(scope, `${id}Alarm`, {
    alarmDescription: description,
    metric,
    threshold: 1,
    evaluationPeriods: 1,
    comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
  });
  if (topic) result.addAlarmAction(new actions.SnsAction(topic)); else acknowledge(result, 'alarmWithoutAction');
  return result;
}
