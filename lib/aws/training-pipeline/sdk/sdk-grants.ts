import { SdkNeeds } from './sdk-needs';
import { PipelineRole } from '../pipeline-role';

/** What the role of a pipeline has without the file. */
export interface GrantedAlready {
  readonly roleArn: string;
  /** Where results go, as `s3://bucket/prefix/`. */
  readonly results: string;
  readonly keyArn: string;
  /** Whether the registry of the model lets the pipeline register. */
  readonly hasRegistry: boolean;
}

/** Gives the role of a pipeline what the steps of a file need, by the same permissions as those of typed steps. */
export function grantNeeds(role: PipelineRole, needs: SdkNeeds, already: GrantedAlready): void {
  role.jobs([...needs.jobs].sort(), [...new Set([already.roleArn, ...needs.roleArns])]);
  role.observation([...needs.ownJobs].sort());
  role.images([...needs.images]);
  if (!already.hasRegistry) needs.groups.forEach((statuses, group) => role.versions(group, [...statuses].sort()));
  needs.readGroups.forEach(group => role.readVersions(group));
  const places = new Map(needs.places.filter(({ uri }) => !uri.startsWith(already.results)).map(place => [`${place.uri} ${place.isWritten}`, place]));
  places.forEach(({ uri, isWritten }) => isWritten ? role.writePlace(uri) : role.readPlace(uri));
  [...needs.volumeKeys].filter(key => key !== already.keyArn).forEach(key => role.volumeKey(key));
  role.network([...needs.subnets], [...needs.securityGroups]);
  role.functions([...needs.functionArns]);
  needs.queues.forEach(({ region, account, name }) => role.queue(region, account, name));
  needs.clusterIds.forEach(id => role.cluster(id));
  if (needs.clusterRoles.size > 0) role.newClusters([...needs.clusterRoles]);
}
