/**
 * Starts a model's pipeline when a check of its monitor finds drift: once for each episode, not again within the cool-down,
 * and not more often than the budget allows.
 *
 * An episode is one passage of one alarm into the state ALARM. Amazon EventBridge delivers events at least once and in any
 * order, and the function can end between its calls. So every start is claimed in a table first (claim, start, mark), and
 * the token of the start follows from the episode: whoever resumes a claim cannot start a second run. Time is that of the
 * events; a clock only says which times cannot be, because one far in the future would silence every alarm before it.
 */
import { createHash } from 'node:crypto';
import { ConditionalCheckFailedException, DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { SageMakerClient, StartPipelineExecutionCommand } from '@aws-sdk/client-sagemaker';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { log } from '../../foundation/handlers/logic/log';

/** The part of an alarm's state change that is looked at. */
export interface AlarmEvent {
  readonly resources: readonly string[];
  readonly detail: { readonly alarmName: string; readonly state: { readonly value: string; readonly timestamp: string } };
}

/** One passage of an alarm into ALARM that has led to a retraining, or will. */
export interface Episode {
  readonly id: string;
  /** When the alarm began to ring, in seconds since 1970. */
  readonly at: number;
  /** ARN of the run; undefined until the start has been confirmed. */
  readonly execution?: string;
}

export interface Limits {
  readonly coolDownSeconds: number;
  readonly maxPerMonth: number;
}

export type Decision = 'not-ringing' | 'claim' | 'resume' | 'already-started' | 'outdated' | 'cooling-down' | 'over-budget';

const MONTH = 30 * 86_400;
/** How far clocks of AWS may differ. */
const TOLERANCE = 3600;
// Two functions rarely meet; whoever loses looks again.
const ATTEMPTS = 8;

/** Whether something can have happened at a time, in seconds. */
function isPossible(at: unknown): at is number {
  return typeof at === 'number' && Number.isFinite(at) && at <= Date.now() / 1000 + TOLERANCE;
}

/** What is to be done about an episode, given those before it. */
export function decide(history: readonly Episode[], episode: Episode, limits: Limits): Decision {
  const known = history.find(({ id }) => id === episode.id);
  if (known) return known.execution === undefined ? 'resume' : 'already-started';
  const latest = history.reduce((last, { at }) => Math.max(last, at), -Infinity);
  // A retraining after this drift has seen its data already.
  if (episode.at <= latest) return 'outdated';
  if (episode.at - latest < limits.coolDownSeconds) return 'cooling-down';
  return withinMonth(history, episode.at).length >= limits.maxPerMonth ? 'over-budget' : 'claim';
}

/** The episode that an event tells of. */
export function episodeOf(event: AlarmEvent): Episode {
  const { timestamp } = event.detail.state;
  const isTime = typeof timestamp === 'string' && /^\d{4}-\d\d-\d\dT/.test(timestamp);
  const at = isTime ? Date.parse(timestamp.replace(/\+0000$/, 'Z')) / 1000 : NaN;
  if (Number.isNaN(at)) throw new Error(`the state of alarm ${event.detail.alarmName} has no readable timestamp: ${timestamp}`);
  if (!isPossible(at)) throw new Error(`the state of alarm ${event.detail.alarmName} has a timestamp in the future: ${timestamp}`);
  return { id: `${event.resources[0] ?? event.detail.alarmName}#${timestamp}`, at };
}

/** The token that makes a repeated start of the same episode the same start. */
export function startToken(pipeline: string, episode: Episode): string {
  return createHash('sha256').update(`${pipeline}\n${episode.id}`).digest('hex');
}

const limited = { maxAttempts: 6, requestHandler: { connectionTimeout: 3000, requestTimeout: 10_000 } };
const dynamo = new DynamoDBClient(limited);
const sts = new STSClient(limited);

export async function handler(event: AlarmEvent): Promise<{ decision: Decision; execution?: string }> {
  const pipeline = required('PIPELINE_NAME');
  const ledger = new Ledger(required('TABLE_NAME'), pipeline);
  const limits = { coolDownSeconds: Number(required('COOL_DOWN_SECONDS')), maxPerMonth: Number(required('MAX_PER_MONTH')) };
  if (event.detail.state.value !== 'ALARM') {
    log('retraining decided', { decision: 'not-ringing', pipeline, alarm: event.detail.alarmName, state: event.detail.state.value });
    return { decision: 'not-ringing' };
  }
  const episode = episodeOf(event);

  const decision = await ledger.claim(episode, limits);
  const execution = decision === 'claim' || decision === 'resume' ? await start(pipeline, episode) : undefined;
  if (execution !== undefined) await ledger.mark(episode, execution);
  log('retraining decided', { decision, execution, pipeline, alarm: event.detail.alarmName, episode: episode.id });
  return { decision, execution };
}

async function start(pipeline: string, episode: Episode): Promise<string> {
  const token = startToken(pipeline, episode);
  const reason = `Started by ${episode.id}`.slice(0, 3072);
  const roleArn = process.env.START_ROLE_ARN;
  const execution = roleArn === undefined ? await startHere(pipeline, token, reason) : await startThrough(roleArn, token, reason);
  if (execution === undefined) throw new Error('SageMaker has not said which run was started');
  return execution;
}

async function startHere(pipeline: string, token: string, reason: string): Promise<string | undefined> {
  const sagemaker = new SageMakerClient({ ...limited, region: process.env.PIPELINE_REGION });
  const { PipelineExecutionArn } = await sagemaker.send(new StartPipelineExecutionCommand({
    PipelineName: pipeline,
    ClientRequestToken: token,
    PipelineExecutionDisplayName: `drift-${token.slice(0, 12)}`,
    PipelineExecutionDescription: reason,
  }));
  return PipelineExecutionArn;
}

/** Calls the function that starts the pipeline in its account, with the role that this account made for it. */
async function startThrough(RoleArn: string, token: string, reason: string): Promise<string | undefined> {
  const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'retrain-on-drift', DurationSeconds: 900 }));
  if (Credentials?.AccessKeyId === undefined || Credentials.SecretAccessKey === undefined) throw new Error(`no credentials for ${RoleArn}`);
  const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, SessionToken: sessionToken } = Credentials;
  const lambda = new LambdaClient({ ...limited, region: process.env.PIPELINE_REGION, credentials: { accessKeyId, secretAccessKey, sessionToken } });
  const { FunctionError, Payload } = await lambda.send(new InvokeCommand({
    FunctionName: required('START_FUNCTION'), Payload: JSON.stringify({ token, reason }),
  }));
  const answer = Buffer.from(Payload ?? '').toString('utf8');
  if (FunctionError !== undefined) throw new Error(`the pipeline was not started: ${answer.slice(0, 1000)}`);
  return (JSON.parse(answer) as { execution?: string }).execution;
}

/** The episodes of one pipeline: one item, changed only by whoever has read its last version. */
class Ledger {
  constructor(private readonly table: string, private readonly pipeline: string) {}

  public async claim(episode: Episode, limits: Limits): Promise<Decision> {
    let decision: Decision = 'claim';
    await this.change(history => {
      decision = decide(history, episode, limits);
      return decision === 'claim' ? [...withinMonth(history, episode.at), episode] : undefined;
    });
    return decision;
  }

  public async mark(episode: Episode, execution: string): Promise<void> {
    await this.change(history => history.map(known => known.id === episode.id ? { ...known, execution } : known));
  }

  /** Writes what `next` makes of the history, unless that is nothing; reads again when somebody else was faster. */
  private async change(next: (history: Episode[]) => Episode[] | undefined): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      const { history, version } = await this.read();
      const changed = next(history);
      if (changed === undefined) return;
      try {
        await this.write(changed, version);
        return;
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException) || attempt === ATTEMPTS) throw error;
      }
    }
  }

  private async read(): Promise<{ history: Episode[]; version: number }> {
    const { Item } = await dynamo.send(new GetItemCommand({
      TableName: this.table, Key: { pipeline: { S: this.pipeline } }, ConsistentRead: true,
    }));
    return { history: episodesIn(Item?.episodes?.S ?? '[]'), version: Number(Item?.version?.N ?? 0) };
  }

  private async write(history: Episode[], version: number): Promise<void> {
    await dynamo.send(new PutItemCommand({
      TableName: this.table,
      Item: { pipeline: { S: this.pipeline }, version: { N: String(version + 1) }, episodes: { S: JSON.stringify(history) } },
      ConditionExpression: version === 0 ? 'attribute_not_exists(#pipeline)' : '#version = :read',
      ExpressionAttributeNames: version === 0 ? { '#pipeline': 'pipeline' } : { '#version': 'version' },
      ExpressionAttributeValues: version === 0 ? undefined : { ':read': { N: String(version) } },
    }));
  }
}

/** Entries that cannot be are left out, and written away with the next claim: they would stand in the way of every alarm to come. */
function episodesIn(text: string): Episode[] {
  try {
    const entries: unknown = JSON.parse(text);
    return (Array.isArray(entries) ? entries as (Partial<Episode> | null)[] : []).filter(isEpisode);
  } catch {
    log('the ledger cannot be read and begins anew', { text: text.slice(0, 200) });
    return [];
  }
}

function isEpisode(entry: Partial<Episode> | null): entry is Episode {
  return typeof entry?.id === 'string' && isPossible(entry.at);
}

function withinMonth(history: readonly Episode[], at: number): Episode[] {
  return history.filter(episode => at - episode.at < MONTH);
}

function required(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`environment variable ${name} is missing`);
  return value;
}
