import { Resource, StackTemplate, resourcesOf } from './assembly-templates';

interface Statement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Action?: string | string[];
  readonly NotAction?: unknown;
  readonly Resource?: unknown;
  readonly Principal?: unknown;
  readonly Condition?: unknown;
}

/** Actions that have no resource-level permission, so that a statement can only name `*`, each with the reason. */
export const ACTIONS_ON_ANY_RESOURCE: Record<string, string> = {
  'ecr:GetAuthorizationToken': 'the token is the account\'s; pulling an image is allowed by repository',
  'cloudwatch:PutMetricData': 'metrics have no ARN; only allowed together with a condition on the namespace',
  'sts:GetServiceBearerToken': 'bearer tokens have no ARN; only allowed together with a condition on the service',
  'ec2:CreateNetworkInterface': 'SageMaker checks it for jobs in a VPC before subnets are known to it',
  'ec2:CreateNetworkInterfacePermission': 'as ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface': 'as ec2:CreateNetworkInterface; the interface has an id only after it was made',
  'ec2:DeleteNetworkInterfacePermission': 'as ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces': 'describing has no resource-level permission',
  'ec2:DescribeVpcs': 'describing has no resource-level permission',
  'ec2:DescribeDhcpOptions': 'describing has no resource-level permission',
  'ec2:DescribeSubnets': 'describing has no resource-level permission',
  'ec2:DescribeSecurityGroups': 'describing has no resource-level permission',
  'ec2:DescribeVpcEndpoints': 'describing has no resource-level permission',
  'logs:DescribeLogGroups': 'describing has no resource-level permission',
  'logs:CreateLogDelivery': 'the delivery of a state machine\'s logs has no resource-level permission',
  'logs:GetLogDelivery': 'as logs:CreateLogDelivery',
  'logs:UpdateLogDelivery': 'as logs:CreateLogDelivery',
  'logs:DeleteLogDelivery': 'as logs:CreateLogDelivery',
  'logs:ListLogDeliveries': 'as logs:CreateLogDelivery',
  'logs:PutResourcePolicy': 'as logs:CreateLogDelivery, which writes itself into the policy of the region\'s log groups',
  'logs:DescribeResourcePolicies': 'describing has no resource-level permission',
  'codepipeline:PutJobSuccessResult': 'the answer to a job names no resource; the job id is a secret between pipeline and function',
  'codepipeline:PutJobFailureResult': 'as codepipeline:PutJobSuccessResult',
  'lambda:ListFunctions': 'listing has no resource-level permission; the CDK writes it for every Lambda action of a pipeline',
  'sagemaker:ListInferenceComponents': 'listing has no resource-level permission',
  'xray:PutTraceSegments': 'traces have no ARN',
  'xray:PutTelemetryRecords': 'traces have no ARN',
  'xray:GetSamplingRules': 'rules of sampling are those of the account',
  'xray:GetSamplingTargets': 'as xray:GetSamplingRules',
  'application-autoscaling:DescribeScalableTargets': 'describing has no resource-level permission',
};

/** Services that say for no account or resource that they act, so that a policy can only name them, each with the reason. */
export const TRUSTED_SERVICES: Record<string, string> = {
  'chatbot.amazonaws.com': 'the role of a chat channel allows nothing, and AWS names no condition that the service would meet',
  'lambda.amazonaws.com': 'a function takes its role in its own account only, and does not send aws:SourceAccount with it',
};

/** Actions that need a condition when their resource is `*`. */
const NEEDS_CONDITION = new Set(['cloudwatch:PutMetricData', 'sts:GetServiceBearerToken']);

/** Prefixes that grants of the CDK write, each with the reason why the star adds nothing that is not meant. */
export const ACTION_PREFIXES: Record<string, string> = {
  'kms:GenerateDataKey*': 'data keys, with or without plaintext, for the one key of the statement',
  'kms:ReEncrypt*': 'both directions of re-encryption for the one key of the statement',
};

/** Every permission of the templates that is too wide, one line each. Nothing, when all is well. */
export function widePermissions(templates: Map<string, StackTemplate>): string[] {
  return [...resourcesOf(templates)].flatMap(([path, resource]) => [
    ...managedPolicies(resource).map(finding => `${path}: ${finding}`),
    ...identityStatements(resource).flatMap(identityFindings).map(finding => `${path}: ${finding}`),
    ...resourceStatements(resource).flatMap(resourceFindings).map(finding => `${path}: ${finding}`),
  ]);
}

function managedPolicies({ Properties = {} }: Resource): string[] {
  return list(Properties.ManagedPolicyArns)
    .map(arn => JSON.stringify(arn))
    .filter(arn => /(FullAccess|PowerUser|Administrator)/.test(arn))
    .map(arn => `managed policy ${arn}`);
}

/** What a principal may do: policies of roles, users and groups. */
function identityStatements({ Type, Properties = {} }: Resource): Statement[] {
  if (!Type.startsWith('AWS::IAM::')) return [];
  const documents = [Properties.PolicyDocument, ...list(Properties.Policies).map(policy => (policy as { PolicyDocument: unknown }).PolicyDocument)];
  return documents.flatMap(statements);
}

function identityFindings(statement: Statement): string[] {
  if (statement.Effect === 'Deny') return [];
  const actions = list(statement.Action).map(String);
  const anyResource = list(statement.Resource).includes('*');
  return [
    ...(statement.NotAction ? ['an allow statement names what it does not allow (NotAction)'] : []),
    ...actions.filter(action => action.includes('*') && !(action in ACTION_PREFIXES)).map(action => `wildcard action ${action}`),
    ...actions.filter(action => anyResource && !(action in ACTIONS_ON_ANY_RESOURCE)).map(action => `${action} on any resource`),
    ...actions.filter(action => anyResource && NEEDS_CONDITION.has(action) && !statement.Condition).map(action => `${action} without a condition`),
  ];
}

/** Who may do something with a resource: trust, key, bucket, topic, queue and registry policies. */
function resourceStatements({ Properties = {} }: Resource): Statement[] {
  const { AssumeRolePolicyDocument, KeyPolicy, PolicyDocument, ModelPackageGroupPolicy, ResourcePolicy } = Properties;
  return [AssumeRolePolicyDocument, KeyPolicy, PolicyDocument, ModelPackageGroupPolicy, ResourcePolicy]
    .flatMap(statements)
    .filter(statement => statement.Principal !== undefined);
}

function resourceFindings({ Effect, Principal, Condition, Action }: Statement): string[] {
  if (Effect === 'Deny') return [];
  const bounded = /Source(Account|Arn)|aws:logs:arn/.test(JSON.stringify(Condition ?? {}));
  const services = bounded ? [] : list((Principal as { Service?: unknown }).Service).filter(service => !(String(service) in TRUSTED_SERVICES));
  const deputies = services.map(service => `${JSON.stringify(service)} may act for any account`);
  if (Condition !== undefined) return deputies;
  const { AWS: accounts } = (Principal ?? {}) as { AWS?: unknown };
  const everybody = Principal === '*' || list(accounts).includes('*');
  return [...deputies, ...everybody ? [`everybody may ${list(Action).join(', ')}`] : []];
}

function statements(document: unknown): Statement[] {
  return list((document as { Statement?: unknown } | undefined)?.Statement) as Statement[];
}

function list(value: unknown): unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}
