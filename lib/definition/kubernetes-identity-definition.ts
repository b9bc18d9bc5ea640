/**
 * An identity of a cloud that pods take on, without a long-lived key.
 *
 * @oneKeyOf azure gke irsa podIdentity
 */
export interface KubernetesIdentityDefinition {
  /**
   * A role of AWS, on a cluster with an OIDC provider (IAM roles for service accounts).
   *
   * @default - not used
   */
  readonly irsa?: IrsaDefinition;

  /**
   * EKS Pod Identity: the association of the service account with a role is made on AWS.
   *
   * @default - not used
   */
  readonly podIdentity?: PodIdentityDefinition;

  /**
   * A service account of Google Cloud, on Google Kubernetes Engine (Workload Identity Federation).
   *
   * @default - not used
   */
  readonly gke?: GkeIdentityDefinition;

  /**
   * An application or managed identity of Microsoft Entra (workload identity).
   *
   * @default - not used
   */
  readonly azure?: AzureIdentityDefinition;
}

/**
 * A role of AWS that trusts the service accounts of a cluster.
 */
export interface IrsaDefinition {
  /**
   * ARN of the role.
   *
   * @pattern ^arn:aws[a-z-]*:iam::\d{12}:role/[\w+=,.@/-]+$
   * @patternErrorMessage must be the ARN of a role such as arn:aws:iam::111111111111:role/credit-risk-models
   */
  readonly role: string;
}

/**
 * EKS Pod Identity. It has nothing to say in the cluster.
 */
export interface PodIdentityDefinition {
}

/**
 * A service account of Google Cloud.
 */
export interface GkeIdentityDefinition {
  /**
   * Its e-mail address.
   *
   * @pattern ^[a-z0-9-]+@[a-z0-9.-]+\.iam\.gserviceaccount\.com$
   * @patternErrorMessage must be the address of a service account such as models@acme-risk.iam.gserviceaccount.com
   */
  readonly serviceAccount: string;
}

/**
 * An application or managed identity of Microsoft Entra.
 */
export interface AzureIdentityDefinition {
  /**
   * Its client id.
   *
   * @pattern ^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$
   * @patternErrorMessage must be a client id such as 01234567-89ab-cdef-0123-456789abcdef
   */
  readonly clientId: string;
}
