import { Aws, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { ModelPlace, platformPrefix, trainingEnvironment } from './model-place';
import { PlatformNames } from '../aws/ml-platform/platform-names';
import { acknowledgeWildcards } from '../aws/private/acknowledgements';

/**
 * The files of a model's versions when they are in another environment, the one that trains. Bucket and key are known by
 * their names; that environment's platform lets this account read them.
 */
export class VersionFiles {
  /** Nothing when the model is trained in the same environment, whose platform the constructs know. */
  public static of(scope: Construct, place: ModelPlace): VersionFiles | undefined {
    const { system, model, environmentName } = place;
    const training = trainingEnvironment(system, model);
    return model.pipeline && training !== environmentName ? new VersionFiles(scope, place, training) : undefined;
  }

  public readonly bucket: s3.IBucket;
  private readonly decrypt: iam.PolicyStatement;

  private constructor(scope: Construct, place: ModelPlace, training: string) {
    const { region, account = Aws.ACCOUNT_ID } = place.system.environments[training]!;
    const names = new PlatformNames(platformPrefix(place.system, training));
    this.bucket = s3.Bucket.fromBucketName(scope, 'Versions', names.bucket('artifacts', account, region));
    this.decrypt = new iam.PolicyStatement({
      actions: ['kms:Decrypt'],
      // The key's id is not known here, its alias is.
      resources: [Stack.of(scope).formatArn({ service: 'kms', region, account, resource: 'key', resourceName: '*' })],
      conditions: { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': [names.keyAlias] } },
    });
  }

  /** Lets a container read the files, which the other environment's key encrypts. */
  public grantDecrypt(grantee: iam.IGrantable): void {
    grantee.grantPrincipal.addToPrincipalPolicy(this.decrypt);
    if (grantee.grantPrincipal instanceof iam.Role) acknowledgeWildcards(grantee.grantPrincipal, 'aliasedKey');
  }
}
