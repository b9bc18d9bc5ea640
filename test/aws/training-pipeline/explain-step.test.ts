import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, CfnParameter } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { documentOf, Json, SOURCES, statementsOf, stepOf, TestStack } from './pipelines';
import { IMlPlatform } from '../../../lib/aws/foundation/platform';
import { MlPlatform } from '../../../lib/aws/ml-platform';
import { trainingPipelineRegionLimits, trainingPipelineLimits } from '../../../lib/aws/training-pipeline/training-pipeline-limits';
import { JobSettingsDefinition, StepDefinition, TrainStepDefinition } from '../../../lib/definition';
import { ExplainStepDefinition } from '../../../lib/definition/pipeline/steps/explain-step-definition';
import { Problems, renderPath } from '../../../lib/private/problems';
import { checkedApp, findings } from '../../quality/policy-checks';

const OWN_IMAGE = '111111111111.dkr.ecr.eu-west-1.amazonaws.com/own:1';
const XGBOOST: TrainStepDefinition = { script: 'src/train.py', framework: 'xgboost' };
const OF_MODEL: ExplainStepDefinition = { model: 'train.model', data: 's3://lake/test/' };
const OF_ENDPOINT: ExplainStepDefinition = { endpoint: 'Churn-Prod', data: 's3://lake/test/' };

type Steps = { [name: string]: StepDefinition };

function steps(explain: ExplainStepDefinition, train: TrainStepDefinition = XGBOOST, more: Partial<StepDefinition> = {}): Steps {
  return { train: { train }, explain: { explain, ...more } };
}

interface Rendered { readonly step: Json; readonly stack: TestStack; readonly document: Json }

function rendered(explain: ExplainStepDefinition, train?: TrainStepDefinition): Rendered {
  const stack = new TestStack();
  stack.pipeline({ steps: steps(explain, train) });
  const document = documentOf(stack.template);
  return { step: stepOf(document, 'explain'), stack, document };
}

/** The configuration that a step has uploaded, found by where its job reads it. */
function configOf({ step, stack }: Rendered): Json {
  const uri: string = step.Arguments.ProcessingInputs.find((input: Json) => input.InputName === 'config').S3Input.S3Uri;
  const { directory } = (stack.node.root as App).synth();
  return JSON.parse(readFileSync(join(directory, `asset.${uri.split('/').at(-1)}`), 'utf8'));
}

const placesOf = (step: Json): Json => Object.fromEntries(step.Arguments.ProcessingInputs.map((input: Json) => [input.InputName, input.S3Input]));
const withAction = (stack: TestStack, action: string): Json[] =>
  statementsOf(stack.template).filter((statement: Json) => [statement.Action].flat().includes(action));

describe('a model as files', () => {
  const result = rendered(OF_MODEL);
  const { Arguments, PropertyFiles, Type } = result.step;

  test('is explained by the packed program, which reads model, data, configuration and code', () => {
    expect(Type).toBe('Processing');
    expect(Arguments.AppSpecification.ContainerEntrypoint).toEqual(['/bin/sh', '-c', expect.stringContaining('mlops_launch.py'), 'explain.py']);
    const places = placesOf(result.step);
    expect(Object.keys(places)).toEqual(['model', 'data', 'config', 'code']);
    expect(places.model.S3Uri).toEqual({ Get: 'Steps.train.ModelArtifacts.S3ModelArtifacts' });
    expect(places.data.S3Uri).toBe('s3://lake/test/');
    for (const [name, { LocalPath }] of Object.entries<Json>(places)) expect(LocalPath).toBe(`/opt/ml/processing/input/${name}`);
  });

  test('is found where the program is told, with its packages apart from those of the model', () => {
    expect(Arguments.Environment).toEqual({
      EXPLAIN_CONFIG: '/opt/ml/processing/input/config',
      EXPLAIN_DATA: '/opt/ml/processing/input/data',
      EXPLAIN_MODEL: '/opt/ml/processing/input/model',
      EXPLAIN_REPORT: '/opt/ml/processing/output/report',
      MLOPS_PACKAGES: '/tmp/packages',
    });
  });

  test('has a report in a place of every run, whose metrics conditions read', () => {
    expect(Arguments.ProcessingOutputConfig).toEqual({
      KmsKeyId: '<Key.Arn>',
      Outputs: [{
        OutputName: 'report',
        S3Output: {
          S3Uri: { 'Std:Join': { On: '/', Values: ['s3://artifacts/pipelines/Credit-Risk', { Get: 'Execution.PipelineExecutionId' }, 'explain', 'report'] } },
          LocalPath: '/opt/ml/processing/output/report',
          S3UploadMode: 'EndOfJob',
        },
      }],
    });
    expect(PropertyFiles).toEqual([{ PropertyFileName: 'metrics', OutputName: 'report', FilePath: 'metrics.json' }]);
  });

  test('is encrypted, and on one machine', () => {
    expect(Arguments.ProcessingResources.ClusterConfig).toEqual({ InstanceType: 'ml.m5.xlarge', InstanceCount: 1, VolumeSizeInGB: 30, VolumeKmsKeyId: '<Key.Arn>' });
    expect(Arguments.StoppingCondition).toEqual({ MaxRuntimeInSeconds: 86_400 });
  });

  test('may come from Amazon S3, which the role may read', () => {
    const other = rendered({ model: 's3://models/churn/model.tar.gz', framework: 'sklearn', data: 's3://lake/test/' });
    expect(placesOf(other.step).model.S3Uri).toBe('s3://models/churn/model.tar.gz');
    expect(JSON.stringify(withAction(other.stack, 's3:GetObject'))).toContain(':s3:::models/churn/model.tar.gz');
  });

  test('gives no permission to ask an endpoint', () => {
    expect(withAction(result.stack, 'sagemaker:InvokeEndpoint')).toEqual([]);
  });
});

describe('the image', () => {
  const imageOf = (explain: ExplainStepDefinition, train?: TrainStepDefinition) => rendered(explain, train).step.Arguments.AppSpecification.ImageUri;

  test('is the one that trained the model, which is loaded by the packages that it was trained with', () => {
    expect(imageOf(OF_MODEL)).toMatch(/sagemaker-xgboost:3\.0-5$/);
    expect(imageOf(OF_MODEL, { ...XGBOOST, framework: 'sklearn', frameworkVersion: '1.4-2' })).toMatch(/sagemaker-scikit-learn:1\.4-2-cpu-py3$/);
    expect(imageOf(OF_MODEL, { image: OWN_IMAGE })).toBe(OWN_IMAGE);
  });

  test('is what the step says, when it says it', () => {
    expect(imageOf({ ...OF_MODEL, framework: 'sklearn' })).toMatch(/sagemaker-scikit-learn:1\.2-1-cpu-py3$/);
    expect(imageOf({ ...OF_MODEL, frameworkVersion: '3.0' })).toMatch(/sagemaker-xgboost:3\.0-5$/);
    expect(imageOf({ ...OF_MODEL, image: OWN_IMAGE })).toBe(OWN_IMAGE);
  });

  test('is for the machine of the step, not of the one that trained', () => {
    const trained: TrainStepDefinition = { script: 'src/train.py', framework: 'pytorch', compute: { type: 'ml.g5.xlarge' } };
    expect(imageOf(OF_MODEL, trained)).toMatch(/pytorch-training:2\.6\.0-cpu/);
    expect(imageOf({ ...OF_MODEL, compute: { type: 'ml.g5.xlarge' } }, trained)).toMatch(/pytorch-training:2\.6\.0-gpu/);
  });

  test('only has to have Python for an endpoint', () => {
    expect(imageOf(OF_ENDPOINT)).toMatch(/sagemaker-scikit-learn:1\.4-2-cpu-py3$/);
  });

  test('may be pulled', () => {
    expect(JSON.stringify(withAction(rendered(OF_MODEL).stack, 'ecr:BatchGetImage'))).toContain(':repository/sagemaker-xgboost');
  });
});

describe('an endpoint', () => {
  const { step, stack } = rendered({ ...OF_ENDPOINT, request: { variant: 'blue' } });

  test('is asked by its name, in the region of the stack', () => {
    expect(step.Arguments.Environment).toMatchObject({ EXPLAIN_ENDPOINT: 'Churn-Prod', EXPLAIN_VARIANT: 'blue', AWS_DEFAULT_REGION: 'eu-west-1' });
    expect(step.Arguments.Environment).not.toHaveProperty('EXPLAIN_MODEL');
    expect(Object.keys(placesOf(step))).toEqual(['data', 'config', 'code']);
  });

  test('may be asked, this one and no other', () => {
    expect(withAction(stack, 'sagemaker:InvokeEndpoint').map(({ Action, Resource }: Json) => ({ Action, Resource }))).toEqual([{
      Action: 'sagemaker:InvokeEndpoint',
      Resource: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':sagemaker:eu-west-1:111111111111:endpoint/churn-prod']] },
    }]);
  });

  test('may be known only at deployment', () => {
    const other = new TestStack();
    other.pipeline({ steps: steps({ endpoint: new CfnParameter(other, 'Name').valueAsString, data: 's3://lake/test/' }) });
    expect(JSON.stringify(withAction(other, 'sagemaker:InvokeEndpoint'))).toContain(':endpoint/",{"Ref":"Name"}');
  });

  test('is explained anew in every run, unless the step says otherwise: its model changes behind its name', () => {
    const cached = (explain: ExplainStepDefinition, cache?: string) => {
      const other = new TestStack();
      other.pipeline({ cache: '30d', steps: steps(explain, XGBOOST, { cache }) });
      return stepOf(documentOf(other.template), 'explain').CacheConfig;
    };
    expect(cached(OF_MODEL)).toEqual({ Enabled: true, ExpireAfter: 'P30D' });
    expect(cached(OF_ENDPOINT)).toBeUndefined();
    expect(cached(OF_ENDPOINT, '1d')).toEqual({ Enabled: true, ExpireAfter: 'P1D' });
  });
});

describe('the configuration', () => {
  test('holds what the step says under the names of the program, and nothing else', () => {
    const own: Omit<ExplainStepDefinition, 'data' | 'model'> = {
      columns: { label: 'outcome', id: 'number', ignore: ['name'], categorical: ['plan'] },
      output: 1,
      request: { format: 'split', batchSize: 9 },
      entryPoint: 'serve.py',
      rows: { at: [3, 0] },
      sampling: { size: 7, background: 8, seed: 5 },
      methods: { shap: { permutations: 3 }, lime: { samples: 100 }, partialDependence: { features: ['age'], points: 6 } },
      stability: { atLeast: 0.8, repeats: 2, top: 4 },
      agreement: { atLeast: 0.5 },
    };
    const config = {
      label: 'outcome',
      id: 'number',
      ignore: ['name'],
      categorical: ['plan'],
      output: 1,
      request: 'split',
      entryPoint: 'serve.py',
      rows: { at: [3, 0] },
      sampleSize: 7,
      backgroundSize: 8,
      batchSize: 9,
      repeats: 2,
      top: 4,
      seed: 5,
      shap: { permutations: 3 },
      lime: { samples: 100 },
      partialDependence: { features: ['age'], points: 6 },
      stability: { atLeast: 0.8 },
      agreement: { atLeast: 0.5 },
    };
    expect(configOf(rendered({ ...OF_MODEL, ...own, timeout: '1h', compute: { type: 'ml.m5.large' }, environment: { LEVEL: 'info' } }))).toEqual({ version: 1, ...config });
    expect(configOf(rendered(OF_MODEL))).toEqual({ version: 1 });
  });

  test('is another object when anything in it changes, so that no stale result is reused, and the same when nothing does', () => {
    const placeOf = (explain: ExplainStepDefinition) => placesOf(rendered(explain).step).config.S3Uri;
    expect(placeOf({ ...OF_MODEL, sampling: { seed: 1 } })).not.toBe(placeOf(OF_MODEL));
    expect(placeOf({ ...OF_MODEL, timeout: '1h' })).toBe(placeOf(OF_MODEL));
  });

  test('is shared by steps with the same one', () => {
    const stack = new TestStack();
    stack.pipeline({ steps: { ...steps(OF_MODEL), again: { explain: OF_ENDPOINT } } });
    const document = documentOf(stack.template);
    expect(placesOf(stepOf(document, 'again')).config).toEqual(placesOf(stepOf(document, 'explain')).config);
  });

  test('may be read, this object and no other of the assets', () => {
    const { step, stack } = rendered(OF_MODEL);
    const key = placesOf(step).config.S3Uri.split('/').at(-1);
    const objects = withAction(stack, 's3:GetObject').filter(({ Action }: Json) => Action === 's3:GetObject').map(({ Resource }: Json) => JSON.stringify(Resource));
    expect(objects.filter(resource => resource.includes('.json'))).toEqual([expect.stringContaining(`/${key}`)]);
    expect(withAction(stack, 's3:ListBucket').map(({ Condition }: Json) => Condition)).toContainEqual({ StringEquals: { 's3:prefix': key } });
  });
});

describe('the network', () => {
  test('is there to install packages, and to ask an endpoint', () => {
    expect(rendered(OF_MODEL).step.Arguments.NetworkConfig).toEqual({ EnableNetworkIsolation: false });
    expect(rendered(OF_ENDPOINT).step.Arguments.NetworkConfig).toEqual({ EnableNetworkIsolation: false });
  });

  test('is the VPC of the pipeline', () => {
    const stack = new TestStack();
    const vpc = new ec2.Vpc(stack, 'Vpc', { maxAzs: 2, natGateways: 0, subnetConfiguration: [{ name: 'jobs', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }] });
    stack.pipeline({ steps: steps(OF_MODEL) }, { vpc, vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED } });
    expect(stepOf(documentOf(stack.template), 'explain').Arguments.NetworkConfig.VpcConfig.Subnets).toHaveLength(2);
  });
});

describe('packages', () => {
  const onPlatform = (explain: ExplainStepDefinition, packages?: object): Rendered => {
    const stack = new TestStack();
    const platform: IMlPlatform = new MlPlatform(stack, 'Platform', { namePrefix: 'acme', network: { isolated: {} }, packages });
    stack.pipeline({ steps: steps(explain) }, { platform, encryptionKey: undefined, artifactBucket: undefined });
    const document = documentOf(stack.template);
    return { step: stepOf(document, 'explain'), stack, document };
  };
  const advice = 'installs a requirements.txt when its job starts, and an isolated network has no way to PyPI';

  test('come from the index of the platform, which the role may read', () => {
    const { step, stack } = onPlatform(OF_MODEL);
    expect(step.Arguments.Environment.CA_REPOSITORY_ARN).toContain(':repository/packages-acme/python');
    expect(withAction(stack, 'codeartifact:ReadFromRepository')).toHaveLength(1);
  });

  test.each([['a model', OF_MODEL], ['an endpoint', OF_ENDPOINT]])('fails before deployment when there is no way to them, for %s', (_, explain) => {
    expect(() => onPlatform(explain, { none: {} })).toThrow(`steps.explain.explain: the program that explains a model ${advice}`);
  });

  test('may be those of an image of your own', () => {
    expect(() => onPlatform({ ...OF_MODEL, image: OWN_IMAGE }, { none: {} })).not.toThrow();
  });
});

describe('its metrics', () => {
  const decided = (metric: string, explain: ExplainStepDefinition = OF_MODEL): Json => {
    const stack = new TestStack();
    stack.pipeline({ steps: { ...steps(explain), gate: { condition: { metric, atLeast: 0.8, then: ['end'] } }, end: { fail: { message: 'no' } } } });
    return stepOf(documentOf(stack.template), 'gate').Arguments.Conditions;
  };

  test.each(['stability', 'topOverlap', 'agreement', 'topAgreement', 'shap.stability', 'partialDependence.topOverlap'])('%s decides a condition', path => {
    expect(decided(`explain.${path}`)).toEqual([{
      Type: 'GreaterThanOrEqualTo',
      LeftValue: { 'Std:JsonGet': { PropertyFile: { Get: 'Steps.explain.PropertyFiles.metrics' }, Path: path } },
      RightValue: 0.8,
    }]);
  });

  test('are those of the methods that run', () => {
    expect(() => decided('explain.agreement', { ...OF_MODEL, methods: { shap: {} } })).toThrow('there is no metric "agreement" of step "explain"; known: "stability", "topOverlap", "shap.stability"');
    expect(() => decided('explain.lime.stability', { ...OF_MODEL, methods: { shap: {} } })).toThrow('did you mean "shap.stability"?');
  });
});

test('keeps with a version where its report is, when the version needs it', () => {
  const stack = new TestStack();
  stack.pipeline({
    steps: {
      ...steps(OF_MODEL),
      gate: { condition: { metric: 'explain.stability', atLeast: 0.5, then: ['register'] } },
      register: { register: { model: 'train.model' } },
    },
  });
  expect(stepOf(documentOf(stack.template), 'register').Arguments.CustomerMetadataProperties)
    .toEqual({ 'output.explain.report': { Get: "Steps.explain.ProcessingOutputConfig.Outputs['report'].S3Output.S3Uri" } });
});

test('hands its report to a later step', () => {
  const stack = new TestStack();
  stack.pipeline({ steps: { ...steps(OF_MODEL), publish: { process: { script: 'src/prepare.py', inputs: { report: 'explain.report' } } } } });
  expect(placesOf(stepOf(documentOf(stack.template), 'publish')).report.S3Uri).toEqual({ Get: "Steps.explain.ProcessingOutputConfig.Outputs['report'].S3Output.S3Uri" });
});

test('policy checks find nothing in it', () => {
  const app = checkedApp();
  new TestStack(undefined, app).pipeline({ steps: { ...steps(OF_MODEL), ask: { explain: OF_ENDPOINT } } }, { sourceDirectory: SOURCES });
  expect(findings(app)).toEqual([]);
});

describe('rules', () => {
  const found = (explain: ExplainStepDefinition, train: TrainStepDefinition = XGBOOST): string[] => {
    const problems = new Problems();
    trainingPipelineLimits({ steps: steps(explain, train) }, problems);
    trainingPipelineRegionLimits({ steps: steps(explain, train) }, 'eu-west-1', problems);
    return problems.all.map(problem => `${renderPath(problem.path)}: ${problem.message}`);
  };
  const set = (settings: JobSettingsDefinition): ExplainStepDefinition => ({ ...OF_MODEL, ...settings });
  const variables = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`N${index}`, 'x']));

  test.each<[string, ExplainStepDefinition, TrainStepDefinition?]>([
    ['a model of the newest image', OF_MODEL],
    ['five days and 92 variables', set({ timeout: '5d', environment: variables(92) })],
    ['an image of your own for a model of an old one', { ...OF_MODEL, image: OWN_IMAGE }, { ...XGBOOST, frameworkVersion: '1.7-1' }],
    // As a list of its own, because jest takes a parameter without a cell for a callback.
  ])('accept %s', (...[, explain, train]) => expect(found(explain, train)).toEqual([]));

  test.each<[string, ExplainStepDefinition, string, TrainStepDefinition?]>([
    ['six days', set({ timeout: '6d' }), 'timeout: must be from 1m to 5d, got "6d"'],
    ['93 variables', set({ environment: variables(93) }), 'environment: must have at most 92 variables, got 93'],
    ['two machines', set({ compute: { count: 2 } }), 'compute.count: must be 1, because one machine explains, got 2; remove it'],
    ['a variable of the program', set({ environment: { EXPLAIN_DATA: 'x' } }), 'environment.EXPLAIN_DATA: names that begin with `EXPLAIN_` or `MLOPS_` belong to the library; choose another'],
    ['a volume on local disks', set({ compute: { type: 'ml.g5.xlarge', volume: '50GiB' } }), 'compute.volume: must not be given for ml.g5.xlarge, which stores data on disks of its own; remove it'],
    ['a column that is only known at deployment', { ...OF_MODEL, methods: { partialDependence: { features: ['${Token[A.1]}'] } } },
      'methods.partialDependence: must be known when the app is synthesised, because it becomes part of a file; write the value itself'],
    ['a version that there is not', { ...OF_MODEL, frameworkVersion: '9' }, ': must be a version for which the library knows a prebuilt xgboost image for training, got "9"; known are 3.0-5, 1.7-1, 1.5-1, 1.3-1; for another one set `image`'],
    ['an image whose Python is too old', OF_MODEL, ': cannot run in the prebuilt xgboost image 1.7, whose Python is older than the 3.9 that the program needs; set `image`, or train with a newer version',
      { ...XGBOOST, frameworkVersion: '1.7' }],
    ['a machine for which the framework has no image', OF_MODEL, ': there is no prebuilt huggingface image for training 4.49.0 for CPU instance types, got "ml.m5.xlarge"; choose a GPU type or set `image`',
      { script: 'src/train.py', framework: 'huggingface', compute: { type: 'ml.g5.xlarge' } }],
  ])('fail for %s', (...[, explain, message, train]) => {
    expect(found(explain, train)).toEqual([`steps.explain.explain${message.startsWith(':') ? '' : '.'}${message}`]);
  });

  test('say a wrong version once, where the model is trained', () => {
    expect(found(OF_MODEL, { ...XGBOOST, frameworkVersion: '9' })).toEqual([expect.stringMatching(/^steps\.train\.train: must be a version/)]);
  });
});
