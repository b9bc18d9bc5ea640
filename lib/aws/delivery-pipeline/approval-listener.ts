import { join } from 'node:path';
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sources from 'aws-cdk-lib/aws-lambda-event-sources';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { giveRegistry, ReleasedVersions } from './registry-access';
import { acknowledge } from '../foundation/acknowledgements';
import { approvalsOf } from '../foundation/approval-status';
import { HandlerFunction, Operations } from '../foundation/handler-function';

export interface ApprovalListenerProps extends Operations, ReleasedVersions {
  readonly releasePipeline: codepipeline.Pipeline;
}

/**
 * Turns the approval of a version into exactly one run of the release pipeline.
 *
 * Event -> queue -> function. The queue delivers again what has failed, and the ledger remembers what has been released.
 */
export class ApprovalListener extends Construct {
  constructor(scope: Construct, id: string, props: ApprovalListenerProps) {
    super(scope, id);
    const ledger = this.defineLedger(props);
    const handler = this.defineHandler(props, ledger);
    const queue = this.defineQueue(props, handler.timeout!);
    handler.addEventSource(new sources.SqsEventSource(queue, { batchSize: 1, reportBatchItemFailures: true }));
    this.defineRule(props, queue);
  }

  private defineLedger({ encryptionKey, retainsData }: ApprovalListenerProps): dynamodb.Table {
    const ledger = new dynamodb.Table(this, 'Ledger', {
      partitionKey: { name: 'version', type: dynamodb.AttributeType.STRING },
      billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
      encryption: dynamodb.TableEncryption.CUSTOMER_MANAGED,
      encryptionKey,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      timeToLiveAttribute: 'expiresAt',
      deletionProtection: retainsData,
      removalPolicy: retainsData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    acknowledge(ledger, 'ledgerBackup');
    return ledger;
  }

  private defineHandler(props: ApprovalListenerProps, ledger: dynamodb.Table): HandlerFunction {
    const { releasePipeline, encryptionKey } = props;
    const handler = new HandlerFunction(this, 'Handler', {
      ...props,
      handler: join(__dirname, 'handlers/approval-received'),
      description: 'Starts one release for each approved version.',
      timeout: Duration.minutes(1),
      fromQueue: true,
      environment: {
        RELEASE_PIPELINE: releasePipeline.pipelineName,
        LEDGER_TABLE: ledger.tableName,
      },
    });
    ledger.grant(handler, 'dynamodb:PutItem', 'dynamodb:UpdateItem');
    encryptionKey.grant(handler, 'kms:Encrypt', 'kms:Decrypt', 'kms:GenerateDataKey', 'kms:DescribeKey');
    giveRegistry(handler, props);
    iam.Grant.addToPrincipal({
      grantee: handler,
      actions: ['codepipeline:StartPipelineExecution', 'codepipeline:ListPipelineExecutions', 'codepipeline:GetPipelineExecution'],
      resourceArns: [releasePipeline.pipelineArn],
    });
    return handler;
  }

  /** A message becomes visible again six timeouts later, as AWS recommends: five attempts take half an hour. */
  private defineQueue({ deadLetterQueue }: ApprovalListenerProps, timeout: Duration): sqs.Queue {
    return new sqs.Queue(this, 'Queue', {
      encryption: sqs.QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      visibilityTimeout: Duration.seconds(timeout.toSeconds() * 6),
      retentionPeriod: Duration.days(14),
      deadLetterQueue: { queue: deadLetterQueue, maxReceiveCount: 5 },
    });
  }

  private defineRule({ registry, deadLetterQueue }: ApprovalListenerProps, queue: sqs.Queue): void {
    new events.Rule(this, 'Approved', {
      description: `Versions of ${registry.modelPackageGroupName} that have been approved`,
      eventPattern: approvalsOf(registry.modelPackageGroupName),
      targets: [new targets.SqsQueue(queue, { deadLetterQueue })],
    });
  }
}
