import { DatasetDefinition } from '../../definition';
import { Problems } from '../../private/problems';
import { isKnown } from '../../private/tokens';
import { seconds } from '../../private/units';

const A_DAY = 86_400;

/** What Amazon S3 and the way of versioning ask of a dataset beyond its types. */
export function datasetRules(dataset: DatasetDefinition, problems: Problems): void {
  const { retention, versioning, location } = dataset;
  if (!isKnown(retention)) return;
  const problem = problems.at('retention');
  const contentAddressed = versioning?.dvc ? 'DVC' : versioning?.gitLfs ? 'Git LFS' : undefined;
  if (contentAddressed) {
    problem.add(`must not be given with ${contentAddressed}, got ${JSON.stringify(retention)}; any commit may refer to any object, so none of them may expire`);
  } else if (location !== undefined) {
    problem.add(`must not be given with "location", got ${JSON.stringify(retention)}; whoever looks after that bucket decides what expires`);
  } else if (seconds(retention) < A_DAY || seconds(retention) % A_DAY !== 0) {
    problem.add(`must be whole days, from "1d", got ${JSON.stringify(retention)}; Amazon S3 counts in days`);
  }
}
