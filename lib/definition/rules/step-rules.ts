import { checkUnique } from './names';
import { References } from './references';
import { Surroundings } from './surroundings';
import { Problems } from '../../private/problems';
import { StepDefinition } from '../pipeline/step-definition';
import { ownRules } from '../pipeline/step-kinds';
import { referencesOf } from '../pipeline/step-references';

/** What is true of one step by itself: what it refers to exists, and its keys do not contradict each other. */
export function stepRules(step: StepDefinition, around: Surroundings, references: References, problems: Problems): void {
  ownRules(step, around, problems);
  for (const { path, target, text } of referencesOf(step, around.steps)) references.to(target, text, problems.at(...path));
  checkUnique(step.after, problems.at('after'));
}
