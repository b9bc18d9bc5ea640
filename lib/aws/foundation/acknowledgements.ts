/**
 * Findings of policy checks (cdk-nag) that the library leaves as they are, each with a reason. The two tables below are the
 * one place for them; `npx projen docs` renders `docs/acknowledgements.md` from them.
 *
 *     acknowledge(role, 'inlinePolicy');                       // a whole rule, on the construct and everything below it
 *     acknowledgeWildcards(role, 'objectKeys', 'modelVersions'); // single wildcards in the policies at and below the construct
 *
 * cdk-nag counts each wildcard of a policy as a finding of its own (`AwsSolutions-IAM5[Resource::<Bucket.Arn>/*]`), and a
 * policy is not complete before synthesis. So `acknowledgeWildcards` looks at the finished policies and takes only the
 * wildcards that its kinds describe; a wildcard that one statement needs never hides the same wildcard in another.
 * Call it on roles that the library makes, once, in the constructor; the user's own roles stay the user's decision.
 * Neither function changes a template, and neither needs cdk-nag.
 */
import { CfnResource, Stack, Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { IConstruct } from 'constructs';

interface Acknowledgement {
  /** Which resources, for people. */
  readonly where: string;
  readonly reason: string;
}

interface RuleAcknowledgement extends Acknowledgement {
  readonly rules: readonly string[];
}

interface WildcardAcknowledgement extends Acknowledgement {
  /** Every action of the statement is one of these. */
  readonly actions: RegExp;
  /** The finding: `Resource::` or `Action::` and the text with references written as `<Id>` and `<Id.Attribute>`. */
  readonly finding: RegExp;
}

const COMPLIANCE_PACKS = ['HIPAA.Security', 'NIST.800.53.R5', 'PCI.DSS.321'];

/** The same rule in the packs that have it under the same name. */
function inPacks(rule: string, packs: readonly string[] = COMPLIANCE_PACKS): readonly string[] {
  return packs.map(pack => `${pack}-${rule}`);
}

/** A whole text that is one of these patterns. */
function oneOf(...patterns: string[]): RegExp {
  return new RegExp(`^(${patterns.join('|')})$`);
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
  noAccessLogs: {
    where: 'Buckets that the library makes when there is no bucket for access logs',
    rules: ['AwsSolutions-S1', ...inPacks('S3BucketLoggingEnabled')],
    reason: 'No bucket for access logs was given; a platform brings one',
  },
} as const satisfies Record<string, RuleAcknowledgement>;

/** Wildcards that a policy needs, by a short name. All belong to the rule `AwsSolutions-IAM5`. */
export const WILDCARDS = {
  objectKeys: {
    where: 'Statements on the objects of one bucket',
    actions: /^s3:/,
    finding: /^Resource::[^*]+\/\*$/,
    reason: 'Objects get new keys with every run; the statement names single actions, one bucket and one prefix',
  },
  modelVersions: {
    where: 'Statements on the versions of one model package group',
    actions: /^sagemaker:/,
    finding: /^Resource::[^*]+:model-package\/[^*/]+\/\*$/,
    reason: 'SageMaker numbers versions as they are registered; the statement names single actions and one group',
  },
  ownRepositories: {
    where: 'Roles of model packages that choose their image in the registry',
    actions: /^ecr:(BatchCheckLayerAvailability|BatchGetImage|GetDownloadUrlForLayer)$/,
    finding: /^Resource::[^*]+:repository\/\*$/,
    reason: 'Only the registry knows the image of a model package; the statement reads images of the own account and region, and cannot write',
  },
  networkInterfaces: {
    where: 'Roles of jobs and containers in a VPC',
    actions: /^ec2:(Create|Delete)NetworkInterface(Permission)?$/,
    finding: /^Resource::[^*]+:network-interface\/\*$/,
    reason: 'SageMaker gives network interfaces new ids; subnets and security groups are named one by one in the same statement',
  },
  sagemakerLogs: {
    where: 'Roles of jobs and containers',
    actions: /^logs:/,
    finding: /^Resource::[^*]+:log-group:\/aws\/sagemaker\/\*$/,
    reason: 'SageMaker names log groups and streams itself, all below /aws/sagemaker/',
  },
  noResourceLevel: {
    where: 'Roles of jobs and containers',
    actions: /^(cloudwatch:PutMetricData|ec2:Describe\w+|ecr:GetAuthorizationToken|sts:GetServiceBearerToken)$/,
    finding: /^Resource::\*$/,
    reason: 'The services have no resource-level permission for these actions; conditions bind metrics to the namespaces of SageMaker, '
      + 'and bearer tokens to AWS CodeArtifact',
  },
  schedulesOfGroup: {
    where: 'Functions that schedule a start of a training pipeline',
    actions: /^scheduler:CreateSchedule$/,
    finding: /^Resource::[^*]+:schedule\/[^*/]+\/\*$/,
    reason: 'A schedule is named after the time at which it starts; the statement names one group, which holds nothing else',
  },
  jobsAndTraces: {
    where: 'Functions that report pipeline jobs and traces, and the pipelines that call them',
    actions: oneOf(
      'codepipeline:PutJob(Success|Failure)Result', 'lambda:ListFunctions', 'sagemaker:ListInferenceComponents',
      'xray:Put(TraceSegments|TelemetryRecords)',
    ),
    finding: /^Resource::\*$/,
    reason: 'Jobs, traces and lists have no ARN, so that the services take no other resource for these actions',
  },
  endpointParts: {
    where: 'Smoke tests of endpoints',
    actions: /^sagemaker:Describe(EndpointConfig|Model|InferenceComponent)$/,
    finding: /^Resource::[^*]+:(endpoint-config|model|inference-component)\/\*$/,
    reason: 'Configurations and models get new names with every version; only describing is allowed, in one account and region',
  },
  deliveredNames: {
    where: 'Roles of delivery jobs that run outside of AWS',
    actions: oneOf(
      'cloudwatch:DescribeAlarms', 'sagemaker:Describe(Endpoint|ModelPackage|Pipeline)', 'sagemaker:InvokeEndpoint',
      'sagemaker:ListModelPackages', 'sagemaker:StartPipelineExecution',
    ),
    finding: /^Resource::[^*]+:(alarm:|endpoint\/|model-package(-group)?\/|pipeline\/)[^*]+-\*$/,
    reason: 'The names of what one system has in one environment begin with both; the statement names single actions, '
      + 'which change nothing but the start of a training',
  },
  scalableTargets: {
    where: 'Functions that take endpoints out of scaling and put them back',
    actions: /^application-autoscaling:((Deregister|Register)ScalableTarget|(Put|Delete)\w+)$/,
    finding: /^Resource::[^*]+:scalable-target\/\*$/,
    reason: 'A target gets another id with every registration; conditions bound the statement to machines of SageMaker endpoints in one account '
      + 'and region',
  },
  scalingReads: {
    where: 'Functions that take endpoints out of scaling and put them back',
    actions: /^(application-autoscaling:Describe(ScalableTargets|ScalingPolicies)|cloudwatch:DescribeAlarms)$/,
    finding: /^Resource::\*$/,
    reason: 'The services have no resource-level permission for these actions, which only describe',
  },
  scalingAlarms: {
    where: 'Functions that take endpoints out of scaling and put them back',
    actions: /^cloudwatch:(PutMetricAlarm|DeleteAlarms)$/,
    finding: /^Resource::[^*]+:alarm:(TargetTracking-)?endpoint\/[^*]+\/\*$/,
    reason: 'Application Auto Scaling names the alarms of its policies itself, below the name of the one endpoint',
  },
  namedJobs: {
    where: 'Roles that start jobs on a schedule',
    actions: /^sagemaker:/,
    finding: /^Resource::[^*]+:(processing|training|transform)-job\/[^*]+-\*$/,
    reason: 'Each run gets a name of its own; all begin with the prefix that the statement names',
  },
  stateMachineLogs: {
    where: 'State machines that write logs and traces',
    actions: oneOf(
      'logs:(Create|Get|Update|Delete)LogDelivery', 'logs:ListLogDeliveries', 'logs:PutResourcePolicy',
      'logs:Describe(ResourcePolicies|LogGroups)', 'xray:\\w+',
    ),
    finding: /^Resource::\*$/,
    reason: 'Log deliveries and traces have no ARN, so that the services take no other resource for these actions',
  },
  aliasedKey: {
    where: 'Roles that read model versions of another account',
    actions: /^kms:Decrypt$/,
    finding: /^Resource::[^*]+:key\/\*$/,
    reason: 'The id of the other account\'s key is not known; a condition bounds the statement to the one key with the platform\'s alias, '
      + 'and decrypting is all it allows',
  },
  featureTables: {
    where: 'Statements on the AWS Glue table of one feature group',
    actions: /^glue:/,
    finding: /^Resource::[^*]+:table\/sagemaker_featurestore\/[^*]+[_-]\*$/,
    reason: 'SageMaker puts the time of creation behind the name of the table; the statement names single actions and one group',
  },
  jobLogs: {
    where: 'Roles of processing jobs',
    actions: /^logs:/,
    finding: /^Resource::[^*]+:log-group:\/aws\/sagemaker\/ProcessingJobs:\*$/,
    reason: 'SageMaker gives each run a log stream of its own in this one log group',
  },
  clarifyEndpoints: {
    where: 'Roles of SageMaker Clarify jobs that measure attributions',
    actions: /^sagemaker:((Create|Delete|Describe)Endpoint(Config)?|InvokeEndpoint)$/,
    finding: /^Resource::[^*]+:endpoint(-config)?\/sm-clarify-\*$/,
    reason: 'SageMaker Clarify asks the model through an endpoint that it makes for each run, under names that begin with sm-clarify-',
  },
  newClusters: {
    where: 'Roles of training pipelines whose steps make Amazon EMR clusters',
    actions: /^elasticmapreduce:(AddJobFlowSteps|CancelSteps|Describe(Step|Cluster)|ListSteps|RunJobFlow|TerminateJobFlows)$/,
    finding: /^Resource::[^*]+:cluster\/\*$/,
    reason: 'Amazon EMR gives a new cluster its id; the statement names single actions in one account and region',
  },
  volumeKeyByAlias: {
    where: 'Roles of training pipelines from a file that names the key of volumes by its alias',
    actions: /^kms:(DescribeKey|CreateGrant)$/,
    finding: /^Resource::[^*]+:key\/\*$/,
    reason: 'The file does not say the id of the key; a condition bounds the statement to the one key with the alias, and grants to AWS services',
  },
  pipelineJobs: {
    where: 'Roles of training pipelines',
    actions: oneOf(
      'sagemaker:AddTags', 'sagemaker:(Create|Describe|Stop)(Processing|Training|Transform|HyperParameterTuning)Job',
      'sagemaker:ListTrainingJobsForHyperParameterTuningJob', 'sagemaker:(Create|Describe)Model',
    ),
    finding: oneOf(
      'Resource::[^*]+:(processing-job|training-job|transform-job|model)/pipelines-\\*',
      'Resource::[^*]+:(hyper-parameter-tuning-job|training-job)/\\?{12}-\\*',
    ),
    reason: 'SageMaker Pipelines names the jobs of a run itself: they begin with pipelines-, and tuning jobs with the id of the run; '
      + 'only kinds of jobs that the pipeline has are allowed',
  },
  pipelineLogs: {
    where: 'Roles of training pipelines',
    actions: /^logs:/,
    finding: /^Resource::[^*]+:log-group:\/aws\/sagemaker\/(Processing|Training|Transform)Jobs:\*$/,
    reason: 'SageMaker gives each job log streams of its own in these log groups',
  },
  placesByPrefix: {
    where: 'Roles of jobs that read or write a place in Amazon S3 which the definition or its pipeline file names',
    actions: /^s3:(GetObject(Version)?|PutObject|AbortMultipartUpload|ListMultipartUploadParts)$/,
    finding: /^Resource::arn:<AWS::Partition>:s3:::[^*]+\*$/,
    reason: 'The definition names a prefix, as jobs read and write it; the statement names single actions below that prefix, and deletes nothing',
  },
} as const satisfies Record<string, WildcardAcknowledgement>;

/** Acknowledges whole rules on a construct and everything below it, with the reason of the table. */
export function acknowledge(scope: IConstruct, ...names: (keyof typeof ACKNOWLEDGEMENTS)[]): void {
  Validations.of(scope).acknowledge(...names.flatMap(name => {
    const { rules, reason } = ACKNOWLEDGEMENTS[name];
    return rules.map(id => ({ id, reason }));
  }));
}

/** Acknowledges those wildcards in the policies at and below a construct that the given kinds describe. */
export function acknowledgeWildcards(scope: IConstruct, ...names: (keyof typeof WILDCARDS)[]): void {
  const kinds: WildcardAcknowledgement[] = names.map(name => WILDCARDS[name]);
  const done = new Set<string>();
  // Validation runs when every policy is complete and before the policy checks. It finds nothing invalid here.
  scope.node.addValidation({
    validate: () => {
      for (const policy of scope.node.findAll().filter(CfnResource.isCfnResource)) {
        for (const [finding, reason] of explainedWildcards(statementsOf(policy), kinds)) {
          const id = `AwsSolutions-IAM5[${finding}]`;
          if (done.has(`${policy.node.path} ${id}`)) continue;
          done.add(`${policy.node.path} ${id}`);
          Validations.of(policy).acknowledge({ id, reason });
        }
      }
      return [];
    },
  });
}

interface Statement {
  readonly actions: string[];
  readonly wildcards: string[];
}

/** The wildcards of a policy that are described by the kinds, every action of every statement by one of them, with the reasons. */
function explainedWildcards(statements: Statement[], kinds: WildcardAcknowledgement[]): Map<string, string> {
  const explained = new Map<string, string>();
  const unexplained = new Set<string>();
  for (const { actions, wildcards } of statements) {
    for (const finding of wildcards) {
      const described = actions.map(action => kinds.find(kind => kind.finding.test(finding) && kind.actions.test(action))?.reason);
      if (described.includes(undefined)) unexplained.add(finding);
      else explained.set(finding, [...new Set(described)].join('. '));
    }
  }
  unexplained.forEach(finding => explained.delete(finding));
  return explained;
}

function statementsOf(resource: CfnResource): Statement[] {
  return policyDocuments(resource)
    .flatMap(document => asList(document.Statement))
    .filter(statement => statement.Effect === 'Allow')
    .map(statement => ({
      actions: asList(statement.Action),
      wildcards: [
        ...asList(statement.Action).map(action => `Action::${action}`),
        ...asList(statement.Resource).map(arn => `Resource::${flatten(arn)}`),
      ].filter(text => text.includes('*')),
    }));
}

function policyDocuments(resource: CfnResource): PolicyJson[] {
  const resolve = (value: unknown) => Stack.of(resource).resolve(value);
  if (resource instanceof iam.CfnPolicy || resource instanceof iam.CfnManagedPolicy) return [resolve(resource.policyDocument)];
  if (!(resource instanceof iam.CfnRole)) return [];
  return asList<{ policyDocument: PolicyJson }>(resolve(resource.policies)).map(policy => resolve(policy.policyDocument));
}

interface PolicyJson {
  readonly Statement?: StatementJson | StatementJson[];
}

interface StatementJson {
  readonly Effect: string;
  readonly Action?: string | string[];
  readonly Resource?: ArnJson | ArnJson[];
}

/** Text, or what CloudFormation replaces by text. */
type ArnJson = string | {
  readonly 'Fn::Join'?: [string, ArnJson[]];
  readonly 'Fn::Sub'?: ArnJson;
  readonly 'Fn::GetAtt'?: string[];
  readonly 'Fn::ImportValue'?: ArnJson;
  readonly 'Ref'?: string;
};

/** Writes an ARN as cdk-nag does in its ids. */
function flatten(arn: ArnJson): string {
  if (typeof arn === 'string') return arn.replace(/\${/g, '<').replace(/}/g, '>');
  if (arn['Fn::Join']) return arn['Fn::Join'][1].map(flatten).join(arn['Fn::Join'][0]);
  if (arn['Fn::Sub']) return flatten(arn['Fn::Sub']);
  if (arn['Fn::GetAtt']) return `<${arn['Fn::GetAtt'].join('.')}>`;
  if (arn['Fn::ImportValue']) return flatten(arn['Fn::ImportValue']);
  return arn.Ref ? `<${arn.Ref}>` : JSON.stringify(arn);
}

function asList<T>(value: T | T[] | undefined): T[] {
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
}
