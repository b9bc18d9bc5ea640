import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { FeatureStoreAttributes } from '../../aws/feature-store';
import { S3Place } from '../../aws/foundation/s3-place';
import { MlPlatformProps } from '../../aws/ml-platform';
import { ModelEndpointAttributes } from '../../aws/model-endpoint';
import { AwsExistingDefinition, AwsExistingFeatureGroupDefinition, ExistingEndpointDefinition } from '../../definition';
import { entries, namesOf } from '../../definition/rules/names';

/** The parts of a platform that an environment has already. */
export function existingParts(scope: Construct, existing: AwsExistingDefinition = {}): MlPlatformProps {
  const { alarmTopic, artifactBucket, dataBucket, encryptionKey: keyArn, logBucket } = existing;
  if ([alarmTopic, artifactBucket, dataBucket, keyArn, logBucket].every(part => part === undefined)) return {};
  const parent = new Construct(scope, 'Existing');
  const encryptionKey = keyArn === undefined ? undefined : kms.Key.fromKeyArn(parent, 'EncryptionKey', keyArn);
  const bucket = (id: string, name: string | undefined, key?: kms.IKey) =>
    name === undefined ? undefined : s3.Bucket.fromBucketAttributes(parent, id, { bucketName: name, encryptionKey: key });
  return {
    encryptionKey,
    artifactBucket: bucket('ArtifactBucket', artifactBucket, encryptionKey),
    dataBucket: bucket('DataBucket', dataBucket, encryptionKey),
    logBucket: bucket('LogBucket', logBucket),
    alarmTopic: alarmTopic === undefined ? undefined : sns.Topic.fromTopicArn(parent, 'AlarmTopic', alarmTopic),
  };
}

/** The accounts and buckets among them, which an isolated network must reach. */
export function existingReach({ alarmTopic, artifactBucket, dataBucket, encryptionKey, logBucket }: AwsExistingDefinition = {}) {
  const isGiven = (value: string | undefined): value is string => value !== undefined;
  return {
    accounts: [alarmTopic, encryptionKey].filter(isGiven).map(arn => arn.split(':')[4]!),
    buckets: [artifactBucket, dataBucket, logBucket].filter(isGiven),
  };
}

/** What is known of a group of features that is there already. */
export function existingFeatures(scope: Construct, { name, encryptionKey, offline }: AwsExistingFeatureGroupDefinition): FeatureStoreAttributes {
  const place = offline && S3Place.parse(offline.location).folder(scope, 'OfflineBucket');
  return {
    featureGroupName: name,
    encryptionKey: encryptionKey === undefined ? undefined : kms.Key.fromKeyArn(scope, 'EncryptionKey', encryptionKey),
    offlineBucket: place?.bucket,
    offlinePrefix: place?.prefix,
    offlineDatabase: offline?.table?.database,
    offlineTable: offline?.table?.table,
  };
}

/** What is known of an endpoint that is there already. */
export function existingEndpoint({ name, variants, capture }: ExistingEndpointDefinition): ModelEndpointAttributes {
  const types = entries(variants).flatMap(([variant, { type }]) => type === undefined ? [] : [[variant, type] as const]);
  return {
    endpointName: name,
    variantNames: variants && namesOf(variants),
    instanceTypes: Object.fromEntries(types),
    captureUri: capture && folder(capture.destination),
  };
}

function folder(uri: string): string {
  return uri.endsWith('/') ? uri : `${uri}/`;
}
