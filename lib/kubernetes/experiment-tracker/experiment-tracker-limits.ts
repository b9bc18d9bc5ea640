import { AskedTracker } from './tracker-settings';
import { PLACE_NAMES } from '../../definition/capabilities';
import { Problems } from '../../private/problems';
import { isKnown } from '../../private/tokens';
import { imageLimits } from '../foundation/image-limits';
import { namespaceNameLimits } from '../foundation/namespace-limits';

/** What MLflow's server and a cluster ask of a tracker; the problems of both halves stand at their own places. */
export function experimentTrackerLimits(
  { cluster, name, tracking }: Pick<AskedTracker, 'cluster' | 'name' | 'tracking'>,
  problems: { readonly tracking: Problems; readonly cluster: Problems },
): void {
  const { artifacts, clients = [], database, hosts = [], image, volume } = cluster;
  const { version } = tracking.server ?? {};
  const at = problems.cluster;
  if (isKnown(name) && !/^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/.test(name)) {
    at.at('trackerName').add(`must be at most 63 lower-case letters, digits and hyphens, beginning with a letter, got ${JSON.stringify(name)}`);
  }
  if (isKnown(artifacts) && !/^(s3|gs|https):\/\//.test(artifacts)) {
    at.at('artifacts').add(`must begin with s3://, gs:// or https://, where MLflow writes files, got ${JSON.stringify(artifacts)}; `
      + 'or leave it out, and they are on the volume');
  }
  hosts.forEach((host, index) => {
    if (!/^[a-z0-9*]([a-z0-9.-]*[a-z0-9])?$/.test(host) || host === '*') {
      at.at('hosts', index).add(`must be a name such as mlflow.example.com, without https:// and port, got ${JSON.stringify(host)}`);
    }
  });
  namespaceNameLimits(clients, at.at('clients'));
  if (isKnown(image)) imageLimits(image, at.at('image'));
  if (volume !== undefined && database !== undefined && artifacts !== undefined) {
    at.at('volume').addForKey('has no meaning beside "database" and "artifacts", which keep everything; remove it');
  }
  if (!isKnown(version)) return;
  if (image !== undefined) {
    problems.tracking.at('server', 'version').addForKey('is that of the image when "image" is given; remove it');
  } else if (!/^\d+\.\d+\.\d+$/.test(version)) {
    problems.tracking.at('server', 'version').add(`must have three numbers on ${PLACE_NAMES.kubernetes}, as the tag of an image does, `
      + `such as 3.17.2, got ${JSON.stringify(version)}`);
  }
}
