import { App, CfnParameter, Fn, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { SageMakerModel, SageMakerModelProps } from '../../../lib/aws/model';

const ARTIFACT = 's3://models/default-risk/7/model.tar.gz';
const PACKAGE = 'arn:aws:sagemaker:eu-west-1:111111111111:model-package/default-risk/7';
const OWN_IMAGE = '111111111111.dkr.ecr.eu-west-1.amazonaws.com/team/serve:3';

type Statement = ReturnType<typeof JSON.parse>;

function stackOf(region: string | undefined = 'eu-west-1'): Stack {
  return new Stack(new App(), 'Stack', region ? { env: { account: '111111111111', region } } : {});
}

function model(props: SageMakerModelProps | ((stack: Stack) => SageMakerModelProps), stack: Stack = stackOf()) {
  const made = new SageMakerModel(stack, 'Model', typeof props === 'function' ? props(stack) : props);
  const template = Template.fromStack(stack);
  const resource = Object.values(template.findResources('AWS::SageMaker::Model'))[0]!;
  const statements = Object.values(template.findResources('AWS::IAM::Policy')).flatMap(policy => policy.Properties.PolicyDocument.Statement);
  const resourcesOf = (action: string): string[] => statements
    .filter((statement: Statement) => [statement.Action].flat().includes(action))
    .flatMap((statement: Statement) => [statement.Resource].flat().map(arn => JSON.stringify(stack.resolve(arn))));
  return { made, template, resource, properties: resource.Properties, resourcesOf, statements };
}

describe('container', () => {
  test('a framework brings its image, and a packed artifact is a URL', () => {
    const { properties } = model({ artifact: ARTIFACT, framework: 'xgboost' });
    expect(properties.PrimaryContainer).toEqual({
      Image: expect.stringMatching(/^\d{12}\.dkr\.ecr\.eu-west-1\.amazonaws\.com\/sagemaker-xgboost:/),
      ModelDataUrl: ARTIFACT,
    });
  });

  test('the instance type decides between the images for CPU and GPU', () => {
    const imageFor = (instanceType: string) => model({ artifact: ARTIFACT, framework: 'pytorch', instanceType }).properties.PrimaryContainer.Image;
    expect(imageFor('ml.m5.large')).toMatch(/-cpu-/);
    expect(imageFor('ml.g5.xlarge')).toMatch(/-gpu-/);
  });

  test('a prefix is files that are not packed', () => {
    const { properties } = model({ artifact: 's3://models/default-risk/7/', image: OWN_IMAGE });
    expect(properties.PrimaryContainer).toEqual({
      Image: OWN_IMAGE,
      ModelDataSource: { S3DataSource: { S3Uri: 's3://models/default-risk/7/', S3DataType: 'S3Prefix', CompressionType: 'None' } },
    });
  });

  test('a model package is alone in the container', () => {
    expect(model({ aws: { modelPackage: PACKAGE } }).properties.PrimaryContainer).toEqual({ ModelPackageName: PACKAGE });
  });

  test.each([[undefined, 'Enabled'], [true, 'Enabled'], [false, 'Disabled']])('a multi-model container with cache %p says %s', (cache, setting) => {
    const { properties } = model({ artifact: 's3://models/many/', framework: 'xgboost', multiModel: { cache } });
    expect(properties.PrimaryContainer).toMatchObject({
      Mode: 'MultiModel', ModelDataUrl: 's3://models/many/', MultiModelConfig: { ModelCacheSetting: setting },
    });
    expect(properties.PrimaryContainer.ModelDataSource).toBeUndefined();
  });

  test('several containers answer one after another', () => {
    const { properties } = model({ containers: [{ image: OWN_IMAGE }, { artifact: ARTIFACT, framework: 'sklearn', entryPoint: 'inference.py' }] });
    expect(properties.PrimaryContainer).toBeUndefined();
    expect(properties.Containers).toHaveLength(2);
    expect(properties.InferenceExecutionConfig).toEqual({ Mode: 'Serial' });
  });

  test('environment variables keep their names, and the entry point is told as the images expect it', () => {
    const { properties } = model({ artifact: ARTIFACT, framework: 'sklearn', entryPoint: 'inference.py', environment: { logLevel: 'debug', LOG_DIR: '/tmp' } });
    expect(properties.PrimaryContainer.Environment).toEqual({
      logLevel: 'debug', LOG_DIR: '/tmp', SAGEMAKER_PROGRAM: 'inference.py', SAGEMAKER_SUBMIT_DIRECTORY: '/opt/ml/model/code',
    });
  });
});

describe('permissions', () => {
  test('the model waits for the policy of its role', () => {
    const { resource, template } = model({ artifact: ARTIFACT, framework: 'xgboost' });
    const [policy] = Object.keys(template.findResources('AWS::IAM::Policy'));
    const [role] = Object.keys(template.findResources('AWS::IAM::Role'));
    expect(resource.DependsOn).toEqual(expect.arrayContaining([policy, role]));
  });

  test('an imported role gets a policy that the model waits for', () => {
    const { resource, template, resourcesOf } = model(stack => ({
      artifact: ARTIFACT, framework: 'xgboost', role: iam.Role.fromRoleArn(stack, 'Imported', 'arn:aws:iam::111111111111:role/serving'),
    }));
    template.resourceCountIs('AWS::IAM::Role', 0);
    expect(resourcesOf('s3:GetObject')).toHaveLength(1);
    expect(resource.DependsOn).toEqual([Object.keys(template.findResources('AWS::IAM::Policy'))[0]]);
  });

  test('an immutable role is left as it is', () => {
    const { template } = model(stack => ({
      artifact: ARTIFACT, framework: 'xgboost', role: iam.Role.fromRoleArn(stack, 'Imported', 'arn:aws:iam::111111111111:role/serving', { mutable: false }),
    }));
    template.resourceCountIs('AWS::IAM::Policy', 0);
  });

  test('the role may read exactly the object', () => {
    const { resourcesOf } = model({ artifact: ARTIFACT, framework: 'xgboost' });
    expect(resourcesOf('s3:GetObject')).toEqual([expect.stringContaining(':s3:::models/default-risk/7/model.tar.gz"')]);
    expect(resourcesOf('s3:ListBucket')).toEqual([expect.stringContaining(':s3:::models"')]);
  });

  test('the role may read what is below a prefix', () => {
    const { resourcesOf } = model({ artifact: 's3://models/default-risk/7/', framework: 'pytorch' });
    expect(resourcesOf('s3:GetObject')).toEqual([expect.stringContaining(':s3:::models/default-risk/7/*"')]);
  });

  test('an artifact in a bucket of the app is read by its reference', () => {
    const { resourcesOf } = model(stack => ({ artifact: `s3://${new s3.Bucket(stack, 'Bucket').bucketName}/a/model.tar.gz`, framework: 'xgboost' }));
    expect(resourcesOf('s3:GetObject')).toEqual([expect.stringMatching(/"Ref":"Bucket\w+"\},"\/a\/model.tar.gz"/)]);
  });

  test('the image of another account can be pulled, in any partition', () => {
    const { resourcesOf } = model({ image: '763104351884.dkr.ecr.eu-west-1.amazonaws.com/djl-inference:0.30.0' });
    expect(resourcesOf('ecr:BatchGetImage')).toEqual([expect.stringContaining(':ecr:eu-west-1:763104351884:repository/djl-inference')]);
    expect(resourcesOf('ecr:BatchGetImage')[0]).toContain('AWS::Partition');
    expect(resourcesOf('ecr:GetAuthorizationToken')).toEqual(['"*"']);
  });

  test.each([
    ['a tag', '111111111111.dkr.ecr.eu-west-1.amazonaws.com/team/serve:3'],
    ['a digest', '111111111111.dkr.ecr.eu-west-1.amazonaws.com/team/serve@sha256:abc'],
    ['neither', '111111111111.dkr.ecr.eu-west-1.amazonaws.com/team/serve'],
    ['the China partition', '111111111111.dkr.ecr.cn-north-1.amazonaws.com.cn/team/serve:3'],
  ])('the repository is found in an image with %s', (_, image) => {
    const { resourcesOf } = model({ image }, stackOf(image.includes('cn-north-1') ? 'cn-north-1' : 'eu-west-1'));
    expect(resourcesOf('ecr:BatchGetImage')).toEqual([expect.stringContaining(':111111111111:repository/team/serve"')]);
  });

  test('the repository of the app is found in its image', () => {
    const { resourcesOf } = model(stack => ({ image: new ecr.Repository(stack, 'Images').repositoryUriForTag('3') }));
    expect(resourcesOf('ecr:BatchGetImage')).toHaveLength(1);
  });

  test('a framework image can be pulled in a stack without a region', () => {
    const { resourcesOf, properties } = model({ artifact: ARTIFACT, framework: 'xgboost' }, stackOf(''));
    expect(resourcesOf('ecr:BatchGetImage')[0]).toContain('Fn::FindInMap');
    expect(JSON.stringify(properties.PrimaryContainer.Image)).toContain('AWS::Region');
  });

  test('a model package is read from its bucket, and its image from AWS or the own account', () => {
    const { resourcesOf } = model(stack => ({ aws: { modelPackage: PACKAGE }, packageBucket: s3.Bucket.fromBucketName(stack, 'Packages', 'packages') }));
    expect(resourcesOf('s3:GetObject')).toEqual([expect.stringContaining(':s3:::packages/*')]);
    expect(resourcesOf('ecr:BatchGetImage').join()).toContain(':ecr:eu-west-1:111111111111:repository/*');
    expect(resourcesOf('ecr:BatchGetImage').join()).toContain('repository/sagemaker-xgboost');
  });

  test('a model package pulls only from the repositories that are given', () => {
    const { resourcesOf } = model(stack => ({ aws: { modelPackage: PACKAGE }, packageRepositories: [ecr.Repository.fromRepositoryName(stack, 'Images', 'serve')] }));
    expect(resourcesOf('ecr:BatchGetImage')).toEqual([expect.stringContaining('repository/serve')]);
  });

  test('the role may decrypt with the key', () => {
    const { resourcesOf } = model(stack => ({ artifact: ARTIFACT, framework: 'xgboost', encryptionKey: new kms.Key(stack, 'Key') }));
    expect(resourcesOf('kms:Decrypt')).toEqual([expect.stringContaining('Key')]);
  });

  test('only SageMaker in this account can assume the role, which has no managed policy', () => {
    const { template } = model({ artifact: ARTIFACT, framework: 'xgboost' });
    template.hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: { Statement: [{ Principal: { Service: 'sagemaker.amazonaws.com' }, Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } } }] },
      ManagedPolicyArns: Match.absent(),
    });
  });

  test('no action has a wildcard, and every resource has a bound', () => {
    const { statements } = model(stack => ({ artifact: ARTIFACT, framework: 'xgboost', vpc: new ec2.Vpc(stack, 'Vpc') }));
    for (const statement of statements) {
      expect([statement.Action].flat().join()).not.toContain('*');
      if (statement.Resource !== '*') continue;
      expect([statement.Action].flat().every(action => /^(ecr:GetAuthorizationToken|ec2:Describe\w+)$/.test(action) || statement.Condition)).toBe(true);
    }
  });
});

describe('network', () => {
  test('without a VPC there are no network permissions', () => {
    const { resourcesOf, properties } = model({ artifact: ARTIFACT, framework: 'xgboost' });
    expect(resourcesOf('ec2:CreateNetworkInterface')).toEqual([]);
    expect(properties.VpcConfig).toBeUndefined();
    expect(properties.EnableNetworkIsolation).toBe(true);
  });

  test('in a VPC the new security group lets nothing in and only HTTPS out', () => {
    const { resourcesOf, properties, template } = model(stack => ({ artifact: ARTIFACT, framework: 'xgboost', vpc: new ec2.Vpc(stack, 'Vpc') }));
    template.hasResourceProperties('AWS::EC2::SecurityGroup', {
      SecurityGroupIngress: Match.absent(), SecurityGroupEgress: [Match.objectLike({ FromPort: 443, ToPort: 443, IpProtocol: 'tcp' })],
    });
    expect(properties.VpcConfig.SecurityGroupIds).toHaveLength(1);
    expect(resourcesOf('ec2:CreateNetworkInterface').join()).toContain('security-group/');
    expect(resourcesOf('ec2:DescribeVpcs')).toEqual(['"*"']);
  });

  test('given security groups are taken', () => {
    const { template, properties } = model(stack => {
      const vpc = new ec2.Vpc(stack, 'Vpc');
      return { artifact: ARTIFACT, framework: 'xgboost', vpc, securityGroups: [ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-0123456789abcdef0')] };
    });
    template.resourceCountIs('AWS::EC2::SecurityGroup', 0);
    expect(properties.VpcConfig.SecurityGroupIds).toEqual(['sg-0123456789abcdef0']);
  });
});

describe('name', () => {
  const nameOf = (props: SageMakerModelProps | ((stack: Stack) => SageMakerModelProps)) => model(props).properties.ModelName;
  const base: SageMakerModelProps = { artifact: ARTIFACT, framework: 'xgboost' };

  test.each<[string, SageMakerModelProps]>([
    ['artifact', { ...base, artifact: 's3://models/default-risk/8/model.tar.gz' }],
    ['framework version', { ...base, frameworkVersion: '1.7' }],
    ['environment variable', { ...base, environment: { A: '1' } }],
    ['value of an environment variable', { ...base, environment: { A: '2' } }],
    ['entry point', { ...base, entryPoint: 'inference.py' }],
    ['isolation', { ...base, networkIsolation: false }],
    ['multi-model cache', { ...base, artifact: 's3://models/many/', multiModel: { cache: false } }],
    ['model package', { aws: { modelPackage: PACKAGE } }],
    ['version of the model package', { aws: { modelPackage: PACKAGE.replace('/7', '/8') } }],
  ])('changes with the %s', (_, changed) => {
    expect(nameOf(changed)).not.toEqual(nameOf(base));
  });

  test('is different for every one of several contents', () => {
    const names = ['1', '2', '3'].map(value => nameOf({ ...base, environment: { A: value } }));
    expect(new Set(names).size).toBe(3);
  });

  test('stays when nothing changes', () => {
    expect(nameOf(base)).toEqual(nameOf({ ...base }));
  });

  test('has at most 63 characters and fits the pattern of the service, however long the path', () => {
    const name = nameOf({ ...base, namePrefix: 'credit-risk_'.repeat(12) });
    expect(name.length).toBeLessThanOrEqual(63);
    expect(name).toMatch(/^[a-zA-Z0-9](-*[a-zA-Z0-9])*$/);
  });

  test('contains the version of a package that is chosen at deployment, so that one text never names two contents', () => {
    const name = nameOf(stack => ({ aws: { modelPackage: new CfnParameter(stack, 'Version').valueAsString }, namePrefix: 'x'.repeat(63) }));
    const [, [fixed, version]] = name['Fn::Join'];
    expect(version).toEqual({ 'Fn::Select': [2, { 'Fn::Split': ['/', { Ref: 'Version' }] }] });
    expect(fixed.length).toBeLessThanOrEqual(63 - '-123456'.length);
  });

  test.each<[string, (stack: Stack) => string]>([
    ['a parameter', stack => `s3://models/${new CfnParameter(stack, 'Key').valueAsString}/model.tar.gz`],
    ['an export', () => `s3://${Fn.importValue('Bucket')}/model.tar.gz`],
  ])('is left to CloudFormation when %s decides about the content at deployment', (_, artifact) => {
    expect(nameOf(stack => ({ ...base, artifact: artifact(stack) }))).toBeUndefined();
  });
});

describe('fails when', () => {
  test.each<[string, SageMakerModelProps, string]>([
    ['nothing says what runs the model', { artifact: ARTIFACT }, 'has an "artifact" but nothing that runs it; give a "framework" or an "image"'],
    ['image and framework are given', { image: OWN_IMAGE, framework: 'xgboost' }, 'image: is not given together with "framework"'],
    ['a version has no framework', { image: OWN_IMAGE, frameworkVersion: '1' }, 'frameworkVersion: has no meaning with "image"'],
    ['the image is not in Amazon ECR', { image: 'docker.io/team/serve' }, 'image: must be an image in Amazon ECR, got "docker.io/team/serve"'],
    ['the artifact is neither packed nor a prefix', { artifact: 's3://models/a.zip', framework: 'xgboost' }, 'artifact: must end in .tar.gz, or in /'],
    ['a multi-model artifact is one model', { artifact: ARTIFACT, framework: 'xgboost', multiModel: {} }, 'artifact: must be a prefix that ends in / with "multiModel"'],
    ['an entry point has no files', { framework: 'pytorch', entryPoint: 'inference.py' }, 'entryPoint: needs "artifact"'],
    ['a model package is not alone', { aws: { modelPackage: PACKAGE }, image: OWN_IMAGE }, 'image: is not given together with "aws.modelPackage"'],
    ['a model package is multi-model', { aws: { modelPackage: PACKAGE }, multiModel: {} }, 'multiModel: is not given together with "aws.modelPackage"'],
    ['a model package is in another region', { aws: { modelPackage: PACKAGE.replace('eu-west-1', 'us-east-1') } }, 'aws.modelPackage: must be in the region of the stack, eu-west-1, got "us-east-1"'],
    ['an image is in another region', { image: OWN_IMAGE.replace('eu-west-1', 'us-east-1') }, 'image: must be in the region of the stack'],
    ['containers are not alone', { containers: [{ image: OWN_IMAGE }, { image: OWN_IMAGE }], artifact: ARTIFACT }, 'artifact: is not given together with "containers"'],
    ['there is nothing to run', { framework: 'pytorch' }, 'has no model; give one of "artifact", "image", "containers", "aws.modelPackage"'],
    ['a variable has a strange name', { image: OWN_IMAGE, environment: { 'a-b': '1' } }, 'environment.a-b: must be a name'],
    ['a variable is too long', { image: OWN_IMAGE, environment: { A: 'x'.repeat(1025) } }, 'environment.A: must have at most 1024 characters, got 1025'],
    ['a variable is set twice', { artifact: ARTIFACT, framework: 'pytorch', entryPoint: 'a.py', environment: { SAGEMAKER_PROGRAM: 'b.py' } }, 'beside `entryPoint`'],
  ])('%s', (_, props, message) => {
    expect(() => model(props)).toThrow(message);
  });

  test.each([1, 16])('there are %i containers', count => {
    expect(() => model({ containers: Array.from({ length: count }, () => ({ image: OWN_IMAGE })) })).toThrow('containers');
  });

  test('there are more than 100 variables', () => {
    const environment = Object.fromEntries(Array.from({ length: 101 }, (_, index) => [`V${index}`, '1']));
    expect(() => model({ image: OWN_IMAGE, environment })).toThrow('environment: must have at most 100 variables, got 101');
  });
});

test('accepts tokens', () => {
  const { properties } = model(stack => {
    const parameter = (id: string) => new CfnParameter(stack, id).valueAsString;
    return { image: parameter('Image'), artifact: parameter('Artifact'), environment: { A: parameter('A') } };
  });
  expect(properties.PrimaryContainer).toMatchObject({ Image: { Ref: 'Image' }, ModelDataUrl: { Ref: 'Artifact' }, Environment: { A: { Ref: 'A' } } });
});
