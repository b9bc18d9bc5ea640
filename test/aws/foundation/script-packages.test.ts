import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { BatchInference } from '../../../lib/aws/batch-inference';
import { MlPlatform, MlPlatformProps } from '../../../lib/aws/ml-platform';
import { SageMakerModel } from '../../../lib/aws/model';
import { ModelEndpoint } from '../../../lib/aws/model-endpoint';
import { ModelMonitor, ModelMonitorProps, MonitorProgram } from '../../../lib/aws/monitoring';
import { TrainingPipeline } from '../../../lib/aws/training-pipeline';
import { StepDefinition } from '../../../lib/definition';
import { checkedApp, findings } from '../../quality/policy-checks';

type Json = ReturnType<typeof JSON.parse>;

const ISOLATED: MlPlatformProps = { namePrefix: 'risk', network: { isolated: {} } };
const REPOSITORY = 'arn:aws:codeartifact:eu-west-1:111111111111:repository/packages-risk/python';
const IMAGE = '111111111111.dkr.ecr.eu-west-1.amazonaws.com/own:1';
const PROCESS: StepDefinition = { process: { script: 'a.py' } };
const TRAIN: StepDefinition = { train: { script: 'a.py', framework: 'xgboost' } };
const TUNE: StepDefinition = {
  tune: { script: 'a.py', framework: 'xgboost', metrics: { auc: 'auc=(.*)' }, objective: 'auc', ranges: { eta: { continuous: [0.1, 0.3] } } },
};

function folder(...files: string[]): string {
  const directory = mkdtempSync(join(tmpdir(), 'scripts-'));
  for (const file of ['a.py', ...files]) {
    mkdirSync(dirname(join(directory, file)), { recursive: true });
    writeFileSync(join(directory, file), 'pandas==2.3.3\n');
  }
  return directory;
}

const [PLAIN, NEEDY, PROVIDED] = [folder(), folder('requirements.txt'), folder('requirements.txt', 'wheels/pandas-2.3.3-py3-none-any.whl')];

function stackIn(app: App = new App()): Stack {
  return new Stack(app, 'Stack', { env: { account: '111111111111', region: 'eu-west-1' } });
}

/** Text of a template with its references resolved as far as they are known. */
function flat(value: Json): string {
  if (typeof value === 'string') return value;
  if (value['Fn::Join']) return value['Fn::Join'][1].map(flat).join(value['Fn::Join'][0]);
  if (value['Fn::GetAtt']) return value['Fn::GetAtt'].join('.');
  return value.Ref === 'AWS::Partition' ? 'aws' : value.Ref;
}

function stepOf(step: StepDefinition, sourceDirectory: string, platformProps: MlPlatformProps): { Arguments: Json; actions: string } {
  const stack = stackIn();
  new TrainingPipeline(stack, 'Training', { steps: { s: step }, sourceDirectory, platform: new MlPlatform(stack, 'Platform', platformProps) });
  const template = Template.fromStack(stack);
  const [pipeline] = Object.values(template.findResources('AWS::SageMaker::Pipeline'));
  const { Arguments } = JSON.parse(flat(pipeline!.Properties.PipelineDefinition.PipelineDefinitionBody)).Steps[0];
  return { Arguments: Arguments.TrainingJobDefinition ?? Arguments, actions: actionsOf(template) };
}

function actionsOf(template: Template): string {
  return JSON.stringify(template.findResources('AWS::IAM::Policy'));
}

function monitorIn(stack: Stack, platformProps: MlPlatformProps, props: Partial<ModelMonitorProps> = {}): ModelMonitor {
  return new ModelMonitor(stack, 'Monitor', {
    endpoint: ModelEndpoint.fromEndpointAttributes(stack, 'Endpoint', { endpointName: 'risk', captureUri: 's3://acme-data/capture/risk/' }),
    platform: new MlPlatform(stack, 'Platform', platformProps),
    dataDrift: { baseline: 's3://acme-data/baseline/' },
    ...props,
  });
}

function jobOf(stack: Stack): Json {
  const [schedule] = Object.values(Template.fromStack(stack).findResources('AWS::Scheduler::Schedule'));
  return JSON.parse(flat(schedule!.Properties.Target.Input));
}

describe('scripts of a pipeline on a platform with an index', () => {
  test.each([['process', PROCESS], ['train', TRAIN], ['tune', TUNE]])('%s: know the repository, and may read it', (_, step) => {
    const { Arguments, actions } = stepOf(step, NEEDY, ISOLATED);
    expect(Arguments.Environment.CA_REPOSITORY_ARN).toBe(REPOSITORY);
    expect(actions).toContain('codeartifact:ReadFromRepository');
  });

  test.each([['process', PROCESS], ['train', TRAIN], ['tune', TUNE]])('%s: know and may nothing of it without packages, or with wheels', (_, step) => {
    for (const sources of [PLAIN, PROVIDED]) {
      const { Arguments, actions } = stepOf(step, sources, ISOLATED);
      expect(Arguments.Environment?.CA_REPOSITORY_ARN).toBeUndefined();
      expect(actions).not.toContain('codeartifact');
    }
  });

  test.each([['train', TRAIN], ['tune', TUNE]])('%s: are started by the launcher, as not every image knows of CodeArtifact', (_, step) => {
    const { Arguments } = stepOf(step, NEEDY, ISOLATED);
    expect((Arguments.HyperParameters ?? Arguments.StaticHyperParameters).sagemaker_program).toBe('"mlops_launch.py"');
    expect(Arguments.Environment.MLOPS_SCRIPT).toBe('a.py');
    expect(Arguments.EnableNetworkIsolation).toBe(false);
  });

  test('a folder of wheels needs no network', () => {
    expect(stepOf(PROCESS, PROVIDED, ISOLATED).Arguments.NetworkConfig.EnableNetworkIsolation).toBe(true);
    const { Arguments } = stepOf(TRAIN, PROVIDED, {});
    expect(Arguments.EnableNetworkIsolation).toBe(true);
    expect(Arguments.HyperParameters.sagemaker_program).toBe('"mlops_launch.py"');
  });
});

test('without an index a training image runs its script itself, with the folder at the top of the archive', () => {
  const { Arguments, actions } = stepOf(TRAIN, NEEDY, { namePrefix: 'risk' });
  expect(Arguments.HyperParameters.sagemaker_program).toBe('"a.py"');
  expect(Arguments.Environment).toBeUndefined();
  expect(actions).not.toMatch(/codeartifact|GetServiceBearerToken/);
});

describe('the program of a monitor', () => {
  test('knows the repository of the platform, and may read it', () => {
    const stack = stackIn();
    monitorIn(stack, ISOLATED);
    expect(jobOf(stack).Environment).toMatchObject({ CA_REPOSITORY_ARN: REPOSITORY, MONITOR_CHECK: 'data-drift' });
    expect(actionsOf(Template.fromStack(stack))).toContain('codeartifact:GetAuthorizationToken');
  });

  test('knows and may nothing of it without one, or as an image', () => {
    for (const props of [{}, { program: MonitorProgram.fromImage(IMAGE) }]) {
      const stack = stackIn();
      monitorIn(stack, 'program' in props ? ISOLATED : {}, props);
      expect(jobOf(stack).Environment.CA_REPOSITORY_ARN).toBeUndefined();
      expect(actionsOf(Template.fromStack(stack))).not.toContain('codeartifact');
    }
  });
});

describe('containers of models', () => {
  const model = { artifact: 's3://acme-models/risk/model.tar.gz', framework: 'pytorch' as const };

  test('know the repository when they have a network', () => {
    const stack = stackIn();
    const platform = new MlPlatform(stack, 'Platform', ISOLATED);
    new SageMakerModel(stack, 'Model', { ...model, platform, networkIsolation: false });
    new ModelEndpoint(stack, 'Endpoint', { model, platform, networkIsolation: false });
    new BatchInference(stack, 'Batch', { model, platform, input: 's3://acme-data/in/', schedule: 'daily', networkIsolation: false });
    const models = Object.values(Template.fromStack(stack).findResources('AWS::SageMaker::Model'));
    const known = models.map(({ Properties }) => flat(Properties.PrimaryContainer.Environment.CA_REPOSITORY_ARN));
    expect(known).toEqual([REPOSITORY, REPOSITORY, REPOSITORY]);
    expect(actionsOf(Template.fromStack(stack)).split('codeartifact:ReadFromRepository')).toHaveLength(4);
  });

  test('that a version brings know it too', () => {
    const stack = stackIn();
    const modelPackage = 'arn:aws:sagemaker:eu-west-1:111111111111:model-package/risk/7';
    new SageMakerModel(stack, 'Model', { aws: { modelPackage }, platform: new MlPlatform(stack, 'Platform', ISOLATED), networkIsolation: false });
    const [{ Properties }] = Object.values(Template.fromStack(stack).findResources('AWS::SageMaker::Model')) as [Json];
    expect(flat(Properties.PrimaryContainer.Environment.CA_REPOSITORY_ARN)).toBe(REPOSITORY);
  });

  test('know nothing of it when they have none, as by default', () => {
    const stack = stackIn();
    new ModelEndpoint(stack, 'Endpoint', { model, platform: new MlPlatform(stack, 'Platform', ISOLATED) });
    expect(JSON.stringify(Template.fromStack(stack).findResources('AWS::SageMaker::Model'))).not.toContain('CA_REPOSITORY_ARN');
    expect(actionsOf(Template.fromStack(stack))).not.toContain('codeartifact');
  });
});

describe('where there is no way to packages', () => {
  const nothing: MlPlatformProps = { ...ISOLATED, packages: { none: {} } };
  const advice = 'installs a requirements.txt when its job starts, and an isolated network has no way to PyPI; '
    + 'set `packages: { codeArtifact: {} }` of the environment or platform, put a folder `wheels` beside requirements.txt, or use an image that has the packages';

  test.each([['process', PROCESS], ['train', TRAIN], ['tune', TUNE]])('fails when the script of a %s step needs some', (kind, step) => {
    expect(() => stepOf(step, NEEDY, nothing)).toThrow(`steps.s.${kind}.script: the script ${advice}`);
  });

  test('accepts scripts that need none, bring them, or run in an image that may have them', () => {
    expect(() => stepOf(PROCESS, PLAIN, nothing)).not.toThrow();
    expect(() => stepOf(TRAIN, PROVIDED, nothing)).not.toThrow();
    expect(() => stepOf({ process: { script: 'a.py', image: IMAGE } }, NEEDY, nothing)).not.toThrow();
  });

  test('fails when the program of a monitor needs some', () => {
    expect(() => monitorIn(stackIn(), nothing)).toThrow(`program: the program ${advice}`);
    expect(() => monitorIn(stackIn(), nothing, { program: MonitorProgram.fromScript({ directory: NEEDY, entryPoint: 'a.py' }) })).toThrow(advice);
  });

  test('accepts a monitor that only watches the endpoint, that brings its packages, or that is an image', () => {
    expect(() => monitorIn(stackIn(), nothing, { dataDrift: undefined })).not.toThrow();
    expect(() => monitorIn(stackIn(), nothing, { program: MonitorProgram.fromScript({ directory: PROVIDED, entryPoint: 'a.py' }) })).not.toThrow();
    expect(() => monitorIn(stackIn(), nothing, { program: MonitorProgram.fromImage(IMAGE) })).not.toThrow();
  });
});

test('policy checks find nothing in jobs that install from an index', () => {
  const app = checkedApp();
  const stack = stackIn(app);
  const monitor = monitorIn(stack, ISOLATED);
  new TrainingPipeline(stack, 'Training', {
    steps: { s: PROCESS, t: TRAIN, u: TUNE }, sourceDirectory: NEEDY, platform: new MlPlatform(stack, 'Second', { ...ISOLATED, namePrefix: 'second' }),
  });
  expect(monitor.role).toBeDefined();
  expect(findings(app)).toEqual([]);
});
