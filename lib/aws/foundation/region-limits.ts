import { RegionInfo } from 'aws-cdk-lib/region-info';
import { REGION_FAMILIES } from './instance-type-table';
import { nearest } from '../../private/nearest';
import { Problems } from '../../private/problems';
import { isKnown } from '../../private/tokens';

/** There is such a region, as far as the CDK knows. */
export function regionNameLimits(region: string, problems: Problems): void {
  // What the CDK knows of regions takes longer to read than a small definition, so most are found elsewhere.
  if (!isKnown(region) || Object.hasOwn(REGION_FAMILIES, region)) return;
  const known = RegionInfo.regions.map(({ name }) => name);
  if (known.includes(region)) return;
  const meant = nearest(region, known);
  const advice = meant === undefined ? 'one that is new needs a newer aws-cdk-lib, which knows it' : `did you mean ${JSON.stringify(meant)}?`;
  problems.add(`there is no region ${JSON.stringify(region)}; ${advice}`);
}
