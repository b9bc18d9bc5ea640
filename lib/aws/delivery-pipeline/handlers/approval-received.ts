/**
 * Starts exactly one release for each approved version of the model, however many events arrive and in whatever order.
 *
 * Events come through a queue: what fails is delivered again until it works or lands in the dead-letter queue, from where
 * it can be sent back after the cause is gone.
 */
import { CodePipelineClient } from '@aws-sdk/client-codepipeline';
import { ConditionalCheckFailedException, DynamoDBClient, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import { Registry } from './logic/registry';
import { Claim, release, ReleasePorts } from './logic/release';
import { findRelease, startRelease } from './logic/release-pipeline';
import { log, logError } from '../../foundation/handlers/logic/log';

interface QueueEvent {
  readonly Records: readonly { readonly messageId: string; readonly body: string }[];
}

/** As far as it is looked at; what comes through a queue can be anything. */
interface ApprovalEvent {
  readonly detail?: { readonly ModelPackageArn?: unknown } | null;
}

interface QueueResult {
  readonly batchItemFailures: { readonly itemIdentifier: string }[];
}

/** How long the ledger remembers a release. Events of older versions are no longer expected. */
const MEMORY_SECONDS = 400 * 86_400;

const codePipeline = new CodePipelineClient({ maxAttempts: 4 });
const dynamodb = new DynamoDBClient({ maxAttempts: 4 });
const sagemaker = new SageMakerClient({ maxAttempts: 4 });

const registry = Registry.fromEnvironment(sagemaker);

const ports: ReleasePorts = {
  isApproved: version => registry.isApproved(version),
  newestApproved: () => registry.newestApproved(),
  claim,
  findRun: (version, since) => findRelease(codePipeline, version, since),
  startRun: (version, token) => startRelease(codePipeline, version, token),
  mark: async (version, run) => {
    await dynamodb.send(new UpdateItemCommand({
      TableName: process.env.LEDGER_TABLE,
      Key: { version: { S: version } },
      UpdateExpression: 'SET #run = :run',
      ExpressionAttributeNames: { '#run': 'run' },
      ExpressionAttributeValues: { ':run': { S: run } },
    }));
  },
};

export async function handler(event: QueueEvent): Promise<QueueResult> {
  const batchItemFailures: { itemIdentifier: string }[] = [];
  for (const { messageId, body } of event.Records) {
    try {
      const version = registry.own((JSON.parse(body) as ApprovalEvent | null)?.detail?.ModelPackageArn);
      log('approval handled', { version, outcome: await release(version, ports) });
    } catch (error) {
      logError('approval not handled', error, { messageId });
      batchItemFailures.push({ itemIdentifier: messageId });
    }
  }
  return { batchItemFailures };
}

async function claim(version: string): Promise<Claim> {
  const now = new Date();
  try {
    await dynamodb.send(new PutItemCommand({
      TableName: process.env.LEDGER_TABLE,
      Item: {
        version: { S: version },
        claimedAt: { S: now.toISOString() },
        expiresAt: { N: String(Math.floor(now.getTime() / 1000) + MEMORY_SECONDS) },
      },
      ConditionExpression: 'attribute_not_exists(#version)',
      ExpressionAttributeNames: { '#version': 'version' },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    }));
    return { state: 'new', claimedAt: now };
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    return { state: error.Item?.run ? 'released' : 'open', claimedAt: new Date(error.Item?.claimedAt?.S ?? now) };
  }
}
