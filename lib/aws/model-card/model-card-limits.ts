import { ModelCardProps } from './model-card-props';
import { Problems } from '../../private/problems';
import { isKnown } from '../../private/tokens';

const NAME = /^[a-zA-Z0-9](-?[a-zA-Z0-9])*$/;
const LONGEST_NAME = 63;

/** What Amazon SageMaker asks of the name of a card. */
export function modelCardLimits({ modelCardName }: ModelCardProps, problems: Problems): void {
  if (isKnown(modelCardName) && !(NAME.test(modelCardName) && modelCardName.length <= LONGEST_NAME)) {
    problems.at('modelCardName').add(`must have from 1 to ${LONGEST_NAME} letters, digits and single hyphens, got ${JSON.stringify(modelCardName)}`);
  }
}
