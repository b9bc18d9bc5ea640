import { IConstruct } from 'constructs';
import { PackageIndexGrants } from './package-index-grants';

/**
 * Where jobs install Python packages from: a repository of AWS CodeArtifact.
 */
export interface IPackageIndex extends IConstruct {
  /** Name of the domain. */
  readonly domainName: string;

  /** The account that owns the domain. */
  readonly owner: string;

  /** Name of the repository in the domain. */
  readonly repositoryName: string;

  /** ARN of the repository, which launchers and SageMaker's toolkits take as `CA_REPOSITORY_ARN`. */
  readonly repositoryArn: string;

  /** Allows installing packages. */
  readonly grants: PackageIndexGrants;
}
