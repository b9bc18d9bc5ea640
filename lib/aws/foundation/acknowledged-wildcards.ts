import { Acknowledgement } from './acknowledgement';

/** A kind of wildcards. */
export interface WildcardAcknowledgement extends Acknowledgement {
  /** Every action of the statement is one of these. */
  readonly actions: RegExp;
  /** The finding: `Resource::` or `Action::` and the text with references written as `<Id>` and `<Id.Attribute>`. */
  readonly finding: RegExp;
}

/** A whole text that is one of these patterns. */
function oneOf(...patterns: string[]): RegExp {
  return new RegExp(`^(${patterns.join('|')})$`);
}

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
