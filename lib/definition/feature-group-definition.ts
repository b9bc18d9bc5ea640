import { DurationText } from './values';

/** The type of a feature: `fractional` is a 64-bit float, `integral` a 64-bit integer. */
export type FeatureType = 'fractional' | 'integral' | 'string';

/**
 * A group of features that are written together, one record for each id.
 */
export interface FeatureGroupDefinition {
  /**
   * The feature that identifies a record. It is added to `schema` as `string` when it is not there.
   *
   * @pattern ^[a-zA-Z0-9][a-zA-Z0-9_-]*$
   * @patternErrorMessage must be letters, digits, underscores and hyphens, beginning with a letter or digit
   * @maxLength 64
   */
  readonly recordId: string;

  /**
   * The feature that says when a record was true. It is added to `schema` as `string` (ISO 8601) when it is not there;
   * `fractional` means seconds since 1970.
   *
   * @pattern ^[a-zA-Z0-9][a-zA-Z0-9_-]*$
   * @patternErrorMessage must be letters, digits, underscores and hyphens, beginning with a letter or digit
   * @maxLength 64
   */
  readonly eventTime: string;

  /**
   * The features and their types, in order: up to 2,500. New features may be added at the end at any time; a feature
   * that is deployed can be neither renamed, nor removed, nor given another type.
   */
  readonly schema: { [feature: string]: FeatureType };

  /**
   * What the group holds, for people. It is fixed at the first deployment.
   *
   * @default - no description
   * @maxLength 128
   */
  readonly description?: string;

  /**
   * The store for reading single records within milliseconds.
   *
   * @default - no online store, unless there is no offline store either
   */
  readonly online?: OnlineStoreDefinition;

  /**
   * The store of the whole history in Amazon S3, for training.
   *
   * @default - an Iceberg table, when there is no online store either
   */
  readonly offline?: OfflineStoreDefinition;

  /**
   * How reads and writes are paid for.
   *
   * @default - on demand
   */
  readonly throughput?: ThroughputDefinition;

  /**
   * Raise it by one to replace the group deliberately: the new group is empty and has a new name, the old one is kept.
   *
   * @default 1
   * @minimum 1
   * @asType integer
   */
  readonly schemaVersion?: number;
}

/**
 * The store for reading single records.
 */
export interface OnlineStoreDefinition {
  /**
   * How long after its event time a record is deleted.
   *
   * @default - records stay
   */
  readonly ttl?: DurationText;

  /**
   * `in-memory` answers faster, costs more, and has no provisioned throughput. It cannot be changed later.
   *
   * @default standard
   */
  readonly storage?: 'in-memory' | 'standard';
}

/**
 * The store of the whole history. None of it can be changed later.
 */
export interface OfflineStoreDefinition {
  /**
   * The table format: Apache Iceberg, which compacts small files and is faster to query, or plain files of Apache Parquet.
   *
   * @default iceberg
   */
  readonly format?: 'iceberg' | 'parquet';

  /**
   * The table in AWS Glue with a name of your own.
   *
   * @default - SageMaker makes the table, and its name, in its own database, `sagemaker_featurestore`
   */
  readonly aws?: AwsOfflineTableDefinition;
}

/**
 * The table of an offline store in AWS Glue.
 */
export interface AwsOfflineTableDefinition {
  /**
   * The AWS Glue database.
   *
   * @pattern ^[a-z0-9_]+$
   * @patternErrorMessage must be lower-case letters, digits and underscores
   */
  readonly database: string;

  /**
   * The AWS Glue table in that database.
   *
   * @pattern ^[a-z0-9_]+$
   * @patternErrorMessage must be lower-case letters, digits and underscores
   */
  readonly table: string;
}

/**
 * How reads and writes of a feature group are paid for: on demand, or provisioned when both units are given.
 */
export interface ThroughputDefinition {
  /**
   * Provisioned read capacity units.
   *
   * @minimum 1
   * @asType integer
   */
  readonly readUnits: number;

  /**
   * Provisioned write capacity units.
   *
   * @minimum 1
   * @asType integer
   */
  readonly writeUnits: number;
}
