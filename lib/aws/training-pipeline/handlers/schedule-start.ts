/**
 * Schedules one start of a training pipeline for all files that arrive within one time of collecting, at its end.
 *
 * Amazon EventBridge delivers events at least once and in any order. The name of the schedule and the token of the start follow from the
 * time, so whoever comes second finds the schedule made, and a schedule that runs twice starts one run.
 */
import { createHash } from 'node:crypto';
import { ConflictException, CreateScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { log } from '../../foundation/handlers/logic/log';

/** The part of an event that is looked at. */
export interface NewDataEvent {
  /** When the file was written. */
  readonly time: string;
  readonly detail: { readonly bucket: { readonly name: string }; readonly object: { readonly key: string } };
}

const MINUTE = 60_000;

const scheduler = new SchedulerClient({ maxAttempts: 6, requestHandler: { connectionTimeout: 3000, requestTimeout: 10_000 } });

/** What this function knows to be there: most of a crowd of files need not ask again. */
let latest: string | undefined;

/** When the files that arrive at a time are complete. A late event belongs to those of now, since a schedule cannot be in the past. */
export function startTime(arrival: number, now: number, collect: number): number {
  const end = (time: number) => (Math.floor(time / collect) + 1) * collect;
  return Math.max(end(arrival), end(now + MINUTE));
}

export async function handler(event: NewDataEvent): Promise<{ schedule: string }> {
  const arrival = Date.parse(event.time);
  if (Number.isNaN(arrival)) throw new Error(`the event has no readable time: ${event.time}`);
  const now = Date.now();
  const at = new Date(startTime(Math.min(arrival, now), now, Number(required('COLLECT_SECONDS')) * 1000)).toISOString().slice(0, 19);
  const schedule = `start-${at.replace(/[-:]/g, '')}Z`;
  if (schedule === latest) return { schedule };
  const isNew = await create(schedule, at);
  latest = schedule;
  const { bucket, object } = event.detail;
  log('training is scheduled', { schedule, isNew, pipeline: required('TRAINING_PIPELINE'), bucket: bucket.name, key: object.key });
  return { schedule };
}

/** Whether the schedule was not there before. */
async function create(schedule: string, at: string): Promise<boolean> {
  const pipeline = required('TRAINING_PIPELINE');
  try {
    await scheduler.send(new CreateScheduleCommand({
      Name: schedule,
      GroupName: required('SCHEDULE_GROUP'),
      ScheduleExpression: `at(${at})`,
      ScheduleExpressionTimezone: 'UTC',
      FlexibleTimeWindow: { Mode: 'OFF' },
      ActionAfterCompletion: 'DELETE',
      Target: {
        Arn: required('START_TARGET'),
        RoleArn: required('START_ROLE_ARN'),
        Input: JSON.stringify({
          PipelineName: pipeline,
          ClientRequestToken: createHash('sha256').update(`${pipeline}\n${at}`).digest('hex'),
          PipelineExecutionDisplayName: `new-data-${at.replace(/[-:]/g, '')}`,
          PipelineExecutionDescription: `Started by data that arrived until ${at}Z`,
        }),
        DeadLetterConfig: { Arn: required('DEAD_LETTER_QUEUE_ARN') },
        RetryPolicy: { MaximumRetryAttempts: 5, MaximumEventAgeInSeconds: 3600 },
      },
    }));
    return true;
  } catch (error) {
    if (error instanceof ConflictException) return false;
    throw error;
  }
}

function required(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`environment variable ${name} is missing`);
  return value;
}
