import { Annotations, Aws, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { READ_OBJECTS } from './bucket-access';
import { Problems } from '../../private/problems';

/** What other accounts may read. */
export interface SharedArtifacts {
  readonly bucket?: s3.IBucket;
  /** Empty for the whole bucket, else it ends in `/`. */
  readonly prefix: string;
  readonly key?: kms.IKey;
}

/** Says which of the accounts are not twelve digits. */
export function accountRules(accounts: string[], problems: Problems): void {
  accounts.forEach((account, index) => {
    if (!Token.isUnresolved(account) && !/^\d{12}$/.test(account)) {
      problems.at(index).add(`must be an account id of twelve digits, got ${JSON.stringify(account)}`);
    }
  });
}

/** Lets other accounts read files of models and decrypt them, through Amazon S3 only. They still decide which of their roles may. */
export function shareArtifacts(scope: Construct, { bucket, prefix, key }: SharedArtifacts, accounts: string[]): void {
  const principals = accounts.map(account => new iam.AccountPrincipal(account));
  const added = [
    bucket?.addToResourcePolicy(new iam.PolicyStatement({
      principals, actions: READ_OBJECTS, resources: [bucket.arnForObjects(`${prefix}*`)],
    })),
    bucket?.addToResourcePolicy(new iam.PolicyStatement({
      principals,
      actions: ['s3:ListBucket', 's3:GetBucketLocation'],
      resources: [bucket.bucketArn],
    })),
    key?.addToResourcePolicy(new iam.PolicyStatement({
      principals,
      actions: ['kms:Decrypt', 'kms:DescribeKey'],
      resources: ['*'],
      conditions: { StringEquals: { 'kms:ViaService': `s3.${Aws.REGION}.${Aws.URL_SUFFIX}` } },
    })),
  ];
  if (added.some(result => result?.statementAdded === false)) {
    Annotations.of(scope).addWarningV2('mlops-constructs:importedPolicy',
      `the policies of an imported bucket or key cannot be changed here; allow reading and decrypting to ${accounts.join(', ')} where they are defined`);
  }
}
