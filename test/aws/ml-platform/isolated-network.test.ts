import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { MlPlatform, MlPlatformProps } from '../../../lib/aws/ml-platform';
import { MlopsStacks } from '../../../lib/synth';

const OWN = '111111111111';
const REGISTRY = '333333333333';

interface Statement {
  readonly Action: string | string[];
  readonly Condition: Record<string, Record<string, unknown>>;
  readonly Principal: unknown;
  readonly Resource: unknown;
}

function synth(props: MlPlatformProps): Template {
  const stack = new Stack(new App(), 'Stack', { env: { account: OWN, region: 'eu-west-1' } });
  new MlPlatform(stack, 'Platform', props);
  return Template.fromStack(stack);
}

/** The statements of every endpoint, by the end of the service's name. */
function policies(template: Template): [string, Statement[]][] {
  return Object.values(template.findResources('AWS::EC2::VPCEndpoint')).map(({ Properties }) => {
    const name = typeof Properties.ServiceName === 'string' ? Properties.ServiceName : Properties.ServiceName['Fn::Join'][1].at(-1);
    return [String(name), (Properties.PolicyDocument?.Statement ?? []) as Statement[]];
  });
}

const isolated = (props: MlPlatformProps = {}) => policies(synth({ network: { isolated: {} }, ...props }));
const isLayers = ({ Resource }: Statement) => JSON.stringify(Resource).includes('starport-layer-bucket');

test('every endpoint of an isolated network has a policy, and no identity of another account passes it', () => {
  const all = isolated();
  expect(all.length).toBeGreaterThan(11);
  for (const [service, statements] of all) {
    expect({ service, statements: statements.length > 0 }).toEqual({ service, statements: true });
    for (const statement of statements.filter(each => !isLayers(each))) {
      expect(statement).toMatchObject({ Principal: '*', Condition: { StringEquals: { 'aws:PrincipalAccount': OWN } } });
    }
  }
});

test('no endpoint leads to what belongs to another account, except to buckets that are named and to images that are only pulled', () => {
  for (const [service, statements] of isolated({ reachableBuckets: ['acme-models'] })) {
    for (const { Action, Condition, Resource } of statements) {
      const isBounded = JSON.stringify(Condition.StringEqualsIfExists?.['aws:ResourceAccount']) === JSON.stringify([OWN]);
      const isNamed = JSON.stringify(Resource).match(/acme-models|starport-layer-bucket/) !== null;
      const isPull = [Action].flat().every(action => /^ecr:(Batch|GetDownload)/.test(action));
      expect({ service, Action, is: isBounded || isNamed || isPull }).toEqual({ service, Action, is: true });
    }
  }
});

test('layers of images come from the bucket of Amazon ECR in the region, to be read and nothing else', () => {
  const layers = isolated().flatMap(([, statements]) => statements.filter(isLayers));
  expect(layers).toEqual([expect.objectContaining({
    Action: 's3:GetObject', Resource: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':s3:::prod-eu-west-1-starport-layer-bucket/*']] },
  })]);
});

test('accounts and buckets that are named are in reach, and the account of a package index', () => {
  const all = isolated({
    reachableAccounts: ['222222222222'],
    reachableBuckets: ['acme-models'],
    packages: { existing: { domain: 'acme', repository: 'python', owner: REGISTRY } },
  });
  for (const [service, statements] of all) {
    expect({ service, accounts: statements[0]!.Condition.StringEqualsIfExists }).toEqual({ service, accounts: { 'aws:ResourceAccount': [OWN, '222222222222', REGISTRY] } });
  }
  const arn = (path: string) => ({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:s3:::${path}`]] });
  expect(all.flatMap(([, statements]) => statements)).toContainEqual(expect.objectContaining({ Resource: [arn('acme-models'), arn('acme-models/*')] }));
});

test('in a system, the other environments and the buckets that the definition names stay in reach', () => {
  const { environments } = new MlopsStacks(new App(), 'Bank', {
    definition: {
      name: 'bank',
      environments: {
        dev: { aws: { region: 'eu-west-1', account: OWN } },
        prod: { aws: { region: 'eu-west-1', account: '222222222222', network: { isolated: {} } } },
      },
      datasets: { outside: { location: 's3://acme-data' } },
      models: { churn: { artifact: 's3://acme-models/churn/7/model.tar.gz', framework: 'xgboost', environment: { BASE: 's3://acme-base/x' }, endpoint: {} } },
    },
  });
  const statements = policies(Template.fromStack(environments.prod!.platformStack)).flatMap(([, all]) => all);
  expect(statements[0]!.Condition.StringEqualsIfExists).toEqual({ 'aws:ResourceAccount': ['222222222222', OWN] });
  for (const bucket of ['acme-base', 'acme-data', 'acme-models']) expect(JSON.stringify(statements)).toContain(`:s3:::${bucket}/*`);
});

test('with the list of Amazon S3 addresses, the security group lets nothing out but to endpoints, Amazon S3 and itself', () => {
  const template = synth({ network: { isolated: { s3PrefixList: 'pl-0123456789abcdef0' } } });
  expect(JSON.stringify(template.toJSON())).not.toContain('"0.0.0.0/0"');
  template.hasResourceProperties('AWS::EC2::SecurityGroupEgress', { DestinationPrefixListId: 'pl-0123456789abcdef0', FromPort: 443, ToPort: 443 });
});

test('flow logs are written for flow logs of this account only', () => {
  synth({ network: { isolated: {} } }).hasResourceProperties('AWS::IAM::Role', {
    AssumeRolePolicyDocument: {
      Statement: [Match.objectLike({
        Principal: { Service: 'vpc-flow-logs.amazonaws.com' },
        Condition: { StringEquals: { 'aws:SourceAccount': OWN }, ArnLike: { 'aws:SourceArn': Match.anyValue() } },
      })],
    },
  });
});
