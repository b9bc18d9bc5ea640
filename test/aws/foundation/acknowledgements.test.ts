import { App, Aws, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { AwsSolutionsChecks } from 'cdk-nag';
import { ACKNOWLEDGEMENTS } from '../../../lib/aws/foundation/acknowledged-findings';
import { WILDCARDS } from '../../../lib/aws/foundation/acknowledged-wildcards';
import { acknowledge, acknowledgeWildcards } from '../../../lib/aws/foundation/acknowledgements';
import { checkedApp, findings as allFindings } from '../../quality/policy-checks';

function roleWith(...statements: iam.PolicyStatementProps[]): { stack: Stack; role: iam.Role; findings(): string[] } {
  const stack = new Stack(new App(), 'Stack');
  const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('sagemaker.amazonaws.com') });
  statements.forEach(statement => role.addToPolicy(new iam.PolicyStatement(statement)));
  const findings = () => {
    Template.fromStack(stack);
    return (new AwsSolutionsChecks().validateScope(role).violations ?? []).map(violation => violation.ruleName);
  };
  return { stack, role, findings };
}

const objects = (stack: Stack) => new s3.Bucket(stack, 'Bucket').arnForObjects('models/*');

describe('acknowledgeWildcards', () => {
  test('acknowledges the wildcards that its kinds describe, also in statements that are added later', () => {
    const { stack, role, findings } = roleWith();
    acknowledgeWildcards(role, 'objectKeys', 'modelVersions');
    role.addToPolicy(new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: [objects(stack)] }));
    role.addToPolicy(new iam.PolicyStatement({
      actions: ['sagemaker:DescribeModelPackage'],
      resources: [`arn:${Aws.PARTITION}:sagemaker:${Aws.REGION}:${Aws.ACCOUNT_ID}:model-package/risk/*`],
    }));
    expect(findings()).toEqual([]);
  });

  test('leaves every other wildcard', () => {
    const { role, findings } = roleWith({ actions: ['s3:*'], resources: ['*'] });
    acknowledgeWildcards(role, 'objectKeys');
    expect(findings()).toEqual(['AwsSolutions-IAM5[Action::s3:*]', 'AwsSolutions-IAM5[Resource::*]']);
  });

  test('leaves a wildcard that stands in another statement without a reason', () => {
    const { stack, role, findings } = roleWith();
    acknowledgeWildcards(role, 'objectKeys');
    const resources = [objects(stack)];
    role.addToPolicy(new iam.PolicyStatement({ actions: ['s3:GetObject'], resources }));
    role.addToPolicy(new iam.PolicyStatement({ actions: ['s3:PutObject', 'execute-api:Invoke'], resources }));
    expect(findings()).toHaveLength(1);
  });

  test('acknowledges a statement that the CDK has merged of several, when each action has its own reason', () => {
    const { role, findings } = roleWith({ actions: ['cloudwatch:DescribeAlarms', 'xray:PutTraceSegments'], resources: ['*'] });
    acknowledgeWildcards(role, 'jobsAndTraces', 'scalingReads');
    expect(findings()).toEqual([]);
  });

  test('looks into the policies inside a role as well', () => {
    const stack = new Stack(new App(), 'Stack');
    const role = new iam.Role(stack, 'Role', {
      assumedBy: new iam.ServicePrincipal('sagemaker.amazonaws.com'),
      inlinePolicies: { Read: new iam.PolicyDocument({ statements: [new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: [objects(stack)] })] }) },
    });
    acknowledgeWildcards(role, 'objectKeys');
    Template.fromStack(stack);
    expect(new AwsSolutionsChecks().validateScope(role).violations).toEqual([]);
  });

  test('works when the checks run as a plugin of the app', () => {
    const app = checkedApp();
    const stack = new Stack(app, 'Stack');
    const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('sagemaker.amazonaws.com') });
    role.addToPolicy(new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: [`arn:${Aws.PARTITION}:s3:::models/*`] }));
    acknowledge(role, 'inlinePolicy');
    acknowledgeWildcards(role, 'objectKeys');
    expect(allFindings(app)).toEqual([]);
  });

  test('does not change the template', () => {
    const template = (prepare: (role: iam.Role) => void) => {
      const { stack, role } = roleWith({ actions: ['s3:GetObject'], resources: [`arn:${Aws.PARTITION}:s3:::models/*`] });
      prepare(role);
      return Template.fromStack(stack).toJSON();
    };
    expect(template(role => { acknowledge(role, 'inlinePolicy'); acknowledgeWildcards(role, 'objectKeys'); })).toEqual(template(() => {}));
  });
});

test('every acknowledgement has a place and a reason that says more than a word', () => {
  for (const { where, reason } of [...Object.values(ACKNOWLEDGEMENTS), ...Object.values(WILDCARDS)]) {
    expect(where).toMatch(/\w+ \w+/);
    expect(reason.split(' ').length).toBeGreaterThan(7);
  }
});
