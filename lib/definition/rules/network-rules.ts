import { checkUnique } from './names';
import { Problems } from '../../private/problems';
import { NetworkDefinition } from '../aws-place-definition';

/** Each part of a network that is there already is named once. */
export function networkRules({ existing }: NetworkDefinition, problems: Problems): void {
  checkUnique(existing?.subnetIds, problems.at('existing', 'subnetIds'));
  checkUnique(existing?.securityGroupIds, problems.at('existing', 'securityGroupIds'));
}
