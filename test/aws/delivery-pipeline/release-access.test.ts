import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Construct } from 'constructs';
import { ACCOUNT, OTHER_ACCOUNT, stackIn } from './fixtures';
import { IModelEndpoint, ReleaseAccess } from '../../../lib/aws';
import { checkedApp, findings } from '../../quality/policy-checks';

function access(app: App = new App()) {
  const stack = stackIn(app, 'Serving', OTHER_ACCOUNT);
  const endpoint = Object.assign(new Construct(stack, 'Endpoint'), { endpointName: 'credit-Prod' }) as unknown as IModelEndpoint;
  new ReleaseAccess(stack, 'ReleaseAccess', { endpoint, pipelineAccount: ACCOUNT, pipelineName: 'credit', alarmNames: ['credit-5xx'] });
  return { app, template: () => Template.fromStack(stack) };
}

test('makes the role that the pipeline derives from the name of the endpoint', () => {
  access().template().hasResourceProperties('AWS::IAM::Role', { RoleName: ReleaseAccess.roleNameOf('credit-Prod') });
  expect(ReleaseAccess.roleNameOf('credit-Prod')).toBe('credit-Prod-release');
  expect(ReleaseAccess.roleNameOf('e'.repeat(63))).toHaveLength(64);
});

test('trusts only the smoke test of the pipeline, not its account', () => {
  const arn = (resource: string) => ({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:iam::${ACCOUNT}:${resource}`]] });
  access().template().hasResourceProperties('AWS::IAM::Role', {
    AssumeRolePolicyDocument: {
      Statement: [{
        Action: 'sts:AssumeRole',
        Effect: 'Allow',
        Principal: { AWS: arn('root') },
        Condition: { ArnEquals: { 'aws:PrincipalArn': arn('role/credit-smoke-test') } },
      }],
    },
  });
});

test('may look at the endpoint and its alarms and send it requests, nothing else', () => {
  const [policy] = Object.values(access().template().findResources('AWS::IAM::Policy'));
  const statements: { Action: string | string[]; Resource: unknown }[] = policy!.Properties.PolicyDocument.Statement;
  expect(statements.flatMap(({ Action }) => Action).sort()).toEqual([
    'cloudwatch:DescribeAlarms', 'sagemaker:DescribeEndpoint', 'sagemaker:DescribeEndpointConfig', 'sagemaker:DescribeInferenceComponent',
    'sagemaker:DescribeModel', 'sagemaker:InvokeEndpoint', 'sagemaker:ListInferenceComponents',
  ]);
  expect(JSON.stringify(statements[0])).toContain(':endpoint/credit-prod');
});

test('is found by no policy pack and no CloudFormation rule', () => {
  const { app } = access(checkedApp());
  expect(findings(app).filter(finding => finding.includes('ReleaseAccess'))).toEqual([]);
});
