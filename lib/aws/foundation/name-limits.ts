import { MlopsDefinition } from '../../definition';
import { awsPlaces } from '../../definition/places';
import { Named, namesOf } from '../../definition/rules/names';
import { Problems } from '../../private/problems';
import { isKnown } from '../../private/tokens';

/** SageMaker's limit for names of endpoints, groups and jobs; beyond it the end of a name becomes a hash. */
const MOST_CHARACTERS = 63;
/** The longest name that is said here; what is longer is too long on every platform. */
const LONGEST_NAME = 40;
/** AWS takes fifty tags of a resource, of which the library sets four. */
const MOST_TAGS = 46;
const MOST_KEY_CHARACTERS = 128;
const MOST_VALUE_CHARACTERS = 256;
/** What every service takes in keys and values of tags. */
const TAG_TEXT = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/** What AWS takes of the names that the library makes, and of the tags that a team gives. */
export function nameLimits(system: MlopsDefinition, problems: Problems): void {
  nameLengths(system, 'models', system.models, problems);
  nameLengths(system, 'features', system.features, problems);
  tagLimits(system.tags, problems.at('tags'));
}

/** The longest name that a model or a feature group has in any environment on AWS. */
function nameLengths(system: MlopsDefinition, part: 'features' | 'models', map: Named<unknown>, problems: Problems): void {
  const [environment] = awsPlaces(system).map(([name]) => name).filter(isKnown).sort((a, b) => b.length - a.length);
  if (environment === undefined || !isKnown(system.name)) return;
  for (const name of namesOf(map).filter(isKnown)) {
    const full = [system.name, environment, name].join('-');
    if (full.length <= MOST_CHARACTERS || name.length > LONGEST_NAME) continue;
    problems.at(part, name).addForKey(`is part of the name ${JSON.stringify(full)}, which must have at most ${MOST_CHARACTERS} characters on AWS, `
      + `got ${full.length}; `
      + 'shorten the name of the system, the environment or this one');
  }
}

function tagLimits(tags: MlopsDefinition['tags'], problems: Problems): void {
  const all = Object.entries(tags ?? {}).filter(([key]) => isKnown(key));
  if (all.length > MOST_TAGS) problems.add(`must have at most ${MOST_TAGS} entries on AWS, got ${all.length}`);
  for (const [key, value] of all) {
    const at = problems.at(key);
    if (/^aws:/i.test(key)) {
      at.addForKey('tags that begin with "aws:" are kept for AWS; take another key');
    } else if (key === '' || key.length > MOST_KEY_CHARACTERS) {
      at.addForKey(`the key of a tag must have from 1 to ${MOST_KEY_CHARACTERS} characters `
        + `on AWS, got ${key.length}`);
    } else if (!TAG_TEXT.test(key)) {
      at.addForKey('the key of a tag must be letters, digits, spaces and _ . : / = + - @ on AWS, '
        + `got ${JSON.stringify(key)}`);
    }
    if (!isKnown(value)) continue;
    if (value.length > MOST_VALUE_CHARACTERS) at.add(`must have at most ${MOST_VALUE_CHARACTERS} characters on AWS, got ${value.length}`);
    else if (!TAG_TEXT.test(value)) at.add(`must be letters, digits, spaces and _ . : / = + - @ on AWS, got ${JSON.stringify(value)}`);
  }
}
