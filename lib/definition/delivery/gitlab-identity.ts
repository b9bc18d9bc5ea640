import { GitlabCiDefinition } from './gitlab-ci-definition';

/** Address of GitLab, as its users know it. */
export function gitlabUrl({ url = 'https://gitlab.com' }: Pick<GitlabCiDefinition, 'url'>): string {
  return url;
}

/** Who issues the tokens of jobs, without `https://`. */
export function gitlabIssuer(project: Pick<GitlabCiDefinition, 'url'>): string {
  return gitlabUrl(project).slice('https://'.length);
}

/** What a token is about: the branch. Which environment a job names is not in it. */
export function gitlabSubject({ branch = 'main', project }: GitlabCiDefinition): string {
  return `project_path:${project}:ref_type:branch:ref:${branch}`;
}
