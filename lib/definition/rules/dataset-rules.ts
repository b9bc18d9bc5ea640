import { checkNames, entries } from './names';
import { Problems } from '../../private/problems';
import { isKnown } from '../../private/tokens';
import { seconds } from '../../private/units';
import { MlopsDefinition } from '../mlops-definition';

const DAY = 86_400;

export function datasetRules({ datasets }: MlopsDefinition, problems: Problems): void {
  checkNames(datasets, 40, problems);
  for (const [name, { location, retention }] of entries(datasets)) {
    const at = problems.at(name, 'retention');
    if (isKnown(retention) && seconds(retention) < DAY) {at.add(`must be at least 1d, got ${JSON.stringify(retention)}`);} else if (retention !== undefined && location !== undefined) {
      at.add('is not given together with "location": who owns that bucket decides how long versions are kept; remove one');
    }
  }
}
