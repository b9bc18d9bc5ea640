import { entries } from './names';
import { Path, Problems } from '../../private/problems';
import { Place, PLACE_NAMES, PLACES } from '../capabilities';
import { MlopsDefinition } from '../mlops-definition';
import { placeOf } from '../places';
import { pathsTo } from '../structure';

/**
 * Words that one place alone reads. What a place lacks altogether is told by the table of capabilities; these only say how it does what
 * others do in their own way.
 */
const PLACE_WORDS: Readonly<Record<Place, readonly string[]>> = {
  aws: ['models.*.monitoring.aws'],
  kubernetes: ['models.*.endpoint.kubernetes'],
};

/** What only one place reads stands where an environment is at that place: else nobody would hear that it does nothing. */
export function placeWordsRules(system: MlopsDefinition, problems: Problems): void {
  const environments = entries(system.environments);
  for (const place of PLACES) {
    const words = PLACE_WORDS[place].map(word => word.split('.'));
    const elsewhere = environments.filter(([, environment]) => ![place, undefined].includes(placeOf(environment)));
    const unread = [
      ...elsewhere.length === 0 || elsewhere.length < environments.length ? [] : words.flatMap(word => pathsTo(system, word)),
      ...elsewhere.flatMap(([name, environment]) => words.flatMap(word => pathsTo(environment, word)).map(path => ['environments', name, ...path])),
    ];
    unread.forEach(path => tell(place, path, problems));
  }
}

/**
 * The same for a part alone, which is at one place.
 *
 * @param prefix the words that begin so are those of the part
 */
export function partPlaceWordsRules(part: object, prefix: string, place: Place, problems: Problems): void {
  for (const other of PLACES.filter(name => name !== place)) {
    const words = PLACE_WORDS[other].filter(word => word.startsWith(`${prefix}.`)).map(word => word.slice(prefix.length + 1).split('.'));
    words.flatMap(word => pathsTo(part, word)).forEach(path => tell(other, path, problems));
  }
}

function tell(place: Place, path: Path, problems: Problems): void {
  problems.at(...path).addForKey(`is read on ${PLACE_NAMES[place]} alone, and does nothing here; remove it`);
}
