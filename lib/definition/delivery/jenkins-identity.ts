import { JenkinsDefinition } from './jenkins-definition';

/** Who issues the tokens of builds, without `https://`. */
export function jenkinsIssuer({ issuer, url }: Pick<JenkinsDefinition, 'issuer' | 'url'>): string {
  return (issuer ?? `${url}/oidc`).slice('https://'.length);
}

/** What a token is about: the address of the branch's job, whose name is the branch with each slash encoded. It says nothing of an environment. */
export function jenkinsSubject({ branch = 'main', job, url }: JenkinsDefinition): string {
  const names = [...job.split('/'), encodeURIComponent(branch)];
  return `${url}/${names.map(name => `job/${encodeURIComponent(name)}/`).join('')}`;
}
