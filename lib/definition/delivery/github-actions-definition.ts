import { ApprovalStartDefinition } from './approval-start-definition';

/**
 * Delivery with GitHub Actions: workflow files in the repository, and roles that only its runs can assume. No key is stored.
 */
export interface GithubActionsDefinition {
  /**
   * Owner and name, for example `acme/credit-risk`. Repositories whose tokens name numbers too have them here, as in
   * `acme@123456/credit-risk@456789`: `gh api repos/acme/credit-risk --jq '"\(.owner.login)@\(.owner.id)/\(.name)@\(.id)"'` says it.
   * Those are all that were made, renamed or moved since 15 July 2026, and older ones that have chosen so.
   *
   * @pattern ^([A-Za-z0-9-]+/[A-Za-z0-9._-]+|[A-Za-z0-9-]+@[0-9]+/[A-Za-z0-9._-]+@[0-9]+)$
   * @patternErrorMessage must be owner and name such as acme/credit-risk, or both with their numbers such as acme@123456/credit-risk@456789
   */
  readonly repository: string;

  /**
   * The branch that is delivered.
   *
   * @default main
   * @pattern ^[A-Za-z0-9][A-Za-z0-9._/-]*$
   * @patternErrorMessage must be the name of a branch such as main
   */
  readonly branch?: string;

  /**
   * What starts the release of an approved version.
   *
   * @default - whoever approves starts it
   */
  readonly onApproval?: ApprovalStartDefinition;

  /**
   * Whether the accounts know GitHub already, as an OpenID Connect provider that another system or team has made: an account has
   * one.
   *
   * @default false
   */
  readonly existingProvider?: boolean;
}
