import { DvcDefinition } from './data-versioning-definition';
import { MlopsDefinition } from './mlops-definition';
import { awsPlaces } from './places';
import { contentHash } from '../private/names';

/** The environment in which stores of a repository are made: the first on AWS. A repository has one store, whatever it is deployed to. */
export function storeEnvironment(system: Pick<MlopsDefinition, 'environments'>): string | undefined {
  return awsPlaces(system)[0]?.[0];
}

/** Name of the bucket to which a repository pushes data with DVC. It is in the files that DVC reads, so it is known before there is one. */
export function dvcBucketName(system: Pick<MlopsDefinition, 'environments' | 'name'>): string {
  const [environmentName, { account, region }] = awsPlaces(system)[0]!;
  const whole = `${system.name}-${environmentName}-dvc-${account}-${region}`.toLowerCase();
  if (whole.length <= 63) return whole;
  const [beginning] = /^.{0,36}(?<!-)/.exec(`${system.name}-${environmentName}`.toLowerCase())!;
  return `${beginning}-${contentHash(whole)}-dvc-${account}`;
}

/** Where a repository pushes data with DVC, as a place of files that ends in `/`. */
export function dvcPlace(system: Pick<MlopsDefinition, 'environments' | 'name'>, { location }: DvcDefinition): string {
  return (location ?? `s3://${dvcBucketName(system)}`).replace(/\/*$/, '/');
}

/** By which name a token is for the server of Git LFS of a system. No cluster of Amazon EKS can have it, to which tokens look alike. */
export function lfsServerName({ name }: Pick<MlopsDefinition, 'name'>): string {
  return `${name}.lfs`;
}
