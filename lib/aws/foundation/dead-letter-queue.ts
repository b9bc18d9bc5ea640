import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledgements';

/**
 * A queue for what no attempt could handle: encrypted, TLS only, and kept as long as Amazon SQS keeps anything.
 *
 * @param encryptionKey encrypts the messages; without it Amazon SQS does, and who sends needs no key
 */
export function deadLetterQueue(scope: Construct, id: string, encryptionKey?: kms.IKey): sqs.Queue {
  const queue = new sqs.Queue(scope, id, {
    encryption: encryptionKey ? sqs.QueueEncryption.KMS : sqs.QueueEncryption.SQS_MANAGED,
    encryptionMasterKey: encryptionKey,
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
  });
  acknowledge(queue, 'deadLetterQueue');
  return queue;
}

/** How much waits in a queue; above zero, somebody has to look. */
export function waitingIn(queue: sqs.IQueue): cloudwatch.Metric {
  return queue.metricApproximateNumberOfMessagesVisible({ statistic: cloudwatch.Stats.MAXIMUM });
}
