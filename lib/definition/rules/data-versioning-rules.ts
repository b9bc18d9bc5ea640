import { items } from './names';
import { Problems } from '../../private/problems';
import { isKnown } from '../../private/tokens';
import { DvcDefinition, GitLfsDefinition } from '../data-versioning-definition';
import { MlopsDefinition } from '../mlops-definition';
import { awsPlaces } from '../places';
import { orMeant, StorageScheme, storageScheme } from '../storage-place';

/** What DVC pushes to. */
const REMOTES: readonly (StorageScheme | undefined)[] = ['s3', 'gs', 'https'];

const ROLE = /^arn:aws[a-z-]*:iam::\d{12}:role\/(?:[\w+=,.@-]+\/)*[\w+=,.@-]+$/;

/** Data of a repository have a place, and the tools can be told where it is. */
export function dataVersioningRules(system: MlopsDefinition, problems: Problems): void {
  const { dvc, gitLfs } = system.versioning ?? {};
  if (isKnown(dvc)) {
    dvcRules(dvc, problems.at('dvc'));
    if (dvc.location === undefined) storeRules(system, problems.at('dvc'));
  }
  if (isKnown(gitLfs)) {
    gitLfsRules(gitLfs, problems.at('gitLfs'));
    if (gitLfs.server === undefined && awsPlaces(system).length === 0) {
      problems.at('gitLfs').addForKey('has no environment on AWS in which a server could be made; give the address of one as "server"');
    }
  }
}

/** The store is found by its name, which holds the account: names of buckets are taken all over the world. */
function storeRules(system: MlopsDefinition, problems: Problems): void {
  const [first] = awsPlaces(system);
  if (first === undefined) {
    problems.addForKey('has no environment on AWS in which a store could be made; give the "location" of one, such as s3://bucket/prefix/');
  } else if (first[1].account === undefined) {
    problems.addForKey(`needs the account of ${JSON.stringify(first[0])}, which is part of the name of its bucket; `
      + `give "environments.${first[0]}.aws.account", or the "location" of another store`);
  }
}

/** What a place of DVC and its address say of each other. */
export function dvcRules({ collectors, endpoint, location, overwrites, readers, writers }: DvcDefinition, problems: Problems): void {
  const scheme = isKnown(location) ? storageScheme(location) : undefined;
  if (isKnown(location) && !REMOTES.includes(scheme)) {
    problems.at('location').add('must be in Amazon S3, Google Cloud Storage or Azure Blob Storage, '
      + `got ${JSON.stringify(location)}${orMeant(location)}`);
  }
  if (endpoint !== undefined && location === undefined) {
    problems.at('endpoint').add('needs a "location", which is the bucket at that address, such as s3://data/churn/');
  } else if (endpoint !== undefined && scheme !== undefined && scheme !== 's3') {
    problems.at('endpoint').add(`is not given together with a location in another store than Amazon S3, got ${JSON.stringify(endpoint)}; remove it`);
  }
  if (overwrites === 'refused' && location !== undefined) {
    problems.at('overwrites').add('is not given together with "location", got "refused": who owns that store decides what it takes; remove one');
  }
  roleRules({ readers, writers, collectors }, location === undefined ? undefined : 'location', problems);
}

/** What is tracked can stand in a line of `.gitattributes`, and whom a server lets in is its own. */
export function gitLfsRules({ address, readers, server, track, writers }: GitLfsDefinition, problems: Problems): void {
  if (isKnown(track) && track.length === 0) problems.at('track').add('must name at least one pattern, such as *.onnx');
  for (const [index, pattern] of items(track)) {
    if (/^[!#"]|\s|^$/.test(pattern)) {
      problems.at('track', index).add('must be a pattern of Git without blanks, that does not begin with !, # or a quotation mark, '
        + `got ${JSON.stringify(pattern)}`);
    }
  }
  if (address !== undefined && server !== undefined) {
    problems.at('address').add('is not given together with "server": it is that of the server which the library makes; remove one');
  }
  roleRules({ readers, writers }, server === undefined ? undefined : 'server', problems);
}

/** Roles are let in by a store that is made here. */
function roleRules(roles: { readonly [key: string]: readonly string[] | undefined }, existing: string | undefined, problems: Problems): void {
  for (const [key, arns] of Object.entries(roles)) {
    if (arns === undefined) continue;
    if (existing !== undefined) {
      problems.at(key).add(`is not given together with ${JSON.stringify(existing)}: who owns that lets in whom they want; remove one`);
    }
    for (const [index, arn] of items(arns)) {
      if (ROLE.test(arn)) continue;
      problems.at(key, index).add(`must be the ARN of a role such as arn:aws:iam::111111111111:role/data-scientist, got ${JSON.stringify(arn)}`);
    }
  }
}
