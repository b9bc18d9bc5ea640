import { DurationText, StoragePlace } from './values';

/**
 * Versioned data that models are trained or scored on.
 */
export interface DatasetDefinition {
  /**
   * What the data is, for people.
   *
   * @default - no description
   */
  readonly description?: string;

  /**
   * How secret the data is; it becomes the bucket's `classification` tag.
   *
   * @default internal
   */
  readonly classification?: 'confidential' | 'internal' | 'public' | 'restricted';

  /**
   * Whether the data is about people; it becomes the bucket's `personal-data` tag.
   *
   * @default false
   */
  readonly personalData?: boolean;

  /**
   * How long replaced versions of a file are kept. Current versions are never deleted.
   *
   * @default - every version is kept
   */
  readonly retention?: DurationText;

  /**
   * What makes versions of the data. With DVC and Git LFS, objects are content-addressed and may be referenced from any
   * commit, so none of them expires.
   *
   * @default - versions of Amazon S3
   */
  readonly versioning?: VersioningDefinition;

  /**
   * Data that is there already: a prefix in a bucket that the library does not manage.
   *
   * @default - a new bucket
   */
  readonly location?: StoragePlace;
}

/**
 * What makes versions of a dataset.
 *
 * @oneKeyOf s3 dvc gitLfs
 */
export interface VersioningDefinition {
  /**
   * Object versions of Amazon S3.
   *
   * @default - not used
   */
  readonly s3?: S3VersioningDefinition;

  /**
   * DVC with the bucket as its remote.
   *
   * @default - not used
   */
  readonly dvc?: DvcVersioningDefinition;

  /**
   * Git LFS with the bucket as its store.
   *
   * @default - not used
   */
  readonly gitLfs?: GitLfsVersioningDefinition;
}

/** Object versions of Amazon S3. It has no settings. */
export interface S3VersioningDefinition {}

/** DVC with the bucket as its remote. It has no settings yet. */
export interface DvcVersioningDefinition {}

/** Git LFS with the bucket as its store. It has no settings yet. */
export interface GitLfsVersioningDefinition {}
