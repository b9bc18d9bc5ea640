import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { ModelMonitorMetrics } from '../model-monitor-metrics';
import { MonitoredData } from './monitored-places';
import { JobComputeDefinition } from '../../../definition/values';
import { Network } from '../../foundation/network';
import { BucketPrefix } from '../../foundation/s3-place';
import { IModelEndpoint } from '../../model-endpoint';

/** What all checks of one monitor share. */
export interface MonitorContext extends MonitoredData {
  /** Stable beginning of every physical name. */
  readonly name: string;
  readonly endpoint: IModelEndpoint;
  readonly captureUri: string;
  readonly namespace: string;
  readonly metrics: ModelMonitorMetrics;
  readonly encryptionKey: kms.IKey;
  readonly role: iam.IRole;
  readonly network?: Network;
  /** Where the reports of all checks begin. */
  readonly reports: BucketPrefix;
  readonly compute: Required<Pick<JobComputeDefinition, 'type' | 'count' | 'volume'>>;
  readonly modelPackage?: string;
  /** Takes runs that failed, and runs that could not be started. */
  readonly failures: sqs.IQueue;
}
