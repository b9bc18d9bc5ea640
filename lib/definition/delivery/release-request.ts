import { deliveredModel } from './delivered-model';
import { deliveryPlan } from './delivery-plan';
import { GithubActionsDefinition } from './github-actions-definition';
import { githubRepository } from './github-identity';
import { GitlabCiDefinition } from './gitlab-ci-definition';
import { gitlabUrl } from './gitlab-identity';
import { JenkinsDefinition } from './jenkins-definition';
import { jenkinsSubject } from './jenkins-identity';
import { LockDefinition } from '../lock-file';
import { MlopsDefinition } from '../mlops-definition';

/** How a request says who sends it: a header with the token behind a word, a field of the body, or a user with a password. */
export type SignIn = { readonly header: string; readonly before: string } | { readonly field: string } | { readonly user: string };

/** A POST that makes the system that delivers release a version of a model. */
export interface ReleaseRequest {
  readonly url: string;
  /** Where the token is, as `name` or `name#key`. */
  readonly token: string;
  readonly signIn: SignIn;
  readonly headers: { readonly [name: string]: string };
  readonly query: { readonly [name: string]: string };
  readonly body: object;
}

/** What stands for the ARN of the version, which is known when the request is sent. */
export interface VersionWords {
  readonly inBody: string;
  readonly inQuery: string;
}

/** What asks for the release of a version of a model; nothing when nobody shall, or there is nothing to release. */
export function releaseRequest(
  system: MlopsDefinition, model: string, lock: LockDefinition | undefined, { inBody, inQuery }: VersionWords,
): ReleaseRequest | undefined {
  const { githubActions, gitlabCi, jenkins } = system.delivery ?? {};
  const delivered = deliveredModel(system, model, lock);
  if (delivered === undefined || deliveryPlan(delivered).release === undefined) return undefined;
  if (githubActions) return ofGithub(githubActions, `${system.name}-${model}-release.yml`, inBody);
  if (gitlabCi) return ofGitlab(gitlabCi, model, inBody);
  return jenkins && ofJenkins(jenkins, model, inQuery);
}

/** "Create a workflow dispatch event", GitHub REST API. */
function ofGithub(github: GithubActionsDefinition, workflow: string, version: string): ReleaseRequest | undefined {
  const { branch = 'main', onApproval } = github;
  return onApproval && {
    url: `https://api.github.com/repos/${githubRepository(github)}/actions/workflows/${workflow}/dispatches`,
    token: onApproval.token,
    signIn: { header: 'Authorization', before: 'Bearer ' },
    headers: { 'Accept': 'application/vnd.github+json', 'X-GitHub-Api-Version': '2022-11-28' },
    query: {},
    body: { ref: branch, inputs: { version } },
  };
}

/** "Trigger a pipeline with a token", GitLab REST API; it takes inputs since 17.10. */
function ofGitlab(gitlab: GitlabCiDefinition, model: string, version: string): ReleaseRequest | undefined {
  const { branch = 'main', onApproval, project } = gitlab;
  return onApproval && {
    url: `${gitlabUrl(gitlab)}/api/v4/projects/${encodeURIComponent(project)}/trigger/pipeline`,
    token: onApproval.token,
    signIn: { field: 'token' },
    headers: {},
    query: {},
    body: { ref: branch, inputs: { release: model, version } },
  };
}

/** "Remote access API" of Jenkins: an API token needs no crumb. */
function ofJenkins(jenkins: JenkinsDefinition, model: string, version: string): ReleaseRequest | undefined {
  const { onApproval } = jenkins;
  return onApproval && {
    url: `${jenkinsSubject(jenkins)}buildWithParameters`,
    token: onApproval.token,
    signIn: { user: onApproval.user },
    headers: {},
    query: { RELEASED_MODEL: model, RELEASED_VERSION: version },
    body: {},
  };
}
