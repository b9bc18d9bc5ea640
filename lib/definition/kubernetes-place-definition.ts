import { KubernetesIdentityDefinition } from './kubernetes-identity-definition';
import { KubernetesTrackingDefinition } from './kubernetes-tracking-definition';
import { KubernetesTrainingDefinition } from './kubernetes-training-definition';

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
   * As whom models, and what records them, reach their files at the cloud that keeps them.
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

  /**
   * What MLflow's server needs here, where the system's `tracking` is kept in this environment.
   *
   * @default - one copy of the server, with a volume of 10GiB
   */
  readonly tracking?: KubernetesTrackingDefinition;

  /**
   * What training needs here, where a model is trained in this environment.
   *
   * @default - nothing is trained here
   */
  readonly training?: KubernetesTrainingDefinition;
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
