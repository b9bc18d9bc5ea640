import { Duration } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { acknowledge, acknowledgeWildcards } from './acknowledgements';
import { countAlarm, tell } from './count-alarm';
import { logGroup } from './log-group';

/** What the functions of one construct have in common. */
export interface Operations {
  readonly encryptionKey: kms.IKey;
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
  /** How long an event is tried; 6 hours is what AWS Lambda takes. */
  readonly maxEventAge?: Duration;
  /** Where its logs go, when something else reads them; else a group of its own. */
  readonly logGroup?: logs.LogGroup;
  /** False where an alarm on what no attempt could handle is enough. */
  readonly alarmOnErrors?: boolean;
}

/** A function with what each of ours has: encrypted logs for a year, traces, a dead-letter queue, an alarm on its errors. */
export class HandlerFunction extends lambda.Function {
  constructor(scope: Construct, id: string, props: HandlerFunctionProps) {
    const group = props.logGroup ?? logGroup(scope, `${id}Logs`, props);
    const role = new iam.Role(scope, `${id}Role`, {
      roleName: props.roleName,
      description: props.description,
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
    });
    group.grantWrite(role);
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
      logGroup: group,
      loggingFormat: lambda.LoggingFormat.JSON,
      tracing: lambda.Tracing.ACTIVE,
      ...(props.fromQueue ? {} : { deadLetterQueue: props.deadLetterQueue, retryAttempts: 2, maxEventAge: props.maxEventAge }),
    });
    acknowledge(role, 'inlinePolicy');
    acknowledgeWildcards(role, 'jobsAndTraces');
    acknowledge(this, 'lambdaRuntime', 'lambdaConcurrency', 'lambdaOutsideVpc', 'lambdaBehindQueue');
    if (props.alarmOnErrors ?? true) {
      const description = `A function has failed. What it does: ${props.description}`;
      tell(props.alarmTopic, countAlarm(this, 'ErrorsAlarm', { metric: this.metricErrors(), description }));
    }
  }
}
