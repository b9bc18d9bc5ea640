import { DeliverySystem } from './delivery-system';
import { physicalName } from '../../private/names';
import { MlopsDefinition } from '../mlops-definition';

/**
 * What a job does in an environment, each with a role of its own: `read` looks at what is deployed and registered, `deploy` hands
 * templates to AWS CloudFormation, `operate` starts training and sends requests to endpoints.
 */
export type DeliveryDuty = 'deploy' | 'operate' | 'read';

export const DUTIES: readonly DeliveryDuty[] = ['read', 'deploy', 'operate'];

/** Whose jobs take a role on, in its name. */
const HOSTS: Readonly<Record<DeliverySystem, string>> = {
  codePipeline: 'pipeline',
  githubActions: 'github',
  gitlabCi: 'gitlab',
  azurePipelines: 'azure',
  cloudBuild: 'cloudbuild',
  jenkins: 'jenkins',
};

/** Name of the role for a duty in an environment. */
export function deliveryRoleName(
  { name }: Pick<MlopsDefinition, 'name'>, environmentName: string, by: DeliverySystem, duty: DeliveryDuty,
): string {
  return physicalName([name, environmentName, HOSTS[by], duty], 64);
}

/**
 * Names of all roles in some environments. Where a token names no environment, a role takes only tokens that were issued for its name: a
 * token with which a job reads one environment neither changes it nor opens another one, although all of them have the same subject.
 */
export function deliveryRoleNames(system: Pick<MlopsDefinition, 'name'>, environmentNames: readonly string[], by: DeliverySystem): string[] {
  return environmentNames.flatMap(name => DUTIES.map(duty => deliveryRoleName(system, name, by, duty)));
}
