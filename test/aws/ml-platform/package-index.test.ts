import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { IPackageIndex } from '../../../lib/aws/foundation/package-index';
import { MlPlatform, MlPlatformProps, PackageIndex } from '../../../lib/aws/ml-platform';
import { checkedApp, findings } from '../../quality/policy-checks';

const EXISTING = { domain: 'acme', repository: 'vetted', owner: '333333333333' };
const SUBNETS = { existing: { vpcId: 'vpc-0a1b2c3d4e5f6a7b8', subnetIds: ['subnet-0a1b2c3d4e5f6a7b8'] } };

function define(props: MlPlatformProps, region: string = 'eu-west-1'): { stack: Stack; platform: MlPlatform } {
  const stack = new Stack(new App(), 'Stack', { env: { account: '111111111111', region } });
  return { stack, platform: new MlPlatform(stack, 'Platform', { namePrefix: 'risk', ...props }) };
}

function synth(props: MlPlatformProps, region?: string): { platform: MlPlatform; template: Template } {
  const { stack, platform } = define(props, region);
  return { platform, template: Template.fromStack(stack) };
}

/** The services of a template that are CodeArtifact's. */
function endpoints(template: Template): string[] {
  return Object.values(template.findResources('AWS::EC2::VPCEndpoint')).map(({ Properties }) => JSON.stringify(Properties.ServiceName))
    .flatMap(name => /codeartifact\.\w+/.exec(name) ?? []).sort();
}

/** What a role may that installs from the index. */
function statements(stack: Stack, packages: IPackageIndex): object[] {
  const role = new iam.Role(stack, 'Job', { assumedBy: new iam.ServicePrincipal('sagemaker.amazonaws.com') });
  packages.grants.install(role);
  const policies = Object.entries(Template.fromStack(stack).findResources('AWS::IAM::Policy'));
  return policies.filter(([id]) => id.startsWith('JobDefaultPolicy')).flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement);
}

const arn = (resource: string, account: string = '111111111111') => ({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:codeartifact:eu-west-1:${account}:${resource}`]] });

describe('an isolated network', () => {
  test('has an index that fetches from PyPI, encrypted with the platform\'s key', () => {
    const { template } = synth({ network: { isolated: {} } });
    const [domain] = Object.keys(template.findResources('AWS::CodeArtifact::Domain'));
    const [key] = Object.keys(template.findResources('AWS::KMS::Key'));
    template.hasResourceProperties('AWS::CodeArtifact::Domain', { DomainName: 'packages-risk', EncryptionKey: { 'Fn::GetAtt': [key, 'Arn'] } });
    template.resourceCountIs('AWS::CodeArtifact::Repository', 2);
    const name = { 'Fn::GetAtt': [domain, 'Name'] };
    template.hasResourceProperties('AWS::CodeArtifact::Repository', { DomainName: name, RepositoryName: 'pypi', ExternalConnections: ['public:pypi'], Upstreams: Match.absent() });
    template.hasResourceProperties('AWS::CodeArtifact::Repository', {
      DomainName: name, RepositoryName: 'python', ExternalConnections: Match.absent(), Upstreams: [{ 'Fn::GetAtt': [Match.stringLikeRegexp('Upstream'), 'Name'] }],
    });
  });

  test('reaches it through two VPC endpoints with names of the VPC', () => {
    const { template } = synth({ network: { isolated: {} } });
    expect(endpoints(template)).toEqual(['codeartifact.api', 'codeartifact.repositories']);
    template.allResourcesProperties('AWS::EC2::VPCEndpoint', Match.not({ VpcEndpointType: 'Interface', PrivateDnsEnabled: false }));
  });

  test('can use one that is there already, and makes none', () => {
    const { platform, template } = synth({ network: { isolated: {} }, packages: { existing: EXISTING } });
    template.resourceCountIs('AWS::CodeArtifact::Domain', 0);
    expect(endpoints(template)).toEqual(['codeartifact.api', 'codeartifact.repositories']);
    expect(platform.packageIndex).toMatchObject({ domainName: 'acme', repositoryName: 'vetted', owner: '333333333333' });
  });

  test.each<[string, MlPlatformProps, string]>([
    ['it is switched off', { network: { isolated: {} }, packages: { none: {} } }, 'eu-west-1'],
    ['the region has no CodeArtifact', { network: { isolated: {} } }, 'eu-central-2'],
  ])('has none when %s', (_, props, region) => {
    const { platform, template } = synth(props, region);
    template.resourceCountIs('AWS::CodeArtifact::Domain', 0);
    expect(endpoints(template)).toEqual([]);
    expect(platform).toMatchObject({ packageIndex: undefined, isIsolated: true });
  });

  test('keeps its packages where people depend on them, and only there', () => {
    const policies = (props: MlPlatformProps) => {
      const { template } = synth({ network: { isolated: {} }, ...props });
      return ['Domain', 'Repository'].flatMap(type => Object.values(template.findResources(`AWS::CodeArtifact::${type}`)).map(({ DeletionPolicy }) => DeletionPolicy));
    };
    expect(policies({ protected: true })).toEqual(['Retain', 'Retain', 'Retain']);
    expect(policies({})).toEqual(['Delete', 'Delete', 'Delete']);
  });
});

describe('any other network', () => {
  test.each<[string, MlPlatformProps]>([['none', {}], ['an existing one', { network: SUBNETS }]])('has no index by default: %s', (_, props) => {
    const { platform, template } = synth(props);
    template.resourceCountIs('AWS::CodeArtifact::Domain', 0);
    expect(platform).toMatchObject({ packageIndex: undefined, isIsolated: false });
  });

  test('has one when it is asked for, and no VPC endpoints of the library', () => {
    const { template } = synth({ network: SUBNETS, packages: { codeArtifact: {} } });
    template.resourceCountIs('AWS::CodeArtifact::Domain', 1);
    template.resourceCountIs('AWS::EC2::VPCEndpoint', 0);
  });
});

describe('the permission to install', () => {
  test('is a token for the domain, one repository to read, and bearer tokens of this service only', () => {
    const { stack, platform } = define({ network: { isolated: {} } });
    expect(statements(stack, platform.packageIndex!)).toEqual([
      { Effect: 'Allow', Action: 'codeartifact:GetAuthorizationToken', Resource: arn('domain/packages-risk') },
      { Effect: 'Allow', Action: ['codeartifact:GetRepositoryEndpoint', 'codeartifact:ReadFromRepository'], Resource: arn('repository/packages-risk/python') },
      {
        Effect: 'Allow',
        Action: 'sts:GetServiceBearerToken',
        Resource: '*',
        Condition: { StringEquals: { 'sts:AWSServiceName': 'codeartifact.amazonaws.com' } },
      },
    ]);
  });

  test('names the account that owns the domain', () => {
    const { stack, platform } = define({ packages: { existing: EXISTING } });
    expect(statements(stack, platform.packageIndex!).slice(0, 2)).toEqual([
      expect.objectContaining({ Resource: arn('domain/acme', '333333333333') }),
      expect.objectContaining({ Resource: arn('repository/acme/vetted', '333333333333') }),
    ]);
  });
});

describe('an index of your own', () => {
  test('stands alone, with a name that the service takes', () => {
    const stack = new Stack(new App(), 'AStackWithAVeryLongName-ThatGoesOnAndOn');
    const packages = new PackageIndex(stack, 'Packages', { encryptionKey: new kms.Key(stack, 'Key') });
    expect(packages.domainName).toMatch(/^[a-z][a-z0-9-]{0,48}[a-z0-9]$/);
    Template.fromStack(stack).hasResource('AWS::CodeArtifact::Domain', { DeletionPolicy: 'Retain' });
  });

  test('takes the place of the platform\'s', () => {
    const stack = new Stack(new App(), 'Stack');
    const packageIndex = PackageIndex.fromPackageIndexAttributes(stack, 'Packages', { domainName: 'acme', repositoryName: 'python' });
    const platform = new MlPlatform(stack, 'Platform', { network: { isolated: {} }, packageIndex });
    expect(platform.packageIndex).toBe(packageIndex);
    Template.fromStack(stack).resourceCountIs('AWS::CodeArtifact::Domain', 0);
  });

  test('goes with a platform that is there already', () => {
    const { stack, platform } = define({ network: { isolated: {} } });
    const imported = MlPlatform.fromMlPlatformAttributes(stack, 'Imported', { ...platform, isIsolated: true });
    expect(imported.isIsolated).toBe(true);
    expect(imported.packageIndex).toBe(platform.packageIndex);
  });
});

test('CodeArtifact in a region without it is an error that says what to do', () => {
  expect(() => synth({ packages: { codeArtifact: {} } }, 'eu-central-2'))
    .toThrow(/packages\.codeArtifact: AWS CodeArtifact is not in region "eu-central-2", only in ap-northeast-1, .*; use `none`, and a folder `wheels`/);
  expect(() => synth({ packages: { existing: EXISTING } }, 'sa-east-1')).toThrow(/packages\.existing: AWS CodeArtifact is not in region "sa-east-1"/);
});

test('two indexes, two kinds and names that the service refuses are errors', () => {
  expect(() => synth({ packages: { codeArtifact: {}, none: {} } })).toThrow(/packages: /);
  expect(() => synth({ packages: { existing: { ...EXISTING, domain: 'Acme' } } })).toThrow(/packages\.existing\.domain: must be the name of a domain/);
  const stack = new Stack(new App(), 'Stack');
  const packageIndex = PackageIndex.fromPackageIndexAttributes(stack, 'Packages', { domainName: 'acme', repositoryName: 'python' });
  expect(() => new MlPlatform(stack, 'Platform', { packageIndex, packages: { none: {} } })).toThrow(/packageIndex: must not be given together with "packages"/);
});

test('every policy check passes with an index of its own in a network that is there', () => {
  const app = checkedApp();
  const stack = new Stack(app, 'Stack', { env: { account: '111111111111', region: 'eu-west-1' } });
  new MlPlatform(stack, 'Platform', { packages: { codeArtifact: {} }, network: SUBNETS });
  expect(findings(app)).toEqual([]);
});
