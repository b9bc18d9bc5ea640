/** Locks of Git LFS: one for each path, in Amazon DynamoDB. */
import { createHash } from 'node:crypto';
import {
  AttributeValue, ConditionalCheckFailedException, DeleteItemCommand, DynamoDBClient, GetItemCommand, PutItemCommand, ScanCommand,
} from '@aws-sdk/client-dynamodb';

export interface Lock {
  readonly id: string;
  readonly path: string;
  readonly locked_at: string;
  readonly owner: { readonly name: string };
}

/** A part of all locks, and where the next one begins. */
export interface Locks {
  readonly locks: Lock[];
  readonly next?: string;
}

const dynamo = new DynamoDBClient({});
const MOST = 100;

/** Locks a path for somebody; answers with the lock that is there already, when there is one. */
export async function lock(path: string, owner: string): Promise<{ readonly made: boolean; readonly lock: Lock }> {
  const wanted: Lock = { id: idOf(path), path, locked_at: new Date().toISOString().replace(/\.\d+/, ''), owner: { name: owner } };
  for (;;) {
    try {
      await dynamo.send(new PutItemCommand({
        TableName: process.env.LOCKS,
        Item: { id: { S: wanted.id }, path: { S: path }, lockedAt: { S: wanted.locked_at }, owner: { S: owner } },
        ConditionExpression: 'attribute_not_exists(id)',
      }));
      return { made: true, lock: wanted };
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      const found = await lockOf(wanted.id);
      if (found !== undefined) return { made: false, lock: found };
      // It was given back in between.
    }
  }
}

export async function lockOf(id: string): Promise<Lock | undefined> {
  const { Item } = await dynamo.send(new GetItemCommand({ TableName: process.env.LOCKS, Key: { id: { S: id } }, ConsistentRead: true }));
  return Item && fromItem(Item);
}

/** Gives a lock back, as long as it is that of its owner. */
export async function unlock({ id, owner }: Lock): Promise<boolean> {
  try {
    await dynamo.send(new DeleteItemCommand({
      TableName: process.env.LOCKS,
      Key: { id: { S: id } },
      ConditionExpression: '#owner = :owner',
      ExpressionAttributeNames: { '#owner': 'owner' },
      ExpressionAttributeValues: { ':owner': { S: owner.name } },
    }));
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

export async function locks(cursor: string | undefined, limit: number | undefined): Promise<Locks> {
  const { Items = [], LastEvaluatedKey } = await dynamo.send(new ScanCommand({
    TableName: process.env.LOCKS,
    Limit: Math.min(Math.max(limit ?? MOST, 1), MOST),
    ConsistentRead: true,
    ExclusiveStartKey: cursor === undefined ? undefined : { id: { S: cursor } },
  }));
  return { locks: Items.map(fromItem), next: LastEvaluatedKey?.id?.S };
}

/** A path has one lock, so that its id follows from it. */
export function idOf(path: string): string {
  return createHash('sha256').update(path).digest('hex').slice(0, 32);
}

function fromItem({ id, lockedAt, owner, path }: Record<string, AttributeValue>): Lock {
  return { id: id!.S!, path: path!.S!, locked_at: lockedAt!.S!, owner: { name: owner!.S! } };
}
