import { App, Stack, Token } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import { MlPlatform, MlPlatformProps } from '../../../lib/aws/ml-platform';
import { checkedApp, findings } from '../../quality/policy-checks';

const ENV = { account: '111111111111', region: 'eu-west-1' };

function platformIn(stack: Stack, props: MlPlatformProps = {}): { platform: MlPlatform; template: Template } {
  const platform = new MlPlatform(stack, 'Platform', props);
  return { platform, template: Template.fromStack(stack) };
}

const synth = (props: MlPlatformProps = {}) => platformIn(new Stack(new App(), 'Stack'), props);
const key = (template: Template) => Object.keys(template.findResources('AWS::KMS::Key'))[0];

describe('the key', () => {
  test('is rotated and kept', () => {
    synth().template.hasResource('AWS::KMS::Key', {
      Properties: { EnableKeyRotation: true },
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
    });
  });

  test.each([
    ['cloudwatch.amazonaws.com', { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } }],
    ['events.amazonaws.com', { ArnLike: { 'aws:SourceArn': Match.anyValue() } }],
  ])('can be used by %s on behalf of this account only', (Service, Condition) => {
    synth().template.hasResourceProperties('AWS::KMS::Key', {
      KeyPolicy: { Statement: Match.arrayWith([Match.objectLike({ Principal: { Service }, Condition, Action: ['kms:Decrypt', 'kms:GenerateDataKey'] })]) },
    });
  });

  test('can be used by log groups of this account only', () => {
    synth().template.hasResourceProperties('AWS::KMS::Key', {
      KeyPolicy: {
        Statement: Match.arrayWith([Match.objectLike({
          Sid: 'LogGroupsAreEncrypted',
          Condition: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': Match.anyValue() } },
        })]),
      },
    });
  });
});

describe('the buckets', () => {
  test('are private, versioned, kept and reached with TLS only', () => {
    const { template } = synth();
    template.resourceCountIs('AWS::S3::Bucket', 3);
    template.allResources('AWS::S3::Bucket', {
      Properties: Match.objectLike({
        VersioningConfiguration: { Status: 'Enabled' },
        PublicAccessBlockConfiguration: { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true },
      }),
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
    });
    template.allResourcesProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } })]) },
    });
  });

  test('of models and data are encrypted with the key, through a bucket key, and their access is logged', () => {
    const { template } = synth();
    for (const prefix of ['artifacts/', 'data/']) {
      template.hasResourceProperties('AWS::S3::Bucket', {
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [{
            BucketKeyEnabled: true,
            ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: { 'Fn::GetAtt': [key(template), 'Arn'] } },
          }],
        },
        LoggingConfiguration: { LogFilePrefix: prefix },
      });
    }
  });

  test('of access logs uses the encryption of Amazon S3, which log delivery needs', () => {
    synth().template.hasResourceProperties('AWS::S3::Bucket', {
      BucketEncryption: { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }] },
      LoggingConfiguration: Match.absent(),
    });
  });

  test('never expire a model or its versions', () => {
    synth().template.allResourcesProperties('AWS::S3::Bucket', {
      LifecycleConfiguration: { Rules: [{ AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 }, Id: 'IncompleteUploads', Status: 'Enabled' }] },
    });
  });

  test('have names that others can know when a prefix is given', () => {
    const { template } = platformIn(new Stack(new App(), 'Stack', { env: ENV }), { namePrefix: 'credit-risk-prod' });
    const names = Object.values(template.findResources('AWS::S3::Bucket')).map(bucket => bucket.Properties.BucketName).sort();
    expect(names).toEqual([
      'credit-risk-prod-artifacts-111111111111-eu-west-1',
      'credit-risk-prod-data-111111111111-eu-west-1',
      'credit-risk-prod-logs-111111111111-eu-west-1',
    ]);
    template.hasResourceProperties('AWS::KMS::Alias', { AliasName: 'alias/credit-risk-prod' });
  });

  test('take account and region from AWS CloudFormation in a stack without an environment', () => {
    synth({ namePrefix: 'risk' }).template.hasResourceProperties('AWS::S3::Bucket', {
      BucketName: { 'Fn::Join': ['', ['risk-artifacts-', { Ref: 'AWS::AccountId' }, '-', { Ref: 'AWS::Region' }]] },
    });
  });

  test('keep their names within 63 characters when the prefix is long', () => {
    const stack = new Stack(new App(), 'Stack', { env: { account: '111111111111', region: 'ap-southeast-1' } });
    const { template } = platformIn(stack, { namePrefix: 'a-system-with-a-long-name-and-production' });
    for (const { Properties } of Object.values(template.findResources('AWS::S3::Bucket'))) {
      expect(Properties.BucketName.length).toBeLessThanOrEqual(63);
      expect(Properties.BucketName).toMatch(/^[a-z0-9][a-z0-9-]+[a-z0-9]$/);
    }
  });

  test('have names of AWS CloudFormation without a prefix', () => {
    synth().template.allResourcesProperties('AWS::S3::Bucket', { BucketName: Match.absent() });
  });
});

describe('the alarm topic', () => {
  test('is encrypted, takes messages over TLS only, and lets alarms and rules of this account publish', () => {
    const { template } = synth();
    template.hasResourceProperties('AWS::SNS::Topic', { KmsMasterKeyId: { 'Fn::GetAtt': [key(template), 'Arn'] } });
    template.hasResourceProperties('AWS::SNS::TopicPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
          Match.objectLike({ Principal: { Service: 'cloudwatch.amazonaws.com' }, Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } } }),
          Match.objectLike({ Principal: { Service: 'events.amazonaws.com' }, Condition: { ArnLike: { 'aws:SourceArn': Match.anyValue() } } }),
        ]),
      },
    });
  });

  test('sends mail to the owner', () => {
    synth({ owner: 'risk-ml@example.com' }).template.hasResourceProperties('AWS::SNS::Subscription', { Protocol: 'email', Endpoint: 'risk-ml@example.com' });
    synth().template.resourceCountIs('AWS::SNS::Subscription', 0);
  });
});

describe('the network', () => {
  test('is none by default', () => {
    const { platform, template } = synth();
    expect(platform.vpc).toBeUndefined();
    expect(platform.securityGroups).toBeUndefined();
    template.resourceCountIs('AWS::EC2::VPC', 0);
  });

  test('isolated: has no way out, VPC endpoints for the services that jobs use, and flow logs', () => {
    const { platform, template } = synth({ network: { isolated: {} } });
    template.resourceCountIs('AWS::EC2::Subnet', 2);
    template.resourceCountIs('AWS::EC2::InternetGateway', 0);
    template.resourceCountIs('AWS::EC2::NatGateway', 0);
    template.resourceCountIs('AWS::EC2::Route', 0);
    template.allResourcesProperties('AWS::EC2::Subnet', { MapPublicIpOnLaunch: false });
    const endpoints = JSON.stringify(template.findResources('AWS::EC2::VPCEndpoint'));
    for (const service of ['sagemaker.api', 'sagemaker.runtime', 'sts', 'logs', 'monitoring', 'ecr.api', 'ecr.dkr', 'kms', 's3', 'dynamodb']) {
      expect(endpoints).toContain(`.${service}"`);
    }
    template.hasResourceProperties('AWS::EC2::FlowLog', { ResourceType: 'VPC', TrafficType: 'ALL' });
    template.hasResourceProperties('AWS::Logs::LogGroup', { RetentionInDays: 365, KmsKeyId: Match.anyValue() });
    expect(platform.vpcSubnets?.subnets).toHaveLength(2);
    expect(platform.securityGroups).toHaveLength(1);
  });

  test('isolated: looks nothing up in AWS, also in a stack with an account', () => {
    const app = new App();
    new MlPlatform(new Stack(app, 'Stack', { env: ENV }), 'Platform', { network: { isolated: { availabilityZones: 3, cidr: '10.1.0.0/20' } } });
    expect(app.synth().manifest.missing).toBeUndefined();
  });

  test('isolated: VPC endpoints are reached from the security group of the jobs, not from the whole VPC', () => {
    const { template } = synth({ network: { isolated: {} } });
    template.hasResourceProperties('AWS::EC2::SecurityGroupIngress', { FromPort: 443, ToPort: 443, SourceSecurityGroupId: Match.anyValue(), CidrIp: Match.absent() });
    template.allResourcesProperties('AWS::EC2::SecurityGroup', { SecurityGroupIngress: Match.absent() });
  });

  test('existing: is imported by its ids, without a lookup', () => {
    const app = new App();
    const stack = new Stack(app, 'Stack', { env: ENV });
    const platform = new MlPlatform(stack, 'Platform', {
      network: { existing: { vpcId: 'vpc-1', subnetIds: ['subnet-1', 'subnet-2'], securityGroupIds: ['sg-1'] } },
    });
    expect(platform.vpc?.vpcId).toBe('vpc-1');
    expect(platform.vpc?.selectSubnets(platform.vpcSubnets).subnetIds).toEqual(['subnet-1', 'subnet-2']);
    expect(platform.securityGroups?.map(group => group.securityGroupId)).toEqual(['sg-1']);
    expect(app.synth().manifest.missing).toBeUndefined();
    Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
  });

  test('existing: has a new security group that is open to nobody but the machines in it', () => {
    const { template } = synth({ network: { existing: { vpcId: 'vpc-1', subnetIds: ['subnet-1'] } } });
    template.resourceCountIs('AWS::EC2::SecurityGroup', 1);
    const [id] = Object.keys(template.findResources('AWS::EC2::SecurityGroup'));
    template.resourceCountIs('AWS::EC2::SecurityGroupIngress', 1);
    template.hasResourceProperties('AWS::EC2::SecurityGroupIngress', { SourceSecurityGroupId: { 'Fn::GetAtt': [id, 'GroupId'] } });
  });

  test.each(['10.0.0.0/15', '10.0.0.0/25', '10.0.0.300/16'])('fails when the address range is %s', cidr => {
    expect(() => synth({ network: { isolated: { cidr } } })).toThrow(/network\.isolated\.cidr: must be .*, got "10/);
  });

  test.each(['10.0.0.0/16', '10.0.0.0/24'])('takes the address range %s', cidr => {
    synth({ network: { isolated: { cidr } } }).template.hasResourceProperties('AWS::EC2::VPC', { CidrBlock: cidr });
  });

  test('fails when a subnet is named twice', () => {
    expect(() => synth({ network: { existing: { vpcId: 'vpc-1', subnetIds: ['subnet-1', 'subnet-1'] } } })).toThrow('network.existing.subnetIds[1]: "subnet-1" is given twice; remove one');
  });

  test('fails when it is described and given', () => {
    const stack = new Stack(new App(), 'Stack');
    const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: 'vpc-1', availabilityZones: ['a'], privateSubnetIds: ['subnet-1'] });
    expect(() => new MlPlatform(stack, 'Platform', { vpc, network: { isolated: {} } })).toThrow('vpc: must not be given together with "network"');
  });
});

describe('parts of your own', () => {
  test('take the place of new ones', () => {
    const stack = new Stack(new App(), 'Stack');
    const bucket = (id: string) => s3.Bucket.fromBucketName(stack, id, id.toLowerCase());
    const { platform, template } = platformIn(stack, {
      encryptionKey: kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-west-1:111111111111:key/1'),
      artifactBucket: bucket('Models'),
      dataBucket: bucket('Data'),
      logBucket: bucket('Logs'),
      alarmTopic: sns.Topic.fromTopicArn(stack, 'Topic', 'arn:aws:sns:eu-west-1:111111111111:alarms'),
      owner: 'risk-ml@example.com',
    });
    expect(platform.artifactBucket.bucketName).toBe('models');
    expect(template.toJSON().Resources).toBeUndefined();
  });

  test('make a platform that is there already', () => {
    const stack = new Stack(new App(), 'Stack');
    const { platform } = platformIn(stack);
    const imported = MlPlatform.fromMlPlatformAttributes(stack, 'Imported', { ...platform, securityGroups: undefined });
    expect(imported.artifactBucket).toBe(platform.artifactBucket);
    expect(imported.retainsData).toBe(false);
    expect(MlPlatform.fromMlPlatformAttributes(stack, 'Other', { ...platform, retainsData: undefined }).retainsData).toBe(true);
  });
});

test('tells the constructs on it to retain what they make when it is protected', () => {
  expect(synth({ protected: true }).platform.retainsData).toBe(true);
  expect(synth().platform.retainsData).toBe(false);
});

describe('shareWith', () => {
  test('lets an account read models and decrypt them through Amazon S3, and nothing else', () => {
    const stack = new Stack(new App(), 'Stack');
    const platform = new MlPlatform(stack, 'Platform');
    platform.shareWith(['222222222222']);
    const template = Template.fromStack(stack);
    const root = { AWS: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::222222222222:root']] } };
    template.hasResourceProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Principal: root, Action: ['s3:GetObject', 's3:GetObjectVersion'] }),
          Match.objectLike({ Principal: root, Action: 's3:ListBucket' }),
          Match.objectLike({ Principal: root, Action: 's3:GetBucketLocation' }),
        ]),
      },
    });
    template.hasResourceProperties('AWS::KMS::Key', {
      KeyPolicy: {
        Statement: Match.arrayWith([Match.objectLike({
          Principal: root,
          Action: ['kms:Decrypt', 'kms:DescribeKey'],
          Condition: { StringEquals: { 'kms:ViaService': Match.anyValue() } },
        })]),
      },
    });
  });

  test('shares no more than what begins with a prefix', () => {
    const stack = new Stack(new App(), 'Stack');
    new MlPlatform(stack, 'Platform').shareWith(['222222222222'], 'pipelines/');
    const statements = Object.values(Template.fromStack(stack).findResources('AWS::S3::BucketPolicy'))
      .flatMap(({ Properties }) => Properties.PolicyDocument.Statement).filter((statement: object) => JSON.stringify(statement).includes('222222222222'));
    expect(JSON.stringify(statements[0].Resource)).toContain('/pipelines/*');
    expect(statements[1]).toMatchObject({ Action: 's3:ListBucket', Condition: { StringLike: { 's3:prefix': 'pipelines/*' } } });
    expect(statements).toHaveLength(3);
  });

  test('fails when an account is not twelve digits', () => {
    const { platform } = synth();
    expect(() => platform.shareWith(['2222'])).toThrow('accounts[0]: must be an account id of twelve digits, got "2222"');
  });

  test('accepts a token', () => {
    expect(() => new MlPlatform(new Stack(), 'Platform').shareWith([Token.asString({ Ref: 'Account' })])).not.toThrow();
  });

  test('warns when the bucket is imported, because its policy cannot be changed', () => {
    const stack = new Stack(new App(), 'Stack');
    const platform = new MlPlatform(stack, 'Platform', { artifactBucket: s3.Bucket.fromBucketName(stack, 'Models', 'models') });
    platform.shareWith(['222222222222']);
    Annotations.fromStack(stack).hasWarning('/Stack/Platform', Match.stringLikeRegexp('imported bucket'));
  });
});

test.each<[string, MlPlatformProps]>([
  ['alone', {}],
  ['with names and an isolated network', { namePrefix: 'risk', owner: 'risk-ml@example.com', network: { isolated: {} }, protected: true }],
  ['in an existing network', { network: { existing: { vpcId: 'vpc-0a1b2c3d4e5f6a7b8', subnetIds: ['subnet-0a1b2c3d4e5f6a7b8', 'subnet-0a1b2c3d4e5f6a7b9'] } } }],
])('passes every policy check %s', (_, props) => {
  const app = checkedApp();
  new MlPlatform(new Stack(app, 'Stack', { env: ENV }), 'Platform', props).shareWith(['222222222222']);
  expect(findings(app)).toEqual([]);
});
