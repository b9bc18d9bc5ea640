import { DatasetDefinition } from '../../definition';
import { Problems } from '../../private/problems';
import { isKnown } from '../../private/tokens';
import { seconds } from '../../private/units';
import { s3PlaceLimits } from '../foundation/s3-place-limits';

const DAY = 86_400;

/** A dataset is in Amazon S3, which lets versions expire after days. */
export function datasetLimits({ location, retention }: DatasetDefinition, problems: Problems): void {
  s3PlaceLimits(location, problems.at('location'));
  if (isKnown(retention) && seconds(retention) % DAY !== 0) {
    problems.at('retention').add(`must be whole days, got ${JSON.stringify(retention)}; Amazon S3 counts in days`);
  }
}
