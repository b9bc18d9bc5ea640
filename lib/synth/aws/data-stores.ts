import { CfnOutput } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { EnvironmentPlace } from './model-place';
import { DvcStore } from '../../aws/data-versioning';
import { MlPlatform } from '../../aws/ml-platform';
import { dvcBucketName, storeEnvironment } from '../../definition/data-stores';

/** The stores of the repository's data, in the environment that has them. The jobs that deliver may read what they hold. */
export function defineDataStores(scope: Construct, place: EnvironmentPlace, platform: MlPlatform): void {
  const { environmentName, system } = place;
  const { dvc } = system.versioning ?? {};
  if (storeEnvironment(system) !== environmentName) return;
  if (dvc !== undefined && dvc.location === undefined) {
    const parent = new Construct(scope, 'Versioning');
    const store = new DvcStore(parent, 'Dvc', {
      platform,
      bucketName: dvcBucketName(system),
      overwrites: dvc.overwrites,
      readers: [...principals(dvc.readers), ...rolesOfJobs(scope)],
      writers: principals(dvc.writers),
      collectors: dvc.collectors?.map((arn, index) => iam.Role.fromRoleArn(parent, `Collector${index}`, arn, { mutable: false })),
    });
    new CfnOutput(scope, 'DvcRemote', { value: store.uri, description: 'What DVC pushes to; it is in .dvc/config' });
  }
}

/** With which roles jobs read here, whatever runs them. */
function rolesOfJobs(scope: Construct): iam.IRole[] {
  return scope.node.children.flatMap(child => 'readRole' in child ? [child.readRole as iam.IRole] : []);
}

/** Roles that are somebody else's: the policies of stores let them in, and their own stay as they are. */
function principals(arns: readonly string[] = []): iam.IGrantable[] {
  return arns.map(arn => new iam.ArnPrincipal(arn));
}
