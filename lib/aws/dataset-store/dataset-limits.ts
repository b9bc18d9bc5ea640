import { DatasetDefinition } from '../../definition';
import { Problems } from '../../private/problems';
import { isKnown } from '../../private/tokens';
import { seconds } from '../../private/units';

const DAY = 86_400;

/** Amazon S3 lets versions expire after days. */
export function datasetLimits({ retention }: DatasetDefinition, problems: Problems): void {
  if (isKnown(retention) && seconds(retention) % DAY !== 0) {
    problems.at('retention').add(`must be whole days, got ${JSON.stringify(retention)}; Amazon S3 counts in days`);
  }
}
