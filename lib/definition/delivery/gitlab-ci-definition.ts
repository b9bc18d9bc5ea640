import { ApprovalStartDefinition } from './approval-start-definition';

/**
 * Delivery with GitLab CI/CD: a `.gitlab-ci.yml` in the repository, and roles that only its jobs can assume. No key is stored.
 */
export interface GitlabCiDefinition {
  /**
   * Path of the project with its groups, for example `acme/ml/credit-risk`.
   *
   * @pattern ^[A-Za-z0-9_][A-Za-z0-9_.-]*(/[A-Za-z0-9_][A-Za-z0-9_.-]*)+$
   * @patternErrorMessage must be the path of a project with its groups such as acme/ml/credit-risk
   */
  readonly project: string;

  /**
   * The branch that is delivered. Protect it: who can push to it can change every environment.
   *
   * @default main
   * @pattern ^[A-Za-z0-9][A-Za-z0-9._/-]*$
   * @patternErrorMessage must be the name of a branch such as main
   */
  readonly branch?: string;

  /**
   * Address of GitLab. AWS reads the keys of its tokens there, so it must be reachable from the internet.
   *
   * @default https://gitlab.com
   * @pattern ^https://[a-z0-9.-]+(/[A-Za-z0-9._-]+)*$
   * @patternErrorMessage must be the address of GitLab without a port such as https://gitlab.acme.example
   */
  readonly url?: string;

  /**
   * Whether the accounts know this GitLab already, as an OpenID Connect provider that another system or team has made: an account has
   * one. It must take the names of this system's roles as audiences.
   *
   * @default false
   */
  readonly existingProvider?: boolean;

  /**
   * What starts the release of an approved version.
   *
   * @default - whoever approves starts it
   */
  readonly onApproval?: ApprovalStartDefinition;

  /**
   * The image in which jobs run. It has bash, version 2 of the AWS CLI, curl 7.75 or newer, git, jq and Node.js 22. Name it by its digest,
   * which nobody can move to another image: `acme/deliver@sha256:…`.
   *
   * @default - what the runner takes when nothing is said, or the machine itself
   * @pattern ^[A-Za-z0-9][A-Za-z0-9._:/@-]*$
   * @patternErrorMessage must be the name of an image such as 111111111111.dkr.ecr.eu-west-1.amazonaws.com/deliver:1
   */
  readonly image?: string;
}
