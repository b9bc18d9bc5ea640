import * as iam from 'aws-cdk-lib/aws-iam';

/** Endpoints in one place. A name may end in `*`. */
export interface CheckedEndpoints {
  readonly endpointNames: string[];
  readonly alarmNames: string[];
  readonly account: string;
  readonly region: string;
  readonly partition: string;
}

/** Allows what a smoke test does with endpoints. The models behind it get new names with every version. */
export function addCheckStatements(grantee: iam.IGrantable, { endpointNames, alarmNames, account, region, partition }: CheckedEndpoints): void {
  const arn = (service: string, resource: string) => `arn:${partition}:${service}:${region}:${account}:${resource}`;
  const allow = (actions: string[], resourceArns: string[]) => iam.Grant.addToPrincipal({ grantee, actions, resourceArns });
  allow(['sagemaker:DescribeEndpoint', 'sagemaker:InvokeEndpoint'], endpointNames.map(name => arn('sagemaker', `endpoint/${name.toLowerCase()}`)));
  allow(['sagemaker:DescribeEndpointConfig'], [arn('sagemaker', 'endpoint-config/*')]);
  allow(['sagemaker:DescribeModel'], [arn('sagemaker', 'model/*')]);
  allow(['sagemaker:DescribeInferenceComponent'], [arn('sagemaker', 'inference-component/*')]);
  allow(['sagemaker:ListInferenceComponents'], ['*']);
  if (alarmNames.length > 0) allow(['cloudwatch:DescribeAlarms'], alarmNames.map(name => arn('cloudwatch', `alarm:${name}`)));
}
