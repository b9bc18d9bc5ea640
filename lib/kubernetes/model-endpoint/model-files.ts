import { k8s } from 'cdk8s-plus-28';
import { EndpointSettings } from './endpoint-settings';
import { MODEL_FOLDER } from './model-servers';
import { KSERVE_VERSION } from '../crds/kserve';
import { RESTRICTED } from '../foundation/pod-security';

/** How the files of a model come into its pod. */
export interface ModelFiles {
  readonly volumes: k8s.Volume[];
  readonly mounts: k8s.VolumeMount[];
  readonly initContainers?: k8s.Container[];
}

const VOLUME = 'model';

/** What KServe calls the volume of a claim: it would mount one of its own in the same place, were there none of this name. */
const CLAIM = 'kserve-pvc-source';

/**
 * A volume claim is mounted, everything else is downloaded before the server starts.
 *
 * KServe would add the download by itself, but without a security context, which a restricted namespace refuses; a container of this name
 * stands for its own.
 */
export function modelFiles({ identity, model: { artifact } }: EndpointSettings): ModelFiles {
  if (artifact === undefined) return { volumes: [], mounts: [] };
  const mount: k8s.VolumeMount = { name: VOLUME, mountPath: MODEL_FOLDER, readOnly: true };
  const [, claimName, subPath] = /^pvc:\/\/([^/]+)\/?(.*?)\/?$/.exec(artifact) ?? [];
  if (claimName !== undefined) {
    const volume: k8s.Volume = { name: CLAIM, persistentVolumeClaim: { claimName, readOnly: true } };
    return { volumes: [volume], mounts: [{ ...mount, name: CLAIM, ...subPath !== '' && { subPath } }] };
  }
  return {
    volumes: [{ name: VOLUME, emptyDir: {} }],
    mounts: [mount],
    initContainers: [{
      name: 'storage-initializer',
      image: `docker.io/kserve/storage-initializer:v${KSERVE_VERSION}`,
      args: [artifact, MODEL_FOLDER],
      env: identity === undefined && artifact.startsWith('s3://') ? [{ name: 'awsAnonymousCredential', value: 'true' }] : undefined,
      resources: {
        requests: { cpu: k8s.Quantity.fromString('100m'), memory: k8s.Quantity.fromString('100Mi') },
        limits: { cpu: k8s.Quantity.fromString('1'), memory: k8s.Quantity.fromString('1Gi') },
      },
      securityContext: RESTRICTED,
      volumeMounts: [{ name: VOLUME, mountPath: MODEL_FOLDER }],
    }],
  };
}
