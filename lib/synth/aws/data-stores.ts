import { CfnOutput } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { EnvironmentPlace } from './model-place';
import { DvcStore, GitLfsServer } from '../../aws/data-versioning';
import { MlPlatform } from '../../aws/ml-platform';
import { dvcBucketName, lfsServerName, storeEnvironment } from '../../definition/data-stores';

/** The stores of the repository's data, in the environment that has them. The jobs that deliver may read what they hold. */
export function defineDataStores(scope: Construct, place: EnvironmentPlace, platform: MlPlatform): void {
  const { environmentName, system } = place;
  const { dvc, gitLfs } = system.versioning ?? {};
  if (storeEnvironment(system) !== environmentName) return;
  if (dvc === undefined && gitLfs === undefined) return;
  const parent = new Construct(scope, 'Versioning');
  if (dvc !== undefined && dvc.location === undefined) {
    const store = new DvcStore(parent, 'Dvc', {
      platform,
      bucketName: dvcBucketName(system),
      overwrites: dvc.overwrites,
      readers: [...principals(dvc.readers), ...rolesOfJobs(scope)],
      writers: principals(dvc.writers),
      collectors: existingRoles(parent, 'Collector', dvc.collectors),
    });
    new CfnOutput(scope, 'DvcRemote', { value: store.uri, description: 'What DVC pushes to; it is in .dvc/config' });
  }
  if (gitLfs !== undefined && gitLfs.server === undefined) {
    const server = new GitLfsServer(parent, 'GitLfs', {
      platform,
      serverName: lfsServerName(system),
      readers: [...existingRoles(parent, 'LfsReader', gitLfs.readers), ...rolesOfJobs(scope)],
      writers: existingRoles(parent, 'LfsWriter', gitLfs.writers),
    });
    new CfnOutput(scope, 'LfsAddress', { value: server.address, description: 'What clients of Git LFS ask: versioning.gitLfs.address' });
  }
}

/** With which roles jobs read here, whatever runs them. */
function rolesOfJobs(scope: Construct): iam.IRole[] {
  return scope.node.children.flatMap(child => 'readRole' in child ? [child.readRole as iam.IRole] : []);
}

function existingRoles(scope: Construct, id: string, arns: readonly string[] = []): iam.IRole[] {
  return arns.map((arn, index) => iam.Role.fromRoleArn(scope, `${id}${index}`, arn, { mutable: false }));
}

/** Roles that are somebody else's: the policies of stores let them in, and their own stay as they are. */
function principals(arns: readonly string[] = []): iam.IGrantable[] {
  return arns.map(arn => new iam.ArnPrincipal(arn));
}
