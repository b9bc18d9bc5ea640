import { AwsOfflineTableDefinition } from './feature-group-definition';
import { StoragePlace } from './values';

/**
 * What an environment uses of what is there already, in its region, instead of making it. Somebody else looks after it: policies of these
 * parts are not changed, so they must let in what the README of the platform names.
 */
export interface AwsExistingDefinition {
  /**
   * ARN of the key that encrypts everything that the models store.
   *
   * @default - a new key with yearly rotation
   * @pattern ^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key/[a-zA-Z0-9-]+$
   * @patternErrorMessage must be the ARN of a key such as arn:aws:kms:eu-west-1:111111111111:key/0123abcd-1111-2222-3333-444455556666
   */
  readonly encryptionKey?: string;

  /**
   * Name of the bucket for models, code and pipeline results, each below a prefix of its own.
   *
   * @default - a new bucket
   * @pattern ^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$
   * @patternErrorMessage must be the name of a bucket such as acme-models
   */
  readonly artifactBucket?: string;

  /**
   * Name of the bucket for recorded requests, predictions, monitoring reports and feature groups, each below a prefix of its own.
   *
   * @default - a new bucket
   * @pattern ^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$
   * @patternErrorMessage must be the name of a bucket such as acme-models
   */
  readonly dataBucket?: string;

  /**
   * Name of the bucket for the access logs of new buckets.
   *
   * @default - a new bucket
   * @pattern ^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$
   * @patternErrorMessage must be the name of a bucket such as acme-models
   */
  readonly logBucket?: string;

  /**
   * ARN of the topic that alarms are sent to. `owner` is not subscribed to it.
   *
   * @default - a new topic
   * @pattern ^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[a-zA-Z0-9_-]+$
   * @patternErrorMessage must be the ARN of a topic such as arn:aws:sns:eu-west-1:111111111111:alarms
   */
  readonly alarmTopic?: string;

  /**
   * Groups among `features` that are there already, by their names in the definition.
   *
   * @default - all of them are made
   */
  readonly featureGroups?: { [name: string]: AwsExistingFeatureGroupDefinition };
}

/**
 * A group of features that is there already. The definition says of it what is used; the group itself is not changed.
 */
export interface AwsExistingFeatureGroupDefinition {
  /**
   * Name of the feature group.
   *
   * @pattern ^[a-zA-Z0-9](-*[a-zA-Z0-9])*$
   * @patternErrorMessage must be letters, digits and hyphens, with a letter or digit at both ends
   * @maxLength 64
   */
  readonly name: string;

  /**
   * Its offline store, which pipelines read.
   *
   * @default - it has none
   */
  readonly offline?: AwsExistingOfflineStoreDefinition;

  /**
   * ARN of the key of its online store, which readers of records need.
   *
   * @default - a key of AWS, which nobody needs a permission for
   * @pattern ^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key/[a-zA-Z0-9-]+$
   * @patternErrorMessage must be the ARN of a key such as arn:aws:kms:eu-west-1:111111111111:key/0123abcd-1111-2222-3333-444455556666
   */
  readonly encryptionKey?: string;
}

/**
 * The offline store of a group that is there already.
 */
export interface AwsExistingOfflineStoreDefinition {
  /** Where its files are: what `aws sagemaker describe-feature-group` calls `ResolvedOutputS3Uri`. */
  readonly location: StoragePlace;

  /**
   * Its table in AWS Glue.
   *
   * @default - the table that SageMaker has made in `sagemaker_featurestore`
   */
  readonly table?: AwsOfflineTableDefinition;
}

/**
 * Roles that are there already, which let sagemaker.amazonaws.com assume them. Each stack adds a policy with the permissions that its model
 * needs, so that a role of many models may reach the limit of AWS for its inline policies (10,240 characters). Functions, schedules and rules
 * have roles that the system makes in any case.
 */
export interface AwsRolesDefinition {
  /**
   * ARN of the role of training pipelines and their jobs.
   *
   * @default - a new role for each model
   * @pattern ^arn:aws[a-z-]*:iam::\d{12}:role/[\w+=,.@/-]+$
   * @patternErrorMessage must be the ARN of a role such as arn:aws:iam::111111111111:role/training
   */
  readonly training?: string;

  /**
   * ARN of the role of the containers that serve models, at endpoints and in batches.
   *
   * @default - a new role for each model
   * @pattern ^arn:aws[a-z-]*:iam::\d{12}:role/[\w+=,.@/-]+$
   * @patternErrorMessage must be the ARN of a role such as arn:aws:iam::111111111111:role/serving
   */
  readonly serving?: string;

  /**
   * ARN of the role of the jobs that check data and predictions.
   *
   * @default - a new role for each model
   * @pattern ^arn:aws[a-z-]*:iam::\d{12}:role/[\w+=,.@/-]+$
   * @patternErrorMessage must be the ARN of a role such as arn:aws:iam::111111111111:role/monitoring
   */
  readonly monitoring?: string;
}
