import { SecretText } from '../values';

/**
 * Starts the release of a version as soon as it is approved, so that no run waits for training or for a person. Amazon EventBridge tells
 * the system that delivers; what it signs in with is a secret of yours, which may do nothing but start runs.
 */
export interface ApprovalStartDefinition {
  /**
   * The secret in AWS Secrets Manager, in the account and region in which the model is trained: with GitHub Actions a fine-grained token for
   * the one repository with the permission to write *Actions*, with GitLab CI a pipeline trigger token.
   */
  readonly token: SecretText;
}

/**
 * Starts the release of a version as soon as it is approved, so that no build waits for training or for a person.
 */
export interface JenkinsApprovalStartDefinition {
  /**
   * Who starts the builds: a user of Jenkins who may build this job, and nothing else.
   *
   * @pattern ^[A-Za-z0-9][A-Za-z0-9_.@-]*$
   * @patternErrorMessage must be the id of a user such as aws-releases
   */
  readonly user: string;

  /**
   * The API token of that user: the secret in AWS Secrets Manager, in the account and region in which the model is trained.
   */
  readonly token: SecretText;
}
