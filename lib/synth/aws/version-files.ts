import { Aws, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { ModelPlace, platformPrefix, resourceName, trainingEnvironment, trainingPlace } from './model-place';
import { pipelineFile } from './pipeline-file';
import { acknowledgeWildcards } from '../../aws/foundation/acknowledgements';
import { READ_OBJECTS } from '../../aws/foundation/bucket-access';
import { S3Place } from '../../aws/foundation/s3-place';
import { PlatformNames } from '../../aws/ml-platform/platform-names';
import { CertainPlace } from '../../aws/training-pipeline/sdk/sdk-text';

/** The files of a trained model's versions: who serves or checks the model may read them, and no other model's. */
export class VersionFiles {
  /** Nothing when the model is not trained here. */
  public static of(scope: Construct, place: ModelPlace): VersionFiles | undefined {
    return place.model.pipeline ? new VersionFiles(scope, place) : undefined;
  }

  /** Where the files are; undefined for the bucket of the own platform. */
  public readonly bucket?: s3.IBucket;
  /** Where they begin there; undefined when the pipeline's file says where it writes. */
  public readonly prefix?: string;
  private readonly statements: iam.PolicyStatement[] = [];

  private constructor(scope: Construct, place: ModelPlace) {
    const { system, model, modelName, environmentName, directory } = place;
    const training = trainingEnvironment(system, model);
    if (model.pipeline!.aws === undefined) this.prefix = `pipelines/${resourceName(place, training, modelName)}/`;
    else this.readPlaces(pipelineFile(system, modelName, directory)!.outputPlaces);
    if (training !== environmentName) this.bucket = this.bucketOf(scope, place, training);
  }

  /** Allows what the constructs cannot know: the key of another environment, and places of a pipeline from a file. */
  public grant(grantee: iam.IGrantable): void {
    this.statements.forEach(statement => grantee.grantPrincipal.addToPrincipalPolicy(statement));
    if (grantee.grantPrincipal instanceof iam.Role) acknowledgeWildcards(grantee.grantPrincipal, 'aliasedKey', 'objectKeys');
  }

  /** The bucket of the environment that trains. Bucket and key are known by their names; that platform lets this account read. */
  private bucketOf(scope: Construct, place: ModelPlace, training: string): s3.IBucket {
    const { region, account = Aws.ACCOUNT_ID, existing = {} } = trainingPlace(place);
    const names = new PlatformNames(platformPrefix(place.system, training));
    this.statements.push(existing.encryptionKey === undefined ? new iam.PolicyStatement({
      actions: ['kms:Decrypt'],
      // The key's id is not known here, its alias is.
      resources: [Stack.of(scope).formatArn({ service: 'kms', region, account, resource: 'key', resourceName: '*' })],
      conditions: { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': [names.keyAlias] } },
    }) : new iam.PolicyStatement({ actions: ['kms:Decrypt'], resources: [existing.encryptionKey] }));
    return s3.Bucket.fromBucketName(scope, 'Versions', existing.artifactBucket ?? names.bucket('artifacts', account, region));
  }

  private readPlaces(places: readonly CertainPlace[]): void {
    if (places.length === 0) return;
    // Of a place that ends in what only a run knows, everything that begins like it.
    const objects = places.map(({ uri, isWhole }) => {
      const { folderArn, objectsArn } = S3Place.parse(uri);
      return isWhole ? folderArn : objectsArn;
    });
    this.statements.push(new iam.PolicyStatement({ actions: READ_OBJECTS, resources: objects }));
  }
}
