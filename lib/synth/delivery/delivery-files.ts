import { AzurePipelines } from '../../delivery/azure-pipelines/azure-pipelines';
import { CloudBuild } from '../../delivery/cloud-build/cloud-build';
import { DeliveryFile } from '../../delivery/delivery-file';
import { GithubActions } from '../../delivery/github-actions/github-actions';
import { GitlabCi } from '../../delivery/gitlab-ci/gitlab-ci';
import { Jenkins } from '../../delivery/jenkins/jenkins';
import { MlopsError } from '../../private/errors';
import { SystemFiles } from '../system/system-files';

/** The files that deliver a system, by whatever its definition names. */
export function deliveryFiles(files: SystemFiles): DeliveryFile[] {
  const { delivery } = files.definition;
  if (delivery?.githubActions !== undefined) return new GithubActions(files).files;
  if (delivery?.gitlabCi !== undefined) return new GitlabCi(files).files;
  if (delivery?.azurePipelines !== undefined) return new AzurePipelines(files).files;
  if (delivery?.cloudBuild !== undefined) return new CloudBuild(files).files;
  if (delivery?.jenkins !== undefined) return new Jenkins(files).files;
  throw new MlopsError('NoDeliveryFiles', delivery === undefined
    ? 'nothing delivers this system: give it "delivery", for example { githubActions: { repository: acme/credit-risk } }'
    : 'AWS CodePipeline delivers this system: it is part of the stacks, and no file in the repository starts it');
}
