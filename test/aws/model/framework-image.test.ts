import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { FactName, RegionInfo } from 'aws-cdk-lib/region-info';
import { frameworkImage, ImageRequest, imageProblems } from '../../../lib/aws/model/framework-image';
import { DEFAULT_VERSIONS, FRAMEWORK_IMAGES, IMAGE_ACCOUNTS } from '../../../lib/aws/model/framework-image-table';
import { isLanguageModelServer } from '../../../lib/definition/language-model-server';
import { Framework } from '../../../lib/definition/values';
import { Problems } from '../../../lib/private/problems';

const FRAMEWORKS = Object.keys(FRAMEWORK_IMAGES).filter(framework => !isLanguageModelServer(framework)) as Framework[];

function stackIn(region?: string): Stack {
  return new Stack(new App(), 'Stack', region ? { env: { region, account: '111111111111' } } : {});
}

function messages(request: ImageRequest, region?: string): string[] {
  const problems = new Problems();
  imageProblems(request, region, problems);
  return problems.all.map(problem => problem.message);
}

test.each<[string, ImageRequest, string]>([
  ['eu-west-1', { framework: 'xgboost', purpose: 'training' }, '141502667606.dkr.ecr.eu-west-1.amazonaws.com/sagemaker-xgboost:3.0-5'],
  ['eu-west-1', { framework: 'sklearn', purpose: 'inference' }, '141502667606.dkr.ecr.eu-west-1.amazonaws.com/sagemaker-scikit-learn:1.2-1-cpu-py3'],
  ['us-east-1', { framework: 'pytorch', version: '2.5', purpose: 'training', instanceType: 'ml.g5.xlarge' },
    '763104351884.dkr.ecr.us-east-1.amazonaws.com/pytorch-training:2.5.1-gpu-py311'],
  ['us-east-1', { framework: 'pytorch', purpose: 'inference', instanceType: 'ml.c5.large' },
    '763104351884.dkr.ecr.us-east-1.amazonaws.com/pytorch-inference:2.6.0-cpu-py312'],
  ['cn-north-1', { framework: 'tensorflow', purpose: 'inference', instanceType: 'ml.p3.2xlarge' },
    '727897471807.dkr.ecr.cn-north-1.amazonaws.com.cn/tensorflow-inference:2.19.0-gpu'],
  ['us-gov-west-1', { framework: 'huggingface', purpose: 'training', instanceType: 'ml.g4dn.xlarge' },
    '442386744353.dkr.ecr.us-gov-west-1.amazonaws.com/huggingface-pytorch-training:2.5.1-transformers4.49.0-gpu-py311-cu124-ubuntu22.04'],
  ['eu-west-1', { framework: 'xgboost', version: '1.7-1', purpose: 'inference', instanceType: 'ml.g5.xlarge' },
    '141502667606.dkr.ecr.eu-west-1.amazonaws.com/sagemaker-xgboost:1.7-1'],
  ['us-east-1', { framework: 'vllm', purpose: 'inference', instanceType: 'ml.g6.xlarge' },
    '763104351884.dkr.ecr.us-east-1.amazonaws.com/vllm:0.28.0-gpu-py312-cu130-ubuntu24.04-sagemaker'],
  ['eu-west-1', { framework: 'djl-lmi', version: '0.35', purpose: 'inference' },
    '763104351884.dkr.ecr.eu-west-1.amazonaws.com/djl-inference:0.35.0-lmi17.0.0-cu128'],
  ['eusc-de-east-1', { framework: 'tgi', purpose: 'inference', instanceType: 'ml.g5.2xlarge' },
    '204133271717.dkr.ecr.eusc-de-east-1.amazonaws.eu/huggingface-pytorch-tgi-inference:2.7.0-tgi3.3.6-gpu-py311-cu124-ubuntu22.04'],
])('names the image in %s for %j', (region, request, uri) => {
  expect(frameworkImage(stackIn(region), request)).toBe(uri);
});

test('finds the account in a mapping, made once for each publisher, when the region is only known at deployment', () => {
  const stack = stackIn();
  const image = frameworkImage(stack, { framework: 'xgboost', purpose: 'training' });
  frameworkImage(stack, { framework: 'sklearn', purpose: 'training' });
  frameworkImage(stack, { framework: 'pytorch', purpose: 'training' });
  expect(stack.resolve(image)).toEqual({
    'Fn::Join': ['', [
      { 'Fn::FindInMap': ['AlgorithmImageAccounts', { Ref: 'AWS::Region' }, 'account'] },
      '.dkr.ecr.', { Ref: 'AWS::Region' }, '.', { Ref: 'AWS::URLSuffix' }, '/sagemaker-xgboost:3.0-5',
    ]],
  });
  const { Mappings } = Template.fromStack(stack).toJSON();
  expect(Object.keys(Mappings)).toEqual(['AlgorithmImageAccounts', 'DeepLearningImageAccounts']);
  expect(Mappings.DeepLearningImageAccounts['eu-south-1']).toEqual({ account: '692866216735' });
});

test('fails when the region has no known image, and says which have', () => {
  const place = stackIn('xx-nowhere-1');
  expect(() => frameworkImage(place, { framework: 'xgboost', purpose: 'training' }))
    .toThrow(/no prebuilt xgboost image for training in region "xx-nowhere-1", only in af-south-1, .*us-west-2; set `image`/);
});

test('fails when the version is not known, and says which are, newest first', () => {
  expect(() => frameworkImage(stackIn('eu-west-1'), { framework: 'sklearn', version: '0.24', purpose: 'inference' }))
    .toThrow('got "0.24"; known are 1.2-1, 1.0-1; for another one set `image`');
});

test('does not take a version number for the beginning of another one', () => {
  expect(messages({ framework: 'pytorch', version: '2', purpose: 'training' })).toEqual([]);
  expect(messages({ framework: 'tensorflow', version: '2.1', purpose: 'training' })).toHaveLength(1);
});

test.each<[ImageRequest, RegExp]>([
  [{ framework: 'pytorch', purpose: 'inference', instanceType: 'ml.c7g.large' }, /Graviton/],
  [{ framework: 'pytorch', purpose: 'inference', instanceType: 'ml.inf2.xlarge' }, /Inferentia/],
  [{ framework: 'pytorch', purpose: 'training', instanceType: 'ml.trn1.2xlarge' }, /Trainium/],
  [{ framework: 'sklearn', purpose: 'training', instanceType: 'ml.g5.xlarge' }, /for GPU instance types, got "ml.g5.xlarge"; choose a CPU type/],
  [{ framework: 'vllm', purpose: 'inference', instanceType: 'ml.m5.xlarge' }, /for CPU instance types, got "ml.m5.xlarge"; choose a GPU type/],
  [{ framework: 'vllm', purpose: 'inference', instanceType: 'ml.inf2.xlarge' }, /Inferentia/],
  [{ framework: 'huggingface', purpose: 'training', instanceType: 'ml.m5.xlarge' }, /for CPU instance types, got "ml.m5.xlarge"; choose a GPU type/],
])('fails when no image is made for the processor: %j', (request, message) => {
  expect(messages(request)).toEqual([expect.stringMatching(message)]);
});

test('accepts a token as region and as instance type', () => {
  expect(messages({ framework: 'sklearn', purpose: 'training', instanceType: '${Token[Type.1]}' }, '${Token[Region.1]}')).toEqual([]);
});

test.each(FRAMEWORKS)('has a training and a serving image of the default version of %s, so that a model is served as it was trained', framework => {
  const version = DEFAULT_VERSIONS[framework];
  expect(FRAMEWORK_IMAGES[framework].training!.versions).toHaveProperty([version]);
  expect(FRAMEWORK_IMAGES[framework].inference.versions).toHaveProperty([version]);
});

test('agrees with the deep-learning accounts that the CDK knows', () => {
  for (const { name } of RegionInfo.regions) {
    const account = IMAGE_ACCOUNTS.deepLearning[name];
    if (account) expect([undefined, account]).toContain(RegionInfo.get(name).dlcRepositoryAccount);
  }
  expect(FactName.DLC_REPOSITORY_ACCOUNT).toBe('dlcRepositoryAccount');
});

test.each([['algorithms', 'xgboost'], ['deepLearning', 'pytorch']] as const)('names the hosts of %s as the CDK does, in every region', (publisher, framework) => {
  for (const region of Object.keys(IMAGE_ACCOUNTS[publisher])) {
    const [host] = frameworkImage(stackIn(region), { framework, purpose: 'inference' }).split('/');
    expect(host).toBe(`${IMAGE_ACCOUNTS[publisher][region]}.dkr.ecr.${region}.${RegionInfo.get(region).domainSuffix}`);
  }
});

test('writes every account as twelve digits', () => {
  Object.values(IMAGE_ACCOUNTS).flatMap(accounts => Object.values(accounts)).forEach(account => expect(account).toMatch(/^\d{12}$/));
});
