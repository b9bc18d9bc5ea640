import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import { IModelEndpoint, ModelEndpoint } from '../../../lib/aws/model-endpoint';
import { ModelMonitor, ModelMonitorProps, MonitorProgram } from '../../../lib/aws/monitoring';
import { ITrainingPipeline, TrainingPipeline } from '../../../lib/aws/training-pipeline';

export const MODEL_PACKAGE = 'arn:aws:sagemaker:eu-west-1:111111111111:model-package/default-risk/7';

/** What CloudFormation and the APIs write: its shape is what the tests look at. */
export type Json = ReturnType<typeof JSON.parse>;

/** A program of one file, the same for all tests. */
export const program = MonitorProgram.fromScript({ directory: programFolder(), entryPoint: 'monitor.py' });

export function programFolder(): string {
  const directory = mkdtempSync(join(tmpdir(), 'monitor-program-'));
  writeFileSync(join(directory, 'monitor.py'), 'print("checked")\n');
  return directory;
}

export interface Watched {
  readonly stack: Stack;
  readonly endpoint: IModelEndpoint;
  readonly given: Pick<ModelMonitorProps, 'endpoint' | 'encryptionKey' | 'alarmTopic' | 'artifactBucket' | 'modelPackage' | 'program'>;
}

export interface WatchedOptions {
  readonly variantNames?: string[];
  readonly instanceTypes?: { [variant: string]: string };
  readonly captureUri?: string | null;
  readonly env?: { readonly region?: string; readonly account?: string };
}

/** A stack with everything that a monitor is given, so that what it adds can be counted. */
export function watched(options: WatchedOptions = {}): Watched {
  const { variantNames, instanceTypes, captureUri = 's3://acme-data/capture/risk/', env = { region: 'eu-west-1', account: '111111111111' } } = options;
  const stack = new Stack(new App(), 'Monitoring', { env });
  const endpoint = ModelEndpoint.fromEndpointAttributes(stack, 'Endpoint', {
    endpointName: 'risk', variantNames, instanceTypes, captureUri: captureUri ?? undefined,
  });
  const given = {
    endpoint,
    program,
    modelPackage: MODEL_PACKAGE,
    encryptionKey: kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-west-1:111111111111:key/11111111-2222-3333-4444-555555555555'),
    alarmTopic: sns.Topic.fromTopicArn(stack, 'Topic', 'arn:aws:sns:eu-west-1:111111111111:alarms'),
    artifactBucket: s3.Bucket.fromBucketName(stack, 'Artifacts', 'acme-artifacts'),
  };
  return { stack, endpoint, given };
}

export interface Monitored {
  readonly place: Watched;
  readonly monitor: ModelMonitor;
  readonly template: Template;
}

/** A monitor of that endpoint, and the template of its stack. */
export function monitor(props: Partial<ModelMonitorProps> = {}, place: Watched = watched()): Monitored {
  const made = new ModelMonitor(place.stack, 'Monitor', { ...place.given, ...props });
  return { place, monitor: made, template: Template.fromStack(place.stack) };
}

/** The request that a schedule sends, with references written as `<Id>`. */
export function jobRequest(template: Template, match: string = ''): Json {
  const schedules = Object.entries(template.findResources('AWS::Scheduler::Schedule')).filter(([id]) => id.includes(match));
  const input = schedules[0]![1].Properties.Target.Input;
  const parts: (string | Record<string, Json>)[] = typeof input === 'string' ? [input] : input['Fn::Join'][1];
  const text = parts.map(part => typeof part === 'string' ? part : `<${part.Ref ?? part['Fn::GetAtt']?.join('.') ?? 'reference'}>`).join('');
  return JSON.parse(text);
}

/** A pipeline that exists elsewhere. */
export function trainingPipeline(stack: Stack): ITrainingPipeline {
  return TrainingPipeline.fromPipelineName(stack, 'TrainingPipeline', 'default-risk');
}
