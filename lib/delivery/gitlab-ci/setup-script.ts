import { GitlabCiDefinition } from '../../definition/delivery/gitlab-ci-definition';
import { gitlabIssuer } from '../../definition/delivery/gitlab-identity';
import { DeliveredSystem } from '../model-delivery';

/** What `.gitlab-ci.yml` cannot say of a project, as commands that can be run again at any time. */
export function gitlabSetupScript({ system }: DeliveredSystem, gitlab: GitlabCiDefinition): string {
  const { branch = 'main', project } = gitlab;
  const waiting = Object.entries(system.environments).filter(([, environment]) => environment.protected).map(([name]) => name);
  return [
    '#!/usr/bin/env bash',
    `# Says to GitLab what .gitlab-ci.yml cannot say of the delivery of ${system.name}.`,
    '# Written by `npx mlops delivery` from the definition of the system; change that, and run the command again.',
    '# Run it once, and whenever it changes, as a maintainer who is signed in to glab: it can be run again at any time.',
    'set -euo pipefail',
    '',
    `api() { glab api --hostname ${gitlabIssuer(gitlab).split('/')[0]} "$@"; }`,
    `project=projects/${encodeURIComponent(project)}`,
    '',
    '# Jobs of a fork never run here, where their tokens would be about this project; no run brings variables of its own; a token of a job',
    '# pushes nothing.',
    'api "$project" --method PUT --silent --field ci_allow_fork_pipelines_to_run_in_parent_project=false \\',
    '  --field ci_pipeline_variables_minimum_override_role=no_one_allowed --field ci_push_repository_for_job_token_allowed=false',
    '',
    '# Nobody pushes to the branch; maintainers merge.',
    `api "$project/protected_branches/${encodeURIComponent(branch)}" --silent 2> /dev/null \\`,
    `  || api "$project/protected_branches" --method POST --silent --field name=${branch} --field push_access_level=0 --field merge_access_level=40`,
    ...waiting.length === 0 ? [] : [
      '',
      '# Maintainers let versions in; the list of who may is theirs to change on GitLab. It needs GitLab Premium: without it everybody who may',
      '# merge into the branch may also start these jobs.',
      `for environment in ${waiting.join(' ')}; do`,
      '  api "$project/protected_environments/$environment" --silent 2> /dev/null \\',
      '    || api "$project/protected_environments" --method POST --silent --field "name=$environment" \\',
      '      --field \'deploy_access_levels[][access_level]=40\'',
      'done',
    ],
    '',
  ].join('\n');
}
