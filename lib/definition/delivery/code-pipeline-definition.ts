/**
 * Delivery with AWS CodePipeline, from the account and region in which a model is trained.
 */
export interface CodePipelineDefinition {
  /** Where the definition and the code come from. */
  readonly source: SourceDefinition;
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
