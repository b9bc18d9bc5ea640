/**
 * A place on Kubernetes: a namespace of a cluster.
 */
export interface KubernetesPlaceDefinition {
  /**
   * The namespace. It admits only pods that keep the restricted Pod Security Standard, unless it is `shared`.
   *
   * @pattern ^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$
   * @patternErrorMessage must be a namespace, at most 63 lower-case letters, digits and hyphens, such as credit-risk
   */
  readonly namespace: string;

  /**
   * Whether others run in the namespace too: then it is there already, and stays as it is.
   *
   * @default false
   */
  readonly shared?: boolean;

  /**
   * What runs the models: KServe in its Standard mode, or plain deployments, for which the cluster needs nothing.
   *
   * @default kserve
   */
  readonly serving?: KubernetesServing;

  /**
   * As whom the models read their files at the cloud that keeps them.
   *
   * @default - as nobody: the files are public or in the cluster
   */
  readonly identity?: KubernetesIdentityDefinition;

  /**
   * The Prometheus that watches the endpoints, run by the Prometheus Operator. Every endpoint then has alarms and a dashboard.
   *
   * @default - nothing watches them
   */
  readonly prometheus?: PrometheusDefinition;
}

/**
 * The Prometheus of a cluster, and what shows what it has read.
 */
export interface PrometheusDefinition {
  /**
   * The namespace in which it runs; its pods may then read the metrics of the endpoints.
   *
   * @default monitoring
   * @pattern ^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$
   * @patternErrorMessage must be a namespace such as monitoring
   */
  readonly namespace?: string;

  /**
   * The labels by which it finds what it reads and judges: `{ release: kube-prometheus-stack }` when the Helm chart has installed it under that
   * name. Empty when it takes everything. Nothing has a default here, as a monitor without the label is passed over in silence.
   */
  readonly labels: { [name: string]: string };

  /**
   * What brings dashboards to Grafana: the sidecar that comes with its Helm chart, or the Grafana Operator, for the Grafana that is labelled
   * `dashboards: grafana`.
   *
   * @default sidecar
   */
  readonly dashboard?: GrafanaDashboards;
}

/** What brings dashboards to Grafana. */
export type GrafanaDashboards = 'none' | 'operator' | 'sidecar';

/** What runs models on Kubernetes. */
export type KubernetesServing = 'container' | 'kserve';

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
