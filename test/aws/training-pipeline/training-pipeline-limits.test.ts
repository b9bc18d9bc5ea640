import { CREDIT_RISK, ENVIRONMENT, SOURCES, TestStack } from './pipelines';
import { trainingPipelineRegionLimits, trainingPipelineLimits, trainingPipelineSourceLimits } from '../../../lib/aws/training-pipeline/training-pipeline-limits';
import { PipelineDefinition } from '../../../lib/definition/pipeline/pipeline-definition';
import { StepDefinition } from '../../../lib/definition/pipeline/step-definition';
import { Problems, renderPath } from '../../../lib/private/problems';

function found(pipeline: PipelineDefinition): string[] {
  const problems = new Problems();
  trainingPipelineLimits(pipeline, problems);
  return problems.all.map(problem => `${renderPath(problem.path)}: ${problem.message}`);
}

const only = (step: StepDefinition): PipelineDefinition => ({ steps: { s: step } });
const process = (more: object): PipelineDefinition => only({ process: { script: 'src/a.py', ...more } });
const train = (more: object): PipelineDefinition => only({ train: { script: 'src/a.py', framework: 'xgboost', ...more } });
const tune = (more: object): PipelineDefinition =>
  only({ tune: { script: 'src/a.py', framework: 'xgboost', metrics: { auc: 'auc=(.*)' }, objective: 'auc', ranges: { eta: { continuous: [0.1, 0.5] } }, ...more } });
const names = (count: number, value: unknown = 'x') => Object.fromEntries(Array.from({ length: count }, (_, index) => [`n${index}`, value]));

test.each<[string, PipelineDefinition]>([
  ['the pipeline of the design', CREDIT_RISK],
  ['50 steps', { steps: names(50, { fail: { message: 'no' } }) as Record<string, StepDefinition> }],
  ['a processing job of five days', process({ timeout: '5d' })],
  ['a training job of 28 days', train({ timeout: '28d' })],
  ['nine inputs beside the script', process({ inputs: names(9, 's3://bucket/a/') })],
  ['97 variables', process({ environment: names(97) })],
  ['the largest volume', train({ compute: { volume: '16TiB' } })],
  ['XGBoost without a script, which is an algorithm', only({ train: { framework: 'xgboost' } })],
  ['a grid with its number of combinations', tune({ strategy: 'grid', ranges: { a: { categorical: ['1', '2'] }, b: { categorical: ['1', '2', '3'] } }, maxJobs: 6 })],
  ['an interval of twelve hours', only({ process: { script: 'src/a.py' }, retry: { interval: '12h' } })],
  ['tokens', process({ timeout: '${Token[T.1]}', compute: { volume: '${Token[V.1]}' }, image: '${Token[I.1]}' })],
])('accepts %s', (_, pipeline) => expect(found(pipeline)).toEqual([]));

test.each<[string, PipelineDefinition, string]>([
  ['51 steps', { steps: names(51, { fail: { message: 'no' } }) as Record<string, StepDefinition> }, 'steps: must have at most 50 steps, got 51'],
  ['values that are files', { steps: { s: { fail: { message: 'x'.repeat(600_000) } } } }, 'steps: must have at most 524288 bytes, with the parameters, got 6000'],
  ['201 parameters', { parameters: names(201) as Record<string, string>, steps: {} }, 'parameters: must have at most 200 parameters, got 201'],
  ['a processing job of six days', process({ timeout: '6d' }), 'steps.s.process.timeout: must be from 1m to 5d, got "6d"'],
  ['a job of a few seconds', process({ timeout: '59s' }), 'steps.s.process.timeout: must be from 1m to 5d, got "59s"'],
  ['a training job of 29 days', train({ timeout: '29d' }), 'steps.s.train.timeout: must be from 1m to 28d, got "29d"'],
  ['a size for local disks', process({ compute: { type: 'ml.g5.xlarge', volume: '100GiB' } }), 'steps.s.process.compute.volume: must not be given for ml.g5.xlarge'],
  ['a volume that is too large', process({ compute: { volume: '2TiB' } }), 'steps.s.process.compute.volume: must be from 1GiB to 1024GiB, got "2TiB"'],
  ['an image outside of Amazon ECR', process({ script: undefined, image: 'docker.io/a:1' }), 'steps.s.process.image: must be an image in Amazon ECR, got "docker.io/a:1"'],
  ['ten inputs beside the script', process({ inputs: names(10, 's3://bucket/a/') }), 'steps.s.process.inputs: must have at most 10 inputs, the script among them, got 11'],
  ['eleven outputs', process({ outputs: Object.keys(names(11)) }), 'steps.s.process.outputs: must have at most 10 outputs, the metrics among them, got 11'],
  ['an input in the place of the script', process({ inputs: { code: 's3://bucket/a/' } }), 'steps.s.process.inputs.code: is where the script is'],
  ['51 arguments', process({ arguments: names(51) }), 'steps.s.process.arguments: must have at most 50 arguments, got 51'],
  ['a long argument', process({ arguments: { a: 'x'.repeat(257) } }), 'steps.s.process.arguments.a: must have at most 256 characters, got 257'],
  ['98 variables', process({ environment: names(98) }), 'steps.s.process.environment: must have at most 97 variables, got 98'],
  ['a long variable', train({ environment: { A: 'x'.repeat(513) } }), 'steps.s.train.environment.A: must have at most 512 characters, got 513'],
  ['a variable that is no name', train({ environment: { 'a-b': 'x' } }), 'steps.s.train.environment.a-b: must be a name of letters, digits and underscores'],
  ['a framework without an algorithm', only({ train: { framework: 'sklearn' } }), 'steps.s.train.script: is needed: the sklearn image brings no algorithm'],
  ['a hyperparameter of the service', train({ hyperparameters: { sagemaker_program: 'a' } }), 'steps.s.train.hyperparameters.sagemaker_program: names that begin with `sagemaker_`'],
  ['99 hyperparameters', train({ hyperparameters: names(99) }), 'steps.s.train.hyperparameters: must have at most 98 hyperparameters, got 99'],
  ['41 metrics', train({ metrics: names(41, 'a=(.*)') }), 'steps.s.train.metrics: must have at most 40 metrics, got 41'],
  ['31 ranges', tune({ ranges: names(31, { continuous: [0, 1] }) }), 'steps.s.tune.ranges: must have at most 30 hyperparameters that vary, got 31'],
  ['a grid of numbers', tune({ strategy: 'grid' }), 'steps.s.tune.ranges.eta: must be `categorical` with strategy "grid"'],
  ['a grid with another number of jobs', tune({ strategy: 'grid', ranges: { a: { categorical: ['1', '2'] } }, maxJobs: 3 }), 'steps.s.tune.maxJobs: must be the number of combinations of the grid, 2, got 3'],
  ['a reverse-logarithmic scale up to 1', tune({ ranges: { eta: { continuous: [0, 1], scale: 'reverse-logarithmic' } } }), 'steps.s.tune.ranges.eta.continuous: must be from 0 to below 1'],
  ['spare capacity with reused results', only({ train: { script: 'src/a.py', framework: 'xgboost', spot: true }, cache: '30d' }), 'steps.s.cache: has no effect beside `spot`'],
  ['a fail step that is tried again', only({ fail: { message: 'no' }, retry: {} }), 'steps.s.retry: the service does not try fail steps again'],
  ['a condition that is reused', { steps: { s: { condition: { metric: 'a.b', atLeast: 1, then: ['t'] }, cache: '1d' }, t: { fail: { message: 'no' } } } }, 'steps.s.cache: the service does not reuse results of condition steps'],
  ['an interval of a day', only({ process: { script: 'src/a.py' }, retry: { interval: '1d' } }), 'steps.s.retry.interval: must be from 1s to 12h, got "1d"'],
])('fails when a pipeline has %s', (_, pipeline, message) => {
  expect(found(pipeline)).toEqual([expect.stringContaining(message)]);
});

test('fails when a step in a branch needs a step that runs in another branch', () => {
  const steps: Record<string, StepDefinition> = {
    evaluate: { process: { script: 'src/a.py', metrics: { auc: 'auc' } } },
    one: { condition: { metric: 'evaluate.auc', atLeast: 0.5, then: ['a'] } },
    two: { condition: { metric: 'evaluate.auc', atLeast: 0.9, then: ['b'] } },
    a: { process: { script: 'src/a.py', outputs: ['data'] } },
    b: { process: { script: 'src/a.py', inputs: { data: 'a.data' } } },
  };
  expect(found({ steps })).toEqual(['steps.b: needs step "a", which runs only in `then` of "one"; move one of them']);
});

test('says all at once what is wrong in a construct, with the path of each', () => {
  expect(() => new TestStack().pipeline({
    steps: {
      prepare: { process: { script: 'src/none.py', frameworkVersion: '9', inputs: { a: 'datasets.aplications' } } },
      train: { train: { framework: 'sklearn', inputs: { a: 'prepare.train' }, timeout: '40d' } },
      register: { register: { model: 'train.model' } },
    },
  }, { registry: undefined, pipelineName: '-bad-', metadata: { text: 'x'.repeat(257) } })).toThrow(new RegExp([
    'steps.prepare.process.inputs.a: there is no dataset "aplications"; did you mean "applications"',
    'steps.train.train.inputs.a: ',
    'steps.train.train.timeout: ',
    'steps.train.train.script: ',
    'steps.prepare.process: must be a version .* got "9"',
    'steps.prepare.process.script: there is no file "src/none.py"',
    'pipelineName: must have from 1 to 63',
    'steps.register.register: needs `registry`',
    'metadata.text: must have at most 256 characters, got 257',
  ].map(text => `(?=[\\s\\S]*${text})`).join('')));
});

test('fails when the library does not know what serves a model', () => {
  const steps = (step: StepDefinition): PipelineDefinition => ({ steps: { train: step, register: { register: { model: 'train.model' } } } });
  expect(() => new TestStack().pipeline(steps({ train: { image: '111111111111.dkr.ecr.eu-west-1.amazonaws.com/own:1' } })))
    .toThrow('steps.register: the library does not know what serves the model');
  // Models of this version cannot be read by the newest image that serves.
  expect(() => new TestStack().pipeline(steps({ train: { script: 'src/train.py', framework: 'sklearn', frameworkVersion: '1.4-2' } })))
    .toThrow('steps.register: there is no prebuilt image that serves sklearn 1.4-2');
});

test('fails when a version would have more than fifty entries of metadata', () => {
  expect(() => new TestStack().pipeline(CREDIT_RISK, { metadata: names(48) as Record<string, string> }))
    .toThrow('metadata: must have at most 50 entries, one for each output of process and explain steps among them, got 51');
});

test('fails when features have no offline store to read', () => {
  const features = { applicant: { featureGroupName: 'applicant' } as never };
  expect(() => new TestStack().pipeline({ steps: { s: { process: { script: 'src/prepare.py', inputs: { a: 'features.applicant' } } } } }, { features }))
    .toThrow('steps.s.process.inputs.a: the feature group "applicant" has no offline store to read from; give it "offline"');
});

test('fails up-front when a region has no image, or a script is missing', () => {
  const problems = new Problems();
  trainingPipelineRegionLimits(CREDIT_RISK, 'xx-nowhere-1', problems);
  expect(problems.all.map(problem => renderPath(problem.path))).toEqual(['steps.prepare.process', 'steps.train.train', 'steps.evaluate.process']);
  const missing = new Problems();
  trainingPipelineSourceLimits({ steps: { s: { process: { script: 'src/none.py' } } } }, SOURCES, missing);
  trainingPipelineRegionLimits(CREDIT_RISK, ENVIRONMENT.region, missing);
  expect(missing.all).toHaveLength(1);
});
