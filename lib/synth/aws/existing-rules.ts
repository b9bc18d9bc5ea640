import { storesOf } from '../../aws/feature-store/schema-lock';
import { instanceTypeLimits } from '../../aws/foundation/instance-type-limits';
import { s3PlaceLimits } from '../../aws/foundation/s3-place-limits';
import { AwsPlaceDefinition, ExistingEndpointDefinition, MlopsDefinition } from '../../definition';
import { entries, entry, has, namesOf } from '../../definition/rules/names';
import { unknownName } from '../../private/nearest';
import { Problems } from '../../private/problems';
import { isKnown } from '../../private/tokens';

/** What an environment has already is where it can be used, and is told of as far as nobody can see it. */
export function existingRules({ features }: MlopsDefinition, place: AwsPlaceDefinition, problems: Problems): void {
  const { account, existing = {}, permissionsBoundary, region, roles = {} } = place;
  const at = problems.at('existing');
  for (const part of ['alarmTopic', 'encryptionKey'] as const) sameRegion(existing[part], region, at.at(part));
  for (const [work, arn] of entries({ ...roles })) sameAccount(arn, account, problems.at('roles', work));
  sameAccount(permissionsBoundary, account, problems.at('permissionsBoundary'));

  const groups = at.at('featureGroups');
  for (const [name, group] of entries(existing.featureGroups)) {
    if (!has(features, name)) groups.at(name).addForKey(unknownName('feature group', name, namesOf(features)));
    sameRegion(group.encryptionKey, region, groups.at(name, 'encryptionKey'));
    s3PlaceLimits(group.offline?.location, groups.at(name, 'offline', 'location'));
    const described = entry(features, name);
    if (described && storesOf(described).offline && !has(group, 'offline')) {
      groups.at(name, 'offline').add(`is missing; ${JSON.stringify(`features.${name}`)} has an offline store, so say where its files are, such as `
        + '{ location: s3://bucket/prefix/ }, or describe "online" there alone');
    }
  }
}

/** What SageMaker and Amazon S3 ask of an endpoint that is there already. */
export function existingEndpointLimits({ capture, variants }: ExistingEndpointDefinition, region: string, problems: Problems): void {
  s3PlaceLimits(capture?.destination, problems.at('capture', 'destination'));
  sameRegion(capture?.aws?.encryptionKey, region, problems.at('capture', 'aws', 'encryptionKey'));
  for (const [name, { type }] of entries(variants)) instanceTypeLimits(type, 'hosting', region, problems.at('variants', name, 'type'));
}

function sameRegion(arn: string | undefined, region: string, problems: Problems): void {
  const there = isKnown(arn) ? arn.split(':')[3] : undefined;
  if (there === undefined || !isKnown(region) || there === region) return;
  problems.add(`must be in ${JSON.stringify(region)}, the region of the environment, got ${JSON.stringify(arn)}`);
}

/** What AWS manages itself has no account. */
function sameAccount(arn: string | undefined, account: string | undefined, problems: Problems): void {
  const owner = isKnown(arn) ? arn.split(':')[4] : undefined;
  if (owner === undefined || owner === 'aws' || !isKnown(account) || owner === account) return;
  problems.add(`must be in ${JSON.stringify(account)}, the account of the environment, got ${JSON.stringify(arn)}`);
}
