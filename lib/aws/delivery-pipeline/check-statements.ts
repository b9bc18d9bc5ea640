import * as iam from 'aws-cdk-lib/aws-iam';

/** One endpoint and where it is. */
export interface CheckedEndpoint {
  readonly endpointName: string;
  readonly alarmNames: string[];
  readonly account: string;
  readonly region: string;
  readonly partition: string;
}

/** Allows what the smoke test does with an endpoint. The models behind it get new names with every version. */
export function addCheckStatements(grantee: iam.IGrantable, { endpointName, alarmNames, account, region, partition }: CheckedEndpoint): void {
  const arn = (service: string, resource: string) => `arn:${partition}:${service}:${region}:${account}:${resource}`;
  const allow = (actions: string[], resourceArns: string[]) => iam.Grant.addToPrincipal({ grantee, actions, resourceArns });
  allow(['sagemaker:DescribeEndpoint', 'sagemaker:InvokeEndpoint'], [arn('sagemaker', `endpoint/${endpointName.toLowerCase()}`)]);
  allow(['sagemaker:DescribeEndpointConfig'], [arn('sagemaker', 'endpoint-config/*')]);
  allow(['sagemaker:DescribeModel'], [arn('sagemaker', 'model/*')]);
  allow(['sagemaker:DescribeInferenceComponent'], [arn('sagemaker', 'inference-component/*')]);
  allow(['sagemaker:ListInferenceComponents'], ['*']);
  if (alarmNames.length > 0) allow(['cloudwatch:DescribeAlarms'], alarmNames.map(name => arn('cloudwatch', `alarm:${name}`)));
}
