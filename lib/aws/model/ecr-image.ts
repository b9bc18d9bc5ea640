import { Arn, ArnFormat, Aws, Stack } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';

// A part of a host name: plain text, or a token that stands for it.
const PART = String.raw`(?:\$\{Token\[[^\]]+\]\}|[^./:@$])+`;
const PRIVATE_IMAGE = new RegExp(String.raw`^(${PART})\.dkr\.ecr(?:-fips)?\.(${PART})\.(?:${PART}\.)*${PART}/(.+?)(?:@.+|:[^/:]+)?$`);

// Repositories of the images that AWS publishes for serving, in accounts of its own.
const PREBUILT_REPOSITORY = /^(sagemaker-|huggingface-|pytorch-|tensorflow-|mxnet-|djl-|autogluon-|stabilityai-|tritonserver|sagemaker_)/;

/** A container image in a private repository of Amazon ECR, by the parts of its URI. */
export class EcrImage {
  /** Nothing when the URI is not one of a private repository, or is only known at deployment. */
  public static parse(uri: string): EcrImage | undefined {
    const [, account, region, repository] = PRIVATE_IMAGE.exec(uri) ?? [];
    return account && region && repository ? new EcrImage(account, region, repository) : undefined;
  }

  private constructor(public readonly account: string, public readonly region: string, public readonly repository: string) {}

  /** Whether AWS publishes the image. */
  public get isPrebuilt(): boolean {
    return PREBUILT_REPOSITORY.test(this.repository);
  }

  /** ARN of the repository, in the account and region of the image. */
  public repositoryArn(): string {
    return Arn.format({
      service: 'ecr',
      partition: Aws.PARTITION,
      region: this.region,
      account: this.account,
      resource: 'repository',
      resourceName: this.repository,
    });
  }
}

/** ARN of every repository of the stack's own account and region. */
export function ownRepositories(scope: IConstruct): string {
  return Stack.of(scope).formatArn({ service: 'ecr', resource: 'repository', resourceName: '*', arnFormat: ArnFormat.SLASH_RESOURCE_NAME });
}
