import { DeliveryFile } from '../../delivery/delivery-file';
import { GithubActions } from '../../delivery/github-actions/github-actions';
import { MlopsError } from '../../private/errors';
import { SystemFiles } from '../system/system-files';

/** The files that deliver a system, by whatever its definition names. */
export function deliveryFiles({ definition, id, lock }: SystemFiles): DeliveryFile[] {
  if (definition.delivery?.githubActions !== undefined) return new GithubActions({ definition, id, lock }).files;
  throw new MlopsError('NoDeliveryFiles', definition.delivery === undefined
    ? 'nothing delivers this system: give it "delivery", for example { githubActions: { repository: acme/credit-risk } }'
    : 'AWS CodePipeline delivers this system: it is part of the stacks, and no file in the repository starts it');
}
