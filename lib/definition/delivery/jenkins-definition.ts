import { JenkinsApprovalStartDefinition } from './approval-start-definition';

/**
 * Delivery with Jenkins: a `Jenkinsfile` in the repository, built by a multibranch pipeline, and roles that only builds of its branch can
 * assume. No key is stored: the OpenID Connect Provider plugin says in a signed token which job a build is of.
 */
export interface JenkinsDefinition {
  /**
   * Address of Jenkins, as its system settings have it: tokens are about jobs by their addresses.
   *
   * @pattern ^https://[a-z0-9.-]+(/[A-Za-z0-9._-]+)*$
   * @patternErrorMessage must be the address of Jenkins without a port and a slash at its end such as https://jenkins.acme.example
   */
  readonly url: string;

  /**
   * The multibranch pipeline with its folders, for example `acme/credit-risk`.
   *
   * @pattern ^[A-Za-z0-9_][A-Za-z0-9_.-]*(/[A-Za-z0-9_][A-Za-z0-9_.-]*)*$
   * @patternErrorMessage must be the name of a multibranch pipeline with its folders such as acme/credit-risk
   */
  readonly job: string;

  /**
   * The branch that is delivered. Protect it: who can push to it can change every environment.
   *
   * @default main
   * @pattern ^[A-Za-z0-9][A-Za-z0-9._/-]*$
   * @patternErrorMessage must be the name of a branch such as main
   */
  readonly branch?: string;

  /**
   * Label of the agents that jobs run on. They have bash, version 2 of the AWS CLI, curl 7.75 or newer, git, jq and Node.js 22. Agents that
   * are new for each build leave nothing of a pull request to a deployment.
   *
   * @default - any agent
   */
  readonly agent?: string;

  /**
   * Users and groups of Jenkins who let a version into a protected environment. Administrators always may.
   *
   * @default - everybody who may start builds of the job
   */
  readonly approvers?: string[];

  /**
   * What starts the release of an approved version.
   *
   * @default - whoever approves starts it
   */
  readonly onApproval?: JenkinsApprovalStartDefinition;

  /**
   * Who issues the tokens, when AWS cannot reach Jenkins: an address from which the two files are served that the plugin shows.
   *
   * @default - Jenkins itself: its address and `/oidc`
   * @pattern ^https://[a-z0-9.-]+(/[A-Za-z0-9._-]+)*$
   * @patternErrorMessage must be an address without a port and a slash at its end such as https://tokens.acme.example/jenkins
   */
  readonly issuer?: string;

  /**
   * Whether the accounts know the issuer already, as an OpenID Connect provider that another system or team has made: an account has
   * one. It must take the names of this system's roles as audiences.
   *
   * @default false
   */
  readonly existingProvider?: boolean;
}
