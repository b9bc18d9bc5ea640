import { KubernetesTrackingDefinition, TrackingDefinition } from '../../definition';
import { KubernetesIdentityDefinition } from '../../definition/kubernetes-identity-definition';
import { mebibytes } from '../../private/units';
import { mlflowImage } from '../foundation/mlflow-image';
import { mlflowPlace } from '../foundation/mlflow-place';
import { Share } from '../foundation/resources';

/** Where the server listens. */
export const TRACKER_PORT = 5000;

/** Where its volume is. */
const FOLDER = '/mlflow';

/** What a tracker is asked for, and where. */
export interface AskedTracker {
  readonly tracking: TrackingDefinition;
  readonly cluster: KubernetesTrackingDefinition;
  readonly name: string;
  readonly namespace: string;
  readonly identity?: KubernetesIdentityDefinition;
}

/** A tracker as it was asked for, with what holds where nothing was said. */
export interface TrackerSettings {
  readonly name: string;
  readonly namespace: string;
  readonly identity?: KubernetesIdentityDefinition;
  readonly image: string;
  readonly share: Share;
  readonly workers: number;
  /** The secret that holds the address of the database; without one it is a file. */
  readonly database?: { readonly secret: string; readonly key: string; readonly port: number };
  /** The address of the database where it is no secret. */
  readonly databaseFile: string;
  /** Where the files of runs are, in the words of MLflow. */
  readonly artifacts: string;
  /** Where these files are outside of the cluster. */
  readonly isRemote: boolean;
  /** A volume, where something is kept on one. */
  readonly volume?: { readonly mebibytes: number; readonly folder: string };
  readonly hosts: readonly string[];
  readonly clients: readonly string[];
}

/** A server's processes each hold some hundred mebibytes before anybody asks them. */
const SIZES = {
  small: { cpu: 1, memory: 2048, workers: 2 },
  medium: { cpu: 2, memory: 4096, workers: 4 },
  large: { cpu: 4, memory: 8192, workers: 8 },
} as const;

/** What MLflow takes as tracking URI. */
export function trackingUriOf({ name, namespace }: Pick<AskedTracker, 'name' | 'namespace'>): string {
  return `http://${name}.${namespace}.svc.cluster.local`;
}

/** Every default in one place. */
export function trackerSettings({ cluster, identity, name, namespace, tracking }: AskedTracker): TrackerSettings {
  const { artifacts, clients = [], database, hosts = [], image, volume = '10GiB' } = cluster;
  const { size = 'small', version } = tracking.server ?? {};
  const { cpu, memory, workers } = SIZES[size];
  const isWhole = database !== undefined && artifacts !== undefined;
  return {
    name,
    namespace,
    identity,
    image: image ?? mlflowImage(version),
    share: { cpu, memory },
    // Two processes would wait for each other at the lock of one file.
    workers: database ? workers : 1,
    database: database && { key: 'url', port: 5432, ...database },
    databaseFile: `sqlite:///${FOLDER}/mlflow.db`,
    artifacts: artifacts === undefined ? `${FOLDER}/artifacts` : mlflowPlace(artifacts),
    isRemote: artifacts !== undefined,
    volume: isWhole ? undefined : { mebibytes: mebibytes(volume), folder: FOLDER },
    hosts,
    clients,
  };
}
