/**
 * Delivery with Azure Pipelines, of a repository in Azure Repos: pipeline files in the repository, service connections that each are for
 * one role, and roles that only their jobs can assume. No key is stored.
 */
export interface AzurePipelinesDefinition {
  /**
   * Name of the organization, as in `https://dev.azure.com/acme`.
   *
   * @pattern ^[A-Za-z0-9]([A-Za-z0-9-]{0,48}[A-Za-z0-9])?$
   * @patternErrorMessage must be the name of an organization such as acme
   */
  readonly organization: string;

  /**
   * Name of the project, which holds pipelines, environments and service connections.
   *
   * @pattern ^[A-Za-z0-9]([A-Za-z0-9 ._-]{0,62}[A-Za-z0-9_-])?$
   * @patternErrorMessage must be the name of a project such as risk
   */
  readonly project: string;

  /**
   * Name of the repository in the project.
   *
   * @default - the name of the project
   * @pattern ^[A-Za-z0-9]([A-Za-z0-9 ._-]{0,62}[A-Za-z0-9_-])?$
   * @patternErrorMessage must be the name of a repository such as credit-risk
   */
  readonly repository?: string;

  /**
   * The branch that is delivered.
   *
   * @default main
   * @pattern ^[A-Za-z0-9][A-Za-z0-9._/-]*$
   * @patternErrorMessage must be the name of a branch such as main
   */
  readonly branch?: string;

  /** Who signs the tokens of service connections. */
  readonly issuer: AzureIssuerDefinition;

  /**
   * Whether the accounts know the issuer already, as an OpenID Connect provider that another system or team has made: an account has one.
   * It must take the audience `api://AzureADTokenExchange`.
   *
   * @default false
   */
  readonly existingProvider?: boolean;

  /**
   * Who lets versions into protected environments: users by their address, groups as in `[risk]\Approvers`. Whoever has started a run
   * does not let it pass.
   *
   * @default - everybody who may start the pipeline
   */
  readonly approvers?: string[];

  /**
   * A pool of agents of one's own. They have bash, the AWS and the Azure CLI in version 2, curl 7.75 or newer, git and jq.
   *
   * @default - agents of Microsoft, with `ubuntu-24.04`
   * @pattern ^[A-Za-z0-9][A-Za-z0-9 ._-]*$
   * @patternErrorMessage must be the name of a pool such as linux
   */
  readonly pool?: string;
}

/**
 * Who signs the tokens in which a service connection says what it is.
 *
 * @oneKeyOf entra azureDevOps
 */
export interface AzureIssuerDefinition {
  /**
   * Microsoft Entra ID, as for every service connection that was made since November 2025.
   *
   * @default - not used
   */
  readonly entra?: EntraIssuerDefinition;

  /**
   * Azure DevOps itself, as for older service connections. Microsoft retires this issuer on 1 July 2027
   * (https://learn.microsoft.com/azure/devops/pipelines/release/convert-service-connections); synthesis warns of it.
   *
   * @default - not used
   */
  readonly azureDevOps?: AzureDevOpsIssuerDefinition;
}

/**
 * Microsoft Entra ID as issuer: a token's subject has the number of its service connection, which is known once there is one.
 */
export interface EntraIssuerDefinition {
  /**
   * The tenant that the organization is connected to.
   *
   * @pattern ^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$
   * @patternErrorMessage must be the id of a tenant such as 11111111-2222-3333-4444-555555555555
   */
  readonly tenant: string;

  /**
   * The subject of each service connection by its name, as `.azure-pipelines/<system>-setup.sh` prints them when it has made them.
   *
   * @default - none yet: what is not here is let in nowhere, and synthesis says so
   */
  readonly subjects?: { [connection: string]: string };
}

/**
 * Azure DevOps as issuer: a token's subject has the names of organization, project and service connection.
 */
export interface AzureDevOpsIssuerDefinition {
  /**
   * The id of the organization: `az rest --resource 499b84ac-1321-427f-aa17-267ca6975798 --url
   * 'https://dev.azure.com/acme/_apis/connectionData' --query instanceId` says it.
   *
   * @pattern ^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$
   * @patternErrorMessage must be the id of an organization such as 11111111-2222-3333-4444-555555555555
   */
  readonly organizationId: string;
}
