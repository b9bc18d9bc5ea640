import { Problems } from '../../private/problems';
import { isKnown } from '../../private/tokens';
import { seconds } from '../../private/units';
import { DatasetDefinition } from '../dataset-definition';

const DAY = 86_400;

/** Versions of data can only expire where the library keeps them, and nothing else refers to them. */
export function datasetRules({ location, retention, versioning }: DatasetDefinition, problems: Problems): void {
  const at = problems.at('retention');
  const addressed = versioning?.dvc ? 'dvc' : versioning?.gitLfs ? 'gitLfs' : undefined;
  if (retention === undefined) return;
  if (addressed !== undefined) {
    at.add(`is not given together with "${addressed}", got ${JSON.stringify(retention)}: any commit may refer to any object, `
      + 'so none of them may expire; remove one');
  } else if (location !== undefined) {
    at.add(`is not given together with "location", got ${JSON.stringify(retention)}: who owns that bucket decides how long versions are kept; `
      + 'remove one');
  } else if (isKnown(retention) && seconds(retention) < DAY) {
    at.add(`must be at least 1d, got ${JSON.stringify(retention)}`);
  }
}
