import { CloudBuildDefinition } from './cloud-build-definition';
import { DeliveryDuty } from './delivery-identity';
import { clusterName } from '../../private/names';

/** Who issues the tokens of service accounts. AWS knows this issuer: an account needs no provider for it. */
export const GOOGLE_ISSUER = 'accounts.google.com';

/** Names of service accounts have at most 30 characters. */
const LONGEST = 30;

/** The service account of builds that change an environment; without one, of builds that only look at environments. */
export function deliveryAccount(systemName: string, environmentName?: string): string {
  return clusterName(['deliver', systemName, ...environmentName === undefined ? [] : [environmentName]], LONGEST);
}

/** The service account of builds that run code of the repository: of the branch, or of pull requests. No role takes its tokens. */
export function codeAccount(systemName: string, kind: 'build' | 'test'): string {
  return clusterName([kind, systemName], LONGEST);
}

/** The service accounts that may take on a duty in an environment: to change it only its own, to read it those of all builds that deliver. */
export function trustedAccounts(systemName: string, environments: readonly string[], environmentName: string, duty: DeliveryDuty): string[] {
  if (duty !== 'read') return [deliveryAccount(systemName, environmentName)];
  return [deliveryAccount(systemName), ...environments.map(name => deliveryAccount(systemName, name))];
}

/** The unique id of a service account, when the definition says it. */
export function accountId({ serviceAccounts = {} }: Pick<CloudBuildDefinition, 'serviceAccounts'>, name: string): string | undefined {
  return Object.hasOwn(serviceAccounts, name) ? serviceAccounts[name] : undefined;
}
