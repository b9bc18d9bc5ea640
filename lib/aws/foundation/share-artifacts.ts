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
export function accountLimits(accounts: string[], problems: Problems): void {
  accounts.forEach((account, index) => {
    if (!Token.isUnresolved(account) && !/^\d{12}$/.test(account)) {
      problems.at(index).add(`must be an account id of twelve digits, got ${JSON.stringify(account)}`);
    }
  });
}

/** What was allowed before, so that a platform that is shared as a whole does not grow with every model on it. */
const shared = new WeakMap<object, Set<string>>();

/**
 * Lets other accounts read files of models and decrypt them, through Amazon S3 only. They still decide which of their roles may.
 * What they may do already is not said again.
 */
export function shareArtifacts(scope: Construct, { bucket, prefix, key }: SharedArtifacts, accounts: string[]): void {
  const added: iam.AddToResourcePolicyResult[] = [];
  const readers = bucket ? newPrincipals(bucket, accounts, prefix) : [];
  if (bucket && readers.length > 0) {
    added.push(
      bucket.addToResourcePolicy(new iam.PolicyStatement({
        principals: readers, actions: READ_OBJECTS, resources: [bucket.arnForObjects(`${prefix}*`)],
      })),
      bucket.addToResourcePolicy(new iam.PolicyStatement({
        principals: readers,
        actions: ['s3:ListBucket'],
        resources: [bucket.bucketArn],
        conditions: prefix === '' ? undefined : { StringLike: { 's3:prefix': `${prefix}*` } },
      })),
      bucket.addToResourcePolicy(new iam.PolicyStatement({ principals: readers, actions: ['s3:GetBucketLocation'], resources: [bucket.bucketArn] })),
    );
  }
  const decrypters = key ? newPrincipals(key, accounts, '') : [];
  if (key && decrypters.length > 0) {
    added.push(key.addToResourcePolicy(new iam.PolicyStatement({
      principals: decrypters,
      actions: ['kms:Decrypt', 'kms:DescribeKey'],
      resources: ['*'],
      conditions: { StringEquals: { 'kms:ViaService': `s3.${Aws.REGION}.${Aws.URL_SUFFIX}` } },
    })));
  }
  if (added.some(({ statementAdded }) => !statementAdded)) {
    Annotations.of(scope).addWarningV2('mlops-constructs:importedPolicy',
      'the policies of an imported bucket or key cannot be changed here; '
        + `allow reading and decrypting to ${accounts.join(', ')} where they are defined`);
  }
}

/** The accounts that may not use a place yet, neither it nor one around it; from now on they may. */
function newPrincipals(resource: object, accounts: string[], prefix: string): iam.AccountPrincipal[] {
  const before = shared.get(resource) ?? new Set<string>();
  shared.set(resource, before);
  const places = [...prefix].flatMap((letter, index) => letter === '/' ? [prefix.slice(0, index + 1)] : []);
  const unknown = [...new Set(accounts)].filter(account => !['', prefix, ...places].some(place => before.has(`${account} ${place}`)));
  unknown.forEach(account => before.add(`${account} ${prefix}`));
  return unknown.map(account => new iam.AccountPrincipal(account));
}
