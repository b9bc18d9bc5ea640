import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sagemaker from 'aws-cdk-lib/aws-sagemaker';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { AsynchronousDefinition } from '../../../definition/endpoint-definition';
import { grantKey, WRITE_OBJECTS } from '../../foundation/bucket-access';
import { s3Uri } from '../../foundation/s3-place';
import { AsynchronousAccess, AsynchronousLocation } from '../model-endpoint-grants';

/** Where an asynchronous endpoint takes its requests and leaves its answers. */
export interface AsynchronousExchangeProps {
  readonly definition: AsynchronousDefinition;
  readonly output: AsynchronousLocation;
  readonly encryptionKey: kms.IKey;
  readonly role: iam.IRole;
}

/** The places and topics of an asynchronous endpoint: `requests/`, answers and `failures/` below one prefix. */
export class AsynchronousExchange extends Construct {
  public readonly access: AsynchronousAccess;
  public readonly answerTopic?: sns.Topic;
  public readonly failureTopic?: sns.Topic;
  public readonly config: sagemaker.CfnEndpointConfig.AsyncInferenceConfigProperty;

  constructor(scope: Construct, id: string, { definition, output, encryptionKey, role }: AsynchronousExchangeProps) {
    super(scope, id);
    const below = (name: string) => ({ bucket: output.bucket, prefix: `${output.prefix}${name}/` });
    this.access = { input: below('requests'), output, failures: below('failures'), encryptionKey };
    if (definition.notifications ?? true) {
      this.answerTopic = this.defineTopic('AnswerTopic', encryptionKey);
      this.failureTopic = this.defineTopic('FailureTopic', encryptionKey);
    }
    this.allow(role, encryptionKey);
    this.config = {
      clientConfig: definition.maxConcurrency === undefined ? undefined : { maxConcurrentInvocationsPerInstance: definition.maxConcurrency },
      outputConfig: {
        s3OutputPath: s3Uri(output),
        s3FailurePath: s3Uri(this.access.failures!),
        kmsKeyId: encryptionKey.keyArn,
        notificationConfig: this.answerTopic && { successTopic: this.answerTopic.topicArn, errorTopic: this.failureTopic!.topicArn },
      },
    };
  }

  private defineTopic(id: string, masterKey: kms.IKey): sns.Topic {
    return new sns.Topic(this, id, { masterKey, enforceSSL: true });
  }

  private allow(role: iam.IRole, key: kms.IKey): void {
    const { input, output } = this.access;
    const topics = [this.answerTopic, this.failureTopic].flatMap(topic => topic?.topicArn ?? []);
    const statements = [
      { actions: ['s3:GetObject'], resources: [input.bucket.arnForObjects(`${input.prefix}*`)] },
      { actions: WRITE_OBJECTS, resources: [output.bucket.arnForObjects(`${output.prefix}*`)] },
      { actions: ['s3:ListBucket', 's3:GetBucketLocation'], resources: [output.bucket.bucketArn] },
      ...(topics.length > 0 ? [{ actions: ['sns:Publish'], resources: topics }] : []),
    ];
    statements.forEach(statement => role.addToPrincipalPolicy(new iam.PolicyStatement(statement)));
    grantKey(role, key, true);
  }
}
