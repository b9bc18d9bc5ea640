import { k8s } from 'cdk8s-plus-28';
import { Construct, IConstruct } from 'constructs';
import { experimentTrackerLimits } from './experiment-tracker-limits';
import { trackerNetwork } from './tracker-network';
import { trackerPod } from './tracker-pod';
import { AskedTracker, TRACKER_PORT, TrackerSettings, trackerSettings, trackingUriOf } from './tracker-settings';
import { KubernetesTrackingDefinition, TrackingDefinition } from '../../definition';
import { KubernetesIdentityDefinition } from '../../definition/kubernetes-identity-definition';
import { clusterName } from '../../private/names';
import { checkPart } from '../foundation/check-part';
import { partLabels } from '../foundation/part-labels';
import { namespaceOf } from '../foundation/part-namespace';
import { amountOf } from '../foundation/resources';
import { identityMarks } from '../foundation/workload-identity';

/**
 * Where experiments and training runs are recorded: MLflow's own server in a cluster.
 */
export interface IExperimentTracker extends IConstruct {
  /** What MLflow takes as tracking URI (`MLFLOW_TRACKING_URI`). */
  readonly trackingUri: string;
}

/**
 * A tracker that is there already.
 */
export interface ExperimentTrackerAttributes {
  /** What MLflow takes as tracking URI, such as http://mlflow.ml.svc.cluster.local. */
  readonly trackingUri: string;
}

/**
 * What records experiments, and where it keeps them.
 */
export interface ExperimentTrackerProps extends TrackingDefinition, KubernetesTrackingDefinition {
  /**
   * Name of the server, and of what belongs to it. It cannot be changed later.
   *
   * @default - the id of the construct
   */
  readonly trackerName?: string;

  /**
   * As whom the server reads and writes `artifacts`.
   *
   * @default - as nobody: the files are on the volume
   */
  readonly identity?: KubernetesIdentityDefinition;
}

/**
 * MLflow's own server in a cluster: one copy, which brings its database up to date before it starts. What it keeps on a volume stays when
 * the server is deleted, and goes with the claim.
 *
 * @example
 * const tracker = new kubernetes.ExperimentTracker(chart, 'mlflow', {
 *   database: { secret: 'mlflow-database' },
 *   artifacts: 's3://acme-mlflow/churn/',
 * });
 * tracker.trackingUri;
 */
export class ExperimentTracker extends Construct implements IExperimentTracker {
  /** A tracker that is there already. */
  public static fromExperimentTrackerAttributes(scope: Construct, id: string, attributes: ExperimentTrackerAttributes): IExperimentTracker {
    class Import extends Construct implements IExperimentTracker {
      public readonly trackingUri = attributes.trackingUri;
    }
    return new Import(scope, id);
  }

  public readonly trackingUri: string;

  /** Name of the server, and of what belongs to it. */
  public readonly trackerName: string;

  /** The account as which the server reads and writes files. */
  public readonly serviceAccountName: string;

  /** The labels of its pods, for policies and monitors of your own. */
  public readonly podLabels: { [name: string]: string };

  constructor(scope: Construct, id: string, props: ExperimentTrackerProps = {}) {
    super(scope, id);
    const { app, identity, server, trackerName, ...cluster } = props;
    const asked: AskedTracker = {
      tracking: app ? { app, server } : { server: server ?? {} },
      cluster,
      name: trackerName ?? clusterName([id]),
      namespace: namespaceOf(this),
      identity,
    };
    checkPart(this, [
      { struct: 'TrackingDefinition', value: asked.tracking, path: [], key: 'tracking' },
      { struct: 'KubernetesTrackingDefinition', value: cluster, path: [] },
      ...identity ? [{ struct: 'KubernetesIdentityDefinition', value: identity, path: ['identity'] }] : [],
    ], problems => experimentTrackerLimits(asked, { tracking: problems, cluster: problems }));
    const settings = trackerSettings(asked);

    this.trackerName = settings.name;
    this.serviceAccountName = settings.name;
    this.podLabels = { ...partLabels(settings.name) };
    this.trackingUri = trackingUriOf(settings);
    this.defineAccount(settings);
    this.defineVolume(settings);
    this.defineServer(settings);
  }

  private defineAccount({ identity, name }: TrackerSettings): void {
    new k8s.KubeServiceAccount(this, 'ServiceAccount', {
      metadata: { name, annotations: { ...identityMarks(identity).annotations } },
      automountServiceAccountToken: false,
    });
  }

  private defineVolume({ name, volume }: TrackerSettings): void {
    if (!volume) return;
    new k8s.KubePersistentVolumeClaim(this, 'Volume', {
      metadata: { name },
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: amountOf(volume.mebibytes) } } },
    });
  }

  private defineServer(settings: TrackerSettings): void {
    const metadata = { name: settings.name };
    const labels = partLabels(settings.name);
    new k8s.KubeNetworkPolicy(this, 'Network', { metadata, spec: trackerNetwork(settings, labels) });
    new k8s.KubeDeployment(this, 'Resource', {
      metadata,
      spec: {
        replicas: 1,
        selector: { matchLabels: { ...labels } },
        // Two releases of the server cannot share a database, nor two pods the volume.
        strategy: { type: 'Recreate' },
        template: { metadata: { labels: { ...labels, ...identityMarks(settings.identity).podLabels } }, spec: trackerPod(settings) },
      },
    });
    new k8s.KubeService(this, 'Service', {
      metadata,
      spec: {
        type: 'ClusterIP',
        selector: { ...labels },
        ports: [{ name: 'http', port: 80, targetPort: k8s.IntOrString.fromNumber(TRACKER_PORT), protocol: 'TCP' }],
      },
    });
  }
}
