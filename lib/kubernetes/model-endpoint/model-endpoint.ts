import { k8s } from 'cdk8s-plus-28';
import { Construct, IConstruct } from 'constructs';
import { checkEndpoint } from './endpoint-check';
import { endpointNetwork } from './endpoint-network';
import { EndpointSettings, endpointSettings } from './endpoint-settings';
import { longestEndpointName } from './model-endpoint-limits';
import { defineAsContainer } from './served-by-container';
import { defineOnKserve, kservePodLabels } from './served-by-kserve';
import { EndpointDefinition, ModelSourceDefinition } from '../../definition';
import { ModelServer } from '../../definition/kubernetes-endpoint-definition';
import { KubernetesIdentityDefinition } from '../../definition/kubernetes-identity-definition';
import { KubernetesServing } from '../../definition/kubernetes-place-definition';
import { clusterName } from '../../private/names';
import { partLabels } from '../foundation/part-labels';
import { namespaceOf } from '../foundation/part-namespace';
import { identityMarks } from '../foundation/workload-identity';

/**
 * An endpoint that answers requests with a model, in a cluster.
 */
export interface IModelEndpoint extends IConstruct {
  /** Name of the endpoint, and of what belongs to it. */
  readonly name: string;

  /** Where pods of the cluster call it. */
  readonly url: string;

  /** The account as which the model reads its files. */
  readonly serviceAccountName: string;

  /** The labels of its pods, for policies and monitors of your own. */
  readonly podLabels: { [name: string]: string };

  /** The namespace in which it runs. */
  readonly namespace: string;

  /** Name of the deployment that has its pods. */
  readonly deploymentName: string;

  /** What loads its model; undefined when that is an image of your own. */
  readonly server?: ModelServer;
}

/**
 * What answers, and how.
 */
export interface ModelEndpointProps extends EndpointDefinition {
  /** The model that answers. */
  readonly model: ModelSourceDefinition;

  /**
   * What runs the model.
   *
   * @default kserve
   */
  readonly serving?: KubernetesServing;

  /**
   * As whom the model reads its files at the cloud that keeps them.
   *
   * @default - as nobody: the files are public or in the cluster
   */
  readonly identity?: KubernetesIdentityDefinition;
}

/**
 * An endpoint that answers requests with a model: on KServe, or as a plain deployment. It brings what production asks for: an account of
 * its own, probes, resources, at most one autoscaler, a disruption budget, a spread over zones, and a network policy.
 *
 * @example
 * new kubernetes.ModelEndpoint(chart, 'Churn', {
 *   model: { artifact: 's3://models/churn/7/', framework: 'sklearn' },
 * });
 */
export class ModelEndpoint extends Construct implements IModelEndpoint {
  public readonly name: string;
  public readonly url: string;
  public readonly serviceAccountName: string;
  public readonly podLabels: { [name: string]: string };
  public readonly namespace: string;
  public readonly deploymentName: string;
  public readonly server?: ModelServer;

  constructor(scope: Construct, id: string, props: ModelEndpointProps) {
    super(scope, id);
    const { model, serving, identity, ...endpoint } = props;
    const namespace = namespaceOf(this);
    const name = endpoint.name ?? clusterName([id], longestEndpointName(namespace, serving));
    const asked = { endpoint, model, name, namespace, serving, identity };
    checkEndpoint(this, asked);
    const settings = endpointSettings(asked);

    this.name = name;
    this.serviceAccountName = name;
    this.podLabels = { ...settings.serving === 'kserve' ? kservePodLabels(name) : partLabels(name) };
    this.namespace = namespace;
    this.deploymentName = settings.serving === 'kserve' ? `${name}-predictor` : name;
    this.server = settings.serverName;
    // The service is called as the deployment is.
    this.url = `http://${this.deploymentName}.${namespace}.svc.cluster.local`;
    this.defineSurroundings(settings);
    const define = settings.serving === 'kserve' ? defineOnKserve : defineAsContainer;
    define(this, settings, identityMarks(identity).podLabels);
  }

  /** What neither KServe nor a deployment brings by itself. */
  private defineSurroundings(settings: EndpointSettings): void {
    const metadata = { name: this.name };
    new k8s.KubeServiceAccount(this, 'ServiceAccount', {
      metadata: { ...metadata, annotations: { ...identityMarks(settings.identity).annotations } },
      automountServiceAccountToken: false,
    });
    new k8s.KubeNetworkPolicy(this, 'Network', { metadata, spec: endpointNetwork(settings, this.podLabels) });
    new k8s.KubePodDisruptionBudget(this, 'Disruptions', {
      metadata,
      spec: { maxUnavailable: k8s.IntOrString.fromNumber(1), selector: { matchLabels: this.podLabels } },
    });
  }
}
