import { entries } from './names';
import { Problems } from '../../private/problems';
import { ModelCardDefinition } from '../model-card-definition';

const LONGEST_DETAIL = 1024;

/** Details of a card are short texts. */
export function cardRules({ details }: ModelCardDefinition, problems: Problems): void {
  for (const [name, value] of entries(details)) {
    if (value.length > LONGEST_DETAIL) {
      problems.at('details', name).add(`must have at most ${LONGEST_DETAIL} characters, got ${value.length}; say where more is written`);
    }
  }
}
