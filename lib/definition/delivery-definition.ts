import { SmokeTestDefinition } from './smoke-test-definition';

/**
 * How changes reach the environments through AWS CodePipeline. Each model has a pipeline of its own.
 */
export interface DeliveryDefinition {
  /** Where the definition and the code come from. */
  readonly source: SourceDefinition;

  /**
   * Files whose change starts the pipelines, as glob patterns; a model's own files are added.
   *
   * @default - every file
   */
  readonly paths?: string[];

  /**
   * Commands that install what the build needs.
   *
   * @default - npm ci
   */
  readonly install?: string[];

  /**
   * Commands that test the change. A failure stops the pipeline.
   *
   * @default - npm test
   */
  readonly test?: string[];

  /**
   * Commands that synthesise the stacks into `cdk.out`.
   *
   * @default - npx --no -- cdk synth, with the `cdk` of the repository's lock file
   */
  readonly synth?: string[];

  /**
   * Whether a person approves each version before a protected environment.
   *
   * @default true
   */
  readonly approval?: boolean;

  /**
   * A request that the new version must answer before the next environment: a JSON document or a line of CSV.
   *
   * @default - the endpoint must be in service; no request is sent
   */
  readonly smokeTest?: SmokeTestDefinition;
}

/**
 * Where code comes from.
 *
 * @oneKeyOf github gitlab bitbucket s3
 */
export interface SourceDefinition {
  /**
   * A repository on GitHub.
   *
   * @default - not used
   */
  readonly github?: RepositoryDefinition;

  /**
   * A repository on GitLab.
   *
   * @default - not used
   */
  readonly gitlab?: RepositoryDefinition;

  /**
   * A repository on Bitbucket.
   *
   * @default - not used
   */
  readonly bitbucket?: RepositoryDefinition;

  /**
   * A zip file in a versioned bucket; a new version starts the pipelines.
   *
   * @default - not used
   */
  readonly s3?: S3SourceDefinition;
}

/**
 * A repository reached through AWS CodeConnections.
 */
export interface RepositoryDefinition {
  /**
   * Owner and name, for example `acme/credit-risk`.
   *
   * @pattern ^[\w.-]+(/[\w.-]+)+$
   * @patternErrorMessage must be owner and name of a repository such as acme/credit-risk
   */
  readonly repository: string;

  /**
   * The branch that is delivered.
   *
   * @default main
   */
  readonly branch?: string;

  /**
   * ARN of the connection. A connection is made once in the console, where its owner agrees to it.
   *
   * @pattern ^arn:aws[a-z-]*:(codeconnections|codestar-connections):[a-z0-9-]+:\d{12}:connection/.+$
   * @patternErrorMessage must be the ARN of a connection such as arn:aws:codeconnections:eu-west-1:111111111111:connection/…
   */
  readonly connection: string;
}

/**
 * A zip file in Amazon S3.
 */
export interface S3SourceDefinition {
  /**
   * The object. Its bucket is versioned and sends its events to Amazon EventBridge.
   *
   * @pattern ^s3://[a-z0-9][a-z0-9.-]+(/.*)?$
   * @patternErrorMessage must be an object in Amazon S3 such as s3://bucket/source.zip
   */
  readonly object: string;
}
