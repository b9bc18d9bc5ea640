import { mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, aws_ec2 as ec2, aws_iam as iam, aws_kms as kms, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { BatchInference, MlPipeline, ModelEndpoint, PackageIndex } from '../../../lib/aws';
import { PlatformOptions } from '../../../lib/aws/foundation/platform';
import { platformOptions } from '../../../lib/aws/foundation/platform-options';

const AWS = join(__dirname, '../../../lib/aws');

/** The members of the interface, as its source has them. */
function declared(): string[] {
  const [, body] = /export interface PlatformOptions \{([\s\S]*?)\n\}/.exec(readFileSync(join(AWS, 'foundation/platform.ts'), 'utf8'))!;
  return [...body!.matchAll(/^ {2}readonly (\w+)\??:/gm)].map(([, name]) => name!);
}

test('every option is handed on, and nothing else', () => {
  const options = declared();
  expect(options).toContain('packageIndex');
  const given = Object.fromEntries([...options, 'other'].map(name => [name, { name }]));
  expect(Object.keys(platformOptions(given as PlatformOptions))).toEqual(options);
  expect(platformOptions({ vpc: undefined })).toEqual({});
});

test('no construct picks the options out by hand', () => {
  const files = readdirSync(AWS, { recursive: true, encoding: 'utf8' }).filter(file => file.endsWith('.ts') && !file.endsWith('.d.ts'));
  const byHand = files.filter(file => /\{[^{}]*\bplatform, (\w+, )*securityGroups\b[^{}]*\} = /.test(readFileSync(join(AWS, file), 'utf8')));
  expect(byHand).toEqual([]);
});

describe('what is given to a construct of constructs', () => {
  const stack = new Stack(new App(), 'Stack', { env: { account: '111111111111', region: 'eu-west-1' } });
  const options: PlatformOptions = {
    encryptionKey: kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-west-1:111111111111:key/given'),
    vpc: ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: 'vpc-1', availabilityZones: ['eu-west-1a'], privateSubnetIds: ['subnet-given'] }),
    securityGroups: [ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-given')],
    packageIndex: PackageIndex.fromPackageIndexAttributes(stack, 'Index', { domainName: 'given', repositoryName: 'index' }),
    role: iam.Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::111111111111:role/given'),
  };
  const model = { artifact: 's3://models/1/model.tar.gz', framework: 'xgboost' as const };
  const sourceDirectory = mkdtempSync(join(tmpdir(), 'options-'));
  ['train.py', 'requirements.txt'].forEach(file => writeFileSync(join(sourceDirectory, file), ''));
  new MlPipeline(stack, 'Loop', {
    ...options,
    sourceDirectory,
    pipeline: { steps: { train: { train: { script: 'train.py', framework: 'xgboost', inputs: { train: 's3://data/' } } } } },
  });
  new BatchInference(stack, 'Batch', { ...options, model, input: 's3://data/', output: 's3://predictions/' });
  new ModelEndpoint(stack, 'Endpoint', { ...options, model });
  const template = Template.fromStack(stack);

  test('reaches the jobs of a pipeline', () => {
    const [pipeline] = Object.values(template.findResources('AWS::SageMaker::Pipeline'));
    const text = JSON.stringify(pipeline);
    for (const part of ['key/given', 'subnet-given', 'sg-given', 'repository/given/index', 'role/given']) expect(text).toContain(part);
  });

  test('reaches the models of batch inference and of an endpoint', () => {
    const models = Object.values(template.findResources('AWS::SageMaker::Model'));
    expect(models.length).toBe(2);
    for (const { Properties } of models) {
      expect(Properties).toMatchObject({
        ExecutionRoleArn: 'arn:aws:iam::111111111111:role/given', VpcConfig: { Subnets: ['subnet-given'], SecurityGroupIds: ['sg-given'] },
      });
    }
  });
});
