import * as kms from 'aws-cdk-lib/aws-kms';
import { CfnFeatureGroup } from 'aws-cdk-lib/aws-sagemaker';
import { Feature, featuresOf } from './feature-schema';
import { IFeatureStore } from './feature-store-interface';
import { FeatureStoreProps } from './feature-store-props';
import { FeatureGroupDefinition, OnlineStoreDefinition } from '../../definition';

type OfflinePlace = Pick<IFeatureStore, 'encryptionKey' | 'offlineBucket' | 'offlineDatabase' | 'offlinePrefix' | 'offlineTable'>;

const FEATURE_TYPES = { fractional: 'Fractional', integral: 'Integral', string: 'String' };
const STORAGE_TYPES = { 'in-memory': 'InMemory', 'standard': 'Standard' };
const TABLE_FORMATS = { parquet: 'Glue', iceberg: 'Iceberg' };

/** The units of `DurationText` as SageMaker counts them. */
const TTL_UNITS: Record<string, { readonly Unit: string; readonly factor: number }> = {
  s: { Unit: 'Seconds', factor: 1 },
  m: { Unit: 'Minutes', factor: 1 },
  h: { Unit: 'Hours', factor: 1 },
  d: { Unit: 'Days', factor: 1 },
  w: { Unit: 'Weeks', factor: 1 },
  y: { Unit: 'Days', factor: 365 },
};

/** What is deployed keeps its place, so that sorting a schema anew is no change. */
export function renderFeatures(props: FeatureStoreProps): CfnFeatureGroup.FeatureDefinitionProperty[] {
  const place = new Map((props.deployed ? featuresOf(props.deployed) : []).map(({ name }, index) => [name, index]));
  const rank = ({ name }: Feature) => place.get(name) ?? place.size;
  return featuresOf(props)
    .sort((a, b) => rank(a) - rank(b))
    .map(({ name, type }) => ({ featureName: name, featureType: FEATURE_TYPES[type] }));
}

/** The online store: what is read by id, in milliseconds. */
export function renderOnlineStore({ storage, ttl }: OnlineStoreDefinition, key: kms.IKey | undefined): object {
  return {
    EnableOnlineStore: true,
    StorageType: STORAGE_TYPES[storage ?? 'standard'],
    SecurityConfig: { KmsKeyId: key?.keyArn },
    TtlDuration: ttl === undefined ? undefined : renderTtl(ttl),
  };
}

/** The offline store: the history, as files with a table. */
export function renderOfflineStore({ offline }: FeatureGroupDefinition, group: OfflinePlace): object {
  const { encryptionKey, offlineBucket, offlineDatabase, offlinePrefix, offlineTable } = group;
  return {
    S3StorageConfig: {
      S3Uri: offlineBucket?.s3UrlForObject(offlinePrefix?.replace(/\/$/, '')),
      KmsKeyId: encryptionKey?.keyArn,
    },
    TableFormat: TABLE_FORMATS[offline?.format ?? 'iceberg'],
    DisableGlueTableCreation: false,
    DataCatalogConfig: offlineTable && { Catalog: 'AwsDataCatalog', Database: offlineDatabase, TableName: offlineTable },
  };
}

/** In-memory storage knows no other way than on demand, and does not take it either. */
export function renderThroughput({ throughput, online }: FeatureGroupDefinition): CfnFeatureGroup.ThroughputConfigProperty | undefined {
  if (online?.storage === 'in-memory') return undefined;
  if (!throughput) return { throughputMode: 'OnDemand' };
  return {
    throughputMode: 'Provisioned',
    provisionedReadCapacityUnits: throughput.readUnits,
    provisionedWriteCapacityUnits: throughput.writeUnits,
  };
}

function renderTtl(ttl: string): object {
  const [, value, letter] = /^(\d+)([a-z])$/.exec(ttl) ?? [];
  const { Unit, factor } = TTL_UNITS[letter ?? '']!;
  return { Unit, Value: Number(value) * factor };
}
