import { AzurePipelinesDefinition } from './azure-pipelines-definition';
import { DeliveryDuty, deliveryRoleName } from './delivery-identity';

/** For whom every token of a service connection is. */
export const AZURE_AUDIENCE = 'api://AzureADTokenExchange';

/** The application as which Azure DevOps is known in every tenant. */
export const AZURE_DEVOPS = '499b84ac-1321-427f-aa17-267ca6975798';

/** Who issues the tokens of service connections, without `https://`. */
export function azureIssuer({ issuer: { azureDevOps, entra } }: Pick<AzurePipelinesDefinition, 'issuer'>): string {
  return entra === undefined ? `vstoken.dev.azure.com/${azureDevOps!.organizationId}` : `login.microsoftonline.com/${entra.tenant}/v2.0`;
}

/** Each role has a service connection of its own, with its name: a token says nothing of environments, but of its connection. */
export function azureConnection(systemName: string, environmentName: string, duty: DeliveryDuty): string {
  return deliveryRoleName({ name: systemName }, environmentName, 'azurePipelines', duty);
}

/** What a token of a service connection is about; nothing while Microsoft Entra ID has not said it. */
export function azureSubject({ issuer, organization, project }: AzurePipelinesDefinition, connection: string): string | undefined {
  const { subjects = {} } = issuer.entra ?? {};
  if (issuer.entra === undefined) return `sc://${organization}/${project}/${connection}`;
  return Object.hasOwn(subjects, connection) ? subjects[connection] : undefined;
}

/** Environments of Azure Pipelines are those of a project, which may hold several systems. */
export function azureEnvironment(systemName: string, environmentName: string): string {
  return `${systemName}-${environmentName}`;
}
