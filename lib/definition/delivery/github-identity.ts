import { DeliveryDuty } from './delivery-identity';
import { GithubActionsDefinition } from './github-actions-definition';

/** Who issues the tokens of workflow runs. */
export const GITHUB_ISSUER = 'token.actions.githubusercontent.com';

/** For whom a token must be issued: AWS STS, and nobody else to whom a run may have shown one. */
export const AWS_AUDIENCE = 'sts.amazonaws.com';

/** Whose tokens a role accepts. The workflow's jobs and the role's trust both come from here, so that they cannot disagree. */
export interface GithubTrustedRuns {
  /** The branch whose runs are trusted, as tokens name it. */
  readonly ref: string;
  /** The subjects of the tokens, each exactly. */
  readonly subjects: readonly string[];
}

/** A job that names an environment has a token about this environment; another one has a token about its branch. */
export function githubSubject({ repository, branch = 'main' }: GithubActionsDefinition, environmentName?: string): string {
  return `repo:${repository}:${environmentName === undefined ? `ref:refs/heads/${branch}` : `environment:${environmentName}`}`;
}

/** Who may take on a duty in an environment: to change it only its own jobs, to read it every job of the branch. */
export function githubTrustedRuns(
  github: GithubActionsDefinition, environments: readonly string[], environmentName: string, duty: DeliveryDuty,
): GithubTrustedRuns {
  const ref = `refs/heads/${github.branch ?? 'main'}`;
  if (duty !== 'read') return { ref, subjects: [githubSubject(github, environmentName)] };
  return { ref, subjects: [githubSubject(github), ...environments.map(name => githubSubject(github, name))] };
}

/** Owner and name without numbers, as addresses have them. */
export function githubRepository({ repository }: GithubActionsDefinition): string {
  return repository.replace(/@\d+/g, '');
}
