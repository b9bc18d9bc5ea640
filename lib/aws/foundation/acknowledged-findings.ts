import { Acknowledgement } from './acknowledgement';

interface RuleAcknowledgement extends Acknowledgement {
  readonly rules: readonly string[];
}

const COMPLIANCE_PACKS = ['HIPAA.Security', 'NIST.800.53.R5', 'PCI.DSS.321'];

/** The same rule in the packs that have it under the same name. */
function inPacks(rule: string, packs: readonly string[] = COMPLIANCE_PACKS): readonly string[] {
  return packs.map(pack => `${pack}-${rule}`);
}

/** Rules that do not apply to a resource, by a short name. */
export const ACKNOWLEDGEMENTS = {
  inlinePolicy: {
    where: 'Roles that the library makes',
    rules: inPacks('IAMNoInlinePolicy'),
    reason: 'The policy belongs to exactly one role, is reviewed in the same template and is deleted with it; '
      + 'a managed policy could be attached elsewhere',
  },
  noReplication: {
    where: 'Buckets that the library makes',
    rules: inPacks('S3BucketReplicationEnabled'),
    reason: 'Where data may be copied to is a decision about residency and cost that only its owner can take; '
      + 'versions protect it from overwriting and deleting',
  },
  accessLogBucket: {
    where: 'The bucket for access logs',
    rules: ['AwsSolutions-S1', ...inPacks('S3BucketLoggingEnabled'), 'NIST.800.53.R5-S3DefaultEncryptionKMS',
      'HIPAA.Security-S3DefaultEncryptionKMS', 'PCI.DSS.321-S3DefaultEncryptionKMS'],
    reason: 'Amazon S3 delivers access logs only to buckets with its own encryption, and logging the access of the log bucket into itself would '
      + 'never end',
  },
  defaultSecurityGroup: {
    where: 'The isolated VPC',
    rules: inPacks('VPCDefaultSecurityGroupClosed'),
    reason: 'CloudFormation cannot change the default group; nothing is attached to it, because every job and endpoint is given a group of its '
      + 'own, and the VPC has no route out',
  },
  rollbackAlarm: {
    where: 'Alarms that roll an endpoint back, when there is no alarm topic',
    rules: inPacks('CloudWatchAlarmAction', ['HIPAA.Security', 'NIST.800.53.R5']),
    reason: 'SageMaker itself watches these alarms while it updates the endpoint and takes the update back; alarms for people belong to monitoring',
  },
  hardwareEncryption: {
    where: 'Endpoints on machines with local NVMe storage, and serverless ones',
    rules: inPacks('SageMakerEndpointConfigurationKMSKeyConfigured'),
    reason: 'The hardware encrypts local NVMe storage and the service encrypts serverless storage; SageMaker refuses a key for both',
  },
  lambdaRuntime: {
    where: 'Functions that handle events',
    rules: ['AwsSolutions-L1'],
    reason: 'The runtime is the long-term release that the handlers are built for and tested on; it is raised with a release of the library, '
      + 'not under a running stack',
  },
  pipelineSource: {
    where: 'Build projects of delivery pipelines',
    rules: ['HIPAA.Security-CodeBuildProjectSourceRepoUrl', 'PCI.DSS.321-CodeBuildProjectSourceRepoUrl'],
    reason: 'The source comes from the pipeline, which reaches the repository through a connection; the project has neither an address nor a token',
  },
  lambdaConcurrency: {
    where: 'Functions that handle events',
    rules: inPacks('LambdaConcurrency'),
    reason: 'They are idempotent and seldom called; reserving concurrency takes it from the rest of the account, '
      + 'and fails to deploy in accounts with the smallest quota',
  },
  lambdaOutsideVpc: {
    where: 'Functions that handle events',
    rules: inPacks('LambdaInsideVPC'),
    reason: 'They only call AWS APIs, with TLS and a role of their own, and reach nothing inside a VPC; in a VPC they would need a way out of it',
  },
  lambdaBehindQueue: {
    where: 'Functions that read a queue',
    rules: inPacks('LambdaDLQ'),
    reason: 'The queue keeps what fails and moves it to its dead-letter queue; a queue of the function itself would never get anything',
  },
  deadLetterQueue: {
    where: 'Dead-letter queues',
    rules: ['AwsSolutions-SQS3'],
    reason: 'It is the dead-letter queue; an alarm says when something is in it',
  },
  alarmWithoutAction: {
    where: 'Alarms, when there is no topic for them',
    rules: inPacks('CloudWatchAlarmAction'),
    reason: 'No topic was given; the state of the alarm is still seen in the console and by the pipeline',
  },
  ledgerBackup: {
    where: 'Tables that remember which events were handled',
    rules: inPacks('DynamoDBInBackupPlan'),
    reason: 'Point-in-time recovery is on; the items can also be told from the history of the pipeline, so that a backup plan adds nothing',
  },
  lockBackup: {
    where: 'Tables of locks of Git LFS',
    rules: inPacks('DynamoDBInBackupPlan'),
    reason: 'Point-in-time recovery is on; a lock says who works on a file just now, and is taken again when it is gone',
  },
  noAccessLogs: {
    where: 'Buckets that the library makes when there is no bucket for access logs',
    rules: ['AwsSolutions-S1', ...inPacks('S3BucketLoggingEnabled')],
    reason: 'No bucket for access logs was given; a platform brings one',
  },
} as const satisfies Record<string, RuleAcknowledgement>;
