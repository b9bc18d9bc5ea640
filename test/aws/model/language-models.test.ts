import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { BatchInference } from '../../../lib/aws/batch-inference';
import { MlPlatform } from '../../../lib/aws/ml-platform';
import { SageMakerModel, SageMakerModelProps } from '../../../lib/aws/model';
import { ModelEndpoint, ModelEndpointProps } from '../../../lib/aws/model-endpoint';
import { EndpointAlarms } from '../../../lib/aws/monitoring/endpoint-alarms';
import { ENV, endpoint, only, problemsOf, templateOf } from '../model-endpoint/fixture';

const HUB = 'hf://Qwen/Qwen3-4B-Instruct-2507:cdbee75f17c01a7cc42f958dc650907174af0554';
const FILES = 's3://models/chat/7/';
const GPU = { compute: { instances: { type: 'ml.g6.xlarge' } } };
const CHAT = { artifact: HUB, framework: 'vllm' as const };
const CUDA_13_AMI = 'al2023-ami-sagemaker-inference-gpu-4-1';

function made(props: SageMakerModelProps) {
  const stack = new Stack(new App(), 'Stack', { env: ENV });
  new SageMakerModel(stack, 'Model', { instanceType: 'ml.g6.xlarge', networkIsolation: false, ...props });
  const template = Template.fromStack(stack);
  const statements = Object.values(template.findResources('AWS::IAM::Policy')).flatMap(policy => policy.Properties.PolicyDocument.Statement);
  return { stack, container: only(template, 'AWS::SageMaker::Model').PrimaryContainer, actions: statements.flatMap(({ Action }) => Action) };
}

describe('a model of the Hugging Face Hub', () => {
  const id = 'Qwen/Qwen3-4B-Instruct-2507';
  const revision = 'cdbee75f17c01a7cc42f958dc650907174af0554';
  test.each([
    ['vllm', { SM_VLLM_MODEL: id, SM_VLLM_REVISION: revision }],
    ['djl-lmi', { HF_MODEL_ID: id, OPTION_REVISION: revision }],
    ['tgi', { HF_MODEL_ID: id, HF_MODEL_REVISION: revision }],
    ['huggingface', { HF_MODEL_ID: id, HF_MODEL_REVISION: revision }],
  ] as const)('is named to %s in the variables that it reads, and has no files', (framework, environment) => {
    const { container } = made({ artifact: HUB, framework });
    expect(container).toEqual({ Image: expect.any(String), Environment: environment });
  });

  test('may have no revision', () => {
    expect(made({ artifact: 'hf://Qwen/Qwen3-4B', framework: 'vllm' }).container.Environment).toEqual({ SM_VLLM_MODEL: 'Qwen/Qwen3-4B' });
  });

  test('asks for no permission on Amazon S3', () => {
    const { actions } = made(CHAT);
    expect(actions).toContain('ecr:BatchGetImage');
    expect(actions.filter(action => action.startsWith('s3:'))).toEqual([]);
  });

  test.each([['one model', { model: CHAT }], ['components', { components: { chat: { model: CHAT, accelerators: 1 } } }],
    ['a shadow', { model: { ...CHAT, artifact: FILES }, shadow: { model: CHAT } }],
    ['variants', { variants: { a: { model: CHAT } } }]])('needs a network, on an endpoint with %s', (_, { model, ...definition }: ModelEndpointProps) => {
    expect(problemsOf({ ...GPU, ...definition }, model)).toEqual([
      'networkIsolation: must be false for a model that its container downloads from the Hugging Face Hub; or copy its files to Amazon S3 once, '
        + 'and give that place as `artifact`, such as s3://bucket/model/',
    ]);
    expect(problemsOf({ ...GPU, ...definition, networkIsolation: false }, model)).toEqual([]);
  });

  test('needs a network that has a way out', () => {
    const stack = new Stack(new App(), 'Stack', { env: ENV });
    const platform = new MlPlatform(stack, 'Platform', { owner: 'ml@example.com', network: { isolated: {} } });
    const components = { chat: { model: CHAT, accelerators: 1 } };
    expect(() => new ModelEndpoint(stack, 'One', { ...GPU, model: CHAT, networkIsolation: false, platform }))
      .toThrow(`model.artifact: must be in Amazon S3 in an isolated network, which has no way to the Hugging Face Hub, got "${HUB}"; copy its files`);
    expect(() => new ModelEndpoint(stack, 'Several', { ...GPU, components, networkIsolation: false, platform }))
      .toThrow('components.chat.model.artifact: must be in Amazon S3 in an isolated network');
  });

  test('is not for batch inference without a network', () => {
    const stack = new Stack(new App(), 'Stack', { env: ENV });
    expect(() => new BatchInference(stack, 'Batch', { input: 's3://lake/in/', compute: { type: 'ml.g5.xlarge' }, model: CHAT }))
      .toThrow('networkIsolation: must be false for a model that its container downloads');
  });

  test.each<[string, SageMakerModelProps, string]>([
    ['another framework', { artifact: HUB, framework: 'pytorch' }, 'artifact: must be a place in Amazon S3 such as'],
    ['an image of one\'s own', { artifact: HUB, image: '111111111111.dkr.ecr.eu-west-1.amazonaws.com/serve:3' }, 'artifact: must be a place in Amazon S3 such as'],
    ['one of its files', { artifact: 'hf://Qwen/Qwen3-4B:main/model.safetensors', framework: 'vllm' }, 'must be a whole model of the Hugging Face Hub such as hf://Qwen/Qwen3-4B:main'],
    ['many models', { artifact: HUB, framework: 'djl-lmi', multiModel: {} }, 'artifact: must be a prefix that holds the models with "multiModel"'],
    ['a name that is given twice', { ...CHAT, environment: { SM_VLLM_MODEL: 'other' } }, 'environment.SM_VLLM_MODEL: must not be given beside `artifact`'],
    ['code of one\'s own', { ...CHAT, entryPoint: 'inference.py' }, 'entryPoint: needs "artifact" in Amazon S3'],
    ['no network', { ...CHAT, networkIsolation: true }, 'networkIsolation: must be false'],
  ])('is refused with %s', (_, props, message) => {
    expect(() => made(props)).toThrow(message);
  });
});

describe('files in Amazon S3', () => {
  test('are named to the one server that does not look for them', () => {
    expect(made({ artifact: FILES, framework: 'tgi', networkIsolation: true }).container).toMatchObject({
      Environment: { HF_MODEL_ID: '/opt/ml/model' }, ModelDataSource: { S3DataSource: { S3Uri: FILES } },
    });
    expect(made({ artifact: FILES, framework: 'vllm', networkIsolation: true }).container).not.toHaveProperty('Environment');
  });

  test('may be named otherwise', () => {
    const environment = { HF_MODEL_ID: '/opt/ml/model/merged' };
    expect(made({ artifact: FILES, framework: 'tgi', environment }).container.Environment).toEqual(environment);
  });
});

describe('the machines', () => {
  const amiOf = (props: ModelEndpointProps) => only(templateOf({ networkIsolation: false, ...props }), 'AWS::SageMaker::EndpointConfig').ProductionVariants[0].InferenceAmiVersion;

  test.each<[string, ModelEndpointProps, string | undefined]>([
    ['an image of CUDA 13', { ...GPU, model: CHAT }, CUDA_13_AMI],
    ['components with such an image', { ...GPU, components: { chat: { model: CHAT, accelerators: 1 } } }, CUDA_13_AMI],
    ['an older image', { ...GPU, model: { ...CHAT, framework: 'tgi' } }, undefined],
    ['an image of one\'s own for CUDA 13', { ...GPU, model: { image: '111111111111.dkr.ecr.eu-west-1.amazonaws.com/serve:3-cu130' } }, CUDA_13_AMI],
    ['what was asked for', { model: CHAT, compute: { instances: { type: 'ml.g6.xlarge', aws: { inferenceAmi: 'al2-ami-sagemaker-inference-gpu-3-1' } } } },
      'al2-ami-sagemaker-inference-gpu-3-1'],
    ['machines without GPUs', {}, undefined],
  ])('have the driver for %s', (_, props, ami) => {
    expect(amiOf(props)).toBe(ami);
  });

  test('must have GPUs', () => {
    expect(() => endpoint({ model: CHAT, networkIsolation: false })).toThrow('there is no prebuilt vllm image for inference 0.28.0 for CPU instance types, got "ml.m5.large"');
    expect(problemsOf({ compute: { serverless: {} } }, { ...CHAT, artifact: 's3://models/chat/7/model.tar.gz' }))
      .toEqual(['framework: must not be "vllm" for a serverless endpoint, which has no GPU; use `compute.instances`']);
  });
});

describe('alarms', () => {
  const descriptions = (template: Template) => Object.values(template.findResources('AWS::CloudWatch::Alarm')).map(({ Properties }) => Properties.AlarmDescription as string);

  test.each<[string, ModelEndpointProps, boolean]>([
    ['a server of language models', { ...GPU, model: CHAT }, false],
    ['components of such servers', { ...GPU, components: { chat: { model: CHAT, accelerators: 1 } }, rollout: { rolling: { percent: 50 } } }, false],
    ['another framework', { ...GPU, model: { artifact: 's3://models/vision/7/model.tar.gz', framework: 'pytorch' } }, true],
  ])('watch GPUs only where it says something how full they are: %s', (_, props, watched) => {
    const stack = new Stack(new App(), 'Stack', { env: ENV });
    const own = new ModelEndpoint(stack, 'Endpoint', { name: 'chat', networkIsolation: false, ...props });
    new EndpointAlarms(stack, 'Alarms', { endpoint: own });
    const template = Template.fromStack(stack);
    expect(descriptions(template).filter(text => text.includes("the machines' GPU memory is"))).toHaveLength(watched ? 1 : 0);
    expect(descriptions(template).filter(text => text.includes("the machines' GPU is"))).toHaveLength(watched ? 1 : 0);
    expect(descriptions(template).filter(text => text.includes("the machines' memory is"))).toHaveLength(1);
    const expressions = JSON.stringify(Object.values(template.findResources('AWS::CloudWatch::Alarm')));
    expect(expressions.includes('MAX([memory, cpu, gpu, gpuMemory])')).toBe(watched);
    expect(expressions.includes('MAX([memory, cpu])')).toBe(!watched);
  });
});

describe('secrets', () => {
  test('are in the template by name alone, and a warning says who reads them', () => {
    const { container, stack } = made({ ...CHAT, secrets: { HF_TOKEN: 'hugging-face#token', OTHER: 'team/other' } });
    expect(container.Environment).toMatchObject({
      HF_TOKEN: '{{resolve:secretsmanager:hugging-face:SecretString:token}}', OTHER: '{{resolve:secretsmanager:team/other:SecretString}}',
    });
    Annotations.fromStack(stack).hasWarning('/Stack/Model', Match.stringLikeRegexp('whoever may call sagemaker:DescribeModel reads the value of HF_TOKEN, OTHER'));
  });

  test('need no warning where there are none', () => {
    Annotations.fromStack(made(CHAT).stack).hasNoWarning('*', Match.stringLikeRegexp('DescribeModel'));
  });

  test.each<[string, SageMakerModelProps, string]>([
    ['are no values', { ...CHAT, secrets: { HF_TOKEN: 'a value with spaces' } }, 'secrets.HF_TOKEN: must be the name of a secret such as hugging-face'],
    ['are given once', { ...CHAT, secrets: { A: 'one' }, environment: { A: '1' } }, 'secrets.A: is given in `environment` too; remove it there'],
    ['have names of variables', { ...CHAT, secrets: { 'a-b': 'one' } }, 'a-b: must be a name of letters, digits and underscores'],
  ])('%s', (_, props, message) => {
    expect(() => made(props)).toThrow(message);
  });
});
