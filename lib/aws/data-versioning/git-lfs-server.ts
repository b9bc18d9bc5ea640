import { join } from 'node:path';
import { Duration, Lazy, RemovalPolicy } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaAuthorizer, HttpLambdaResponseType } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { AppendOnlyBucket } from './append-only-bucket';
import { GitLfsServerGrants } from './git-lfs-server-grants';
import { acknowledge, acknowledgeWildcards } from '../foundation/acknowledgements';
import { grantObjects } from '../foundation/bucket-access';
import { checkPropNames } from '../foundation/check-props';
import { deadLetterQueue } from '../foundation/dead-letter-queue';
import { encryptionKey } from '../foundation/encryption-key';
import { HandlerFunction, Operations } from '../foundation/handler-function';
import { logGroup } from '../foundation/log-group';
import { IMlPlatform } from '../foundation/platform';

/** Requests of all clients in a second, of which some may come at once. */
const THROTTLE = { rateLimit: 100, burstLimit: 200 };

/**
 * A server of Git LFS.
 */
export interface GitLfsServerProps {
  /**
   * The name that tokens of its clients are for, with a dot in it, such as `churn.lfs`: `aws eks get-token --cluster-name churn.lfs`. No
   * cluster of Amazon EKS can be called so, whose tokens look alike.
   */
  readonly serverName: string;

  /**
   * Brings the key, the bucket for access logs and the topic for alarms.
   *
   * @default - no platform
   */
  readonly platform?: IMlPlatform;

  /**
   * Encrypts objects, locks and logs.
   *
   * @default - the platform's key, else a new customer-managed key with yearly rotation
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * Roles that may fetch.
   *
   * @default - none but those to whom `grants.read` gives it
   */
  readonly readers?: iam.IRole[];

  /**
   * Roles that may fetch, push and lock.
   *
   * @default - none but those to whom `grants.write` gives it
   */
  readonly writers?: iam.IRole[];
}

/**
 * A server of Git LFS without machines. Clients sign in with a token that their own keys of AWS have signed, and exchange objects with
 * Amazon S3, which refuses content that does not have the digest by which it is called.
 *
 * @example
 * const server = new GitLfsServer(stack, 'Lfs', { serverName: 'churn.lfs' });
 * server.grants.write(dataScientists);
 */
export class GitLfsServer extends Construct {
  /** The bucket with the objects. */
  public readonly bucket: s3.IBucket;

  /** What clients take as `lfs.url`. */
  public readonly address: string;

  /** Lets roles fetch and push. */
  public readonly grants: GitLfsServerGrants;

  private readonly lists: { readonly readers: string[]; readonly writers: string[] } = { readers: [], writers: [] };

  constructor(scope: Construct, id: string, private readonly props: GitLfsServerProps) {
    super(scope, id);
    checkPropNames(this, props);
    this.grants = GitLfsServerGrants._on(this.lists);
    props.readers?.forEach(role => this.grants.read(role));
    props.writers?.forEach(role => this.grants.write(role));

    const key = encryptionKey(this, props);
    const operations: Operations = {
      encryptionKey: key,
      alarmTopic: props.platform?.alarmTopic,
      deadLetterQueue: deadLetterQueue(this, 'DeadLetterQueue', key),
      retainsData: props.platform?.retainsData ?? true,
    };
    this.bucket = this.defineBucket(key);
    const locks = this.defineLocks(key, operations.retainsData);
    this.address = this.defineApi(this.defineServer(locks, operations), this.defineAuthorizer(operations), operations);
  }

  private defineBucket(key: kms.IKey): s3.IBucket {
    return new AppendOnlyBucket(this, 'Objects', {
      encryptionKey: key, logBucket: this.props.platform?.logBucket, logPrefix: `git-lfs/${this.node.id}/`,
    }).bucket;
  }

  private defineLocks(key: kms.IKey, retainsData: boolean): dynamodb.Table {
    const table = new dynamodb.Table(this, 'Locks', {
      partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING },
      billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
      encryption: dynamodb.TableEncryption.CUSTOMER_MANAGED,
      encryptionKey: key,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      removalPolicy: retainsData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    acknowledge(table, 'lockBackup');
    return table;
  }

  /** It can neither delete objects nor change those that are there. */
  private defineServer(locks: dynamodb.Table, operations: Operations): HandlerFunction {
    const server = new HandlerFunction(this, 'Server', {
      ...operations,
      handler: join(__dirname, 'handlers/serve-lfs'),
      description: 'Says to clients of Git LFS what they exchange with Amazon S3, and keeps their locks',
      timeout: Duration.seconds(29),
      memory: 512,
      environment: {
        BUCKET: this.bucket.bucketName, BUCKET_ADDRESS: `https://${this.bucket.bucketRegionalDomainName}`, LOCKS: locks.tableName,
      },
    });
    grantObjects(server, this.bucket, '', ['s3:GetObject', 's3:PutObject']);
    locks.grant(server, 'dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Scan');
    operations.encryptionKey.grant(server, 'kms:Decrypt', 'kms:GenerateDataKey');
    acknowledgeWildcards(server.role!, 'objectKeys');
    return server;
  }

  private defineAuthorizer(operations: Operations): HandlerFunction {
    const { serverName } = this.props;
    return new HandlerFunction(this, 'Authorizer', {
      ...operations,
      handler: join(__dirname, 'handlers/authorize-lfs'),
      description: 'Lets clients of Git LFS in, by what AWS says who they are',
      timeout: Duration.seconds(10),
      environment: {
        LFS_SERVER: serverName,
        READERS: Lazy.string({ produce: () => this.lists.readers.join(',') }),
        WRITERS: Lazy.string({ produce: () => this.lists.writers.join(',') }),
      },
    });
  }

  private defineApi(server: HandlerFunction, authorizer: HandlerFunction, operations: Operations): string {
    const api = new apigateway.HttpApi(this, 'Api', {
      description: `Git LFS: ${this.props.serverName}`,
      createDefaultStage: false,
      defaultIntegration: new HttpLambdaIntegration('Serve', server),
      defaultAuthorizer: new HttpLambdaAuthorizer('Authorize', authorizer, {
        responseTypes: [HttpLambdaResponseType.SIMPLE], resultsCacheTtl: Duration.minutes(5), identitySource: ['$request.header.Authorization'],
      }),
    });
    const logs = logGroup(this, 'AccessLogs', operations);
    new apigateway.HttpStage(this, 'Stage', {
      httpApi: api,
      autoDeploy: true,
      throttle: THROTTLE,
      accessLogSettings: { destination: new apigateway.LogGroupLogDestination(logs) },
    });
    return api.apiEndpoint;
  }
}
