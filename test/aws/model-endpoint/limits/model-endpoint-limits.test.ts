import { Lazy, Token } from 'aws-cdk-lib';
import { InstancesDefinition } from '../../../../lib/definition/compute-definition';
import { EndpointDefinition } from '../../../../lib/definition/endpoint-definition';
import { ModelSourceDefinition } from '../../../../lib/definition/model-definition';
import { RolloutDefinition } from '../../../../lib/definition/rollout-definition';
import { ScaleDefinition } from '../../../../lib/definition/scale-definition';
import { endpoint, MODEL, problemsOf } from '../fixture';

const MARKETPLACE = { aws: { modelPackage: 'arn:aws:sagemaker:eu-west-1:985815980388:model-package/sold-1' } };
const SERIAL: ModelSourceDefinition = { containers: [{ framework: 'sklearn' }, { framework: 'xgboost' }] };
const MANY: ModelSourceDefinition = { artifact: 's3://models/many/', framework: 'xgboost', multiModel: {} };
const SHADOW = { model: MODEL };
const COMPONENT = { model: { framework: 'pytorch' as const, artifact: 's3://models/a.tar.gz' } };
const on = (instances: InstancesDefinition, rest: EndpointDefinition = {}): EndpointDefinition => ({ compute: { instances }, ...rest });
const scaled = (scale: Partial<ScaleDefinition>, rest: EndpointDefinition = {}, type?: string) => on({ type, scale: { max: 4, ...scale } }, rest);
const rollout = (value: RolloutDefinition, count: number = 10) => on({ count }, { rollout: value });
const variants = (...weights: (number | undefined)[]) => Object.fromEntries(weights.map((weight, index) => [`v${index}`, { weight }]));

describe('fails when', () => {
  test.each<[string, EndpointDefinition, string]>([
    ['an instance endpoint has no machine', on({ count: 0 }), 'compute.instances.count: must be at least 1, got 0'],
    ['an asynchronous endpoint has no machine and no scaling to zero', on({ count: 0 }, { asynchronous: {} }), 'compute.instances.count'],
    ['the volume is too large', on({ volume: '513GiB' }), 'compute.instances.volume: must be whole GiB from 1 to 512, got "513GiB"'],
    ['the volume is not whole', on({ volume: '100MiB' }), 'compute.instances.volume: must be whole GiB'],
    ['a machine with local storage gets a volume', on({ type: 'ml.g5.xlarge', volume: '50GiB' }), 'must not be given for "ml.g5.xlarge": it has local NVMe storage'],
    ['machines with and without local storage are mixed', on({}, { variants: { a: {}, b: { compute: { instances: { type: 'ml.g5.xlarge' } } } } }), 'must not mix instance types with local NVMe storage ("ml.g5.xlarge") and without ("ml.m5.large")'],
    ['the download timeout is too short', on({ downloadTimeout: '59s' }), 'downloadTimeout: must be from 60s to 60m, got "59s"'],
    ['the startup timeout is too long', on({ startupTimeout: '61m' }), 'startupTimeout: must be from 60s to 60m, got "61m"'],
    ['there are no variants', { variants: {} }, 'variants: must have at least one variant'],
    ['there are more than ten variants', { variants: variants(...Array.from({ length: 11 }, () => 1)) }, 'variants: must have at most 10 variants, got 11'],
    ['no variant gets traffic', { variants: variants(0, 0) }, 'variants: every variant has the weight 0, so none gets traffic; raise one'],
    ['a variant has a strange name', { variants: { a_b: {} } }, 'variants.a_b: a name must be letters, digits and single hyphens, got "a_b"; write "a-b"'],
    ['a variant is called as the shadow', { variants: { Shadow: {} }, shadow: SHADOW }, 'variants.Shadow: must have another name'],
    ['the name is only known at deployment', { name: Lazy.string({ produce: () => 'risk' }) }, 'name: must be literal text'],
  ])('%s', (_, definition, message) => {
    expect(problemsOf(definition).join('\n')).toContain(message);
  });
});

describe('scaling fails when', () => {
  test.each<[string, EndpointDefinition, string]>([
    ['min is above max', scaled({ min: 5 }), 'scale.min: must be at most 4, the value of "max", got 5'],
    ['an endpoint that answers at once can reach zero', scaled({ min: 0 }), 'scale.min: must be at least 1, got 0'],
    ['the start is below min', on({ count: 1, scale: { min: 2, max: 4 } }), 'scale: must hold the number at the start, which is 1'],
    ['the start is above max', on({ count: 5, scale: { max: 4 } }), 'scale: must hold the number at the start, which is 5'],
    ['the type is burstable', scaled({}, {}, 'ml.t2.medium'), 'scale: must not be given for "ml.t2.medium": burstable instances cannot scale'],
    ['the newer type is burstable', scaled({}, {}, 'ml.t3.large'), 'burstable'],
    ['there is no queue', scaled({ backlogPerInstance: 5 }), 'backlogPerInstance: needs an asynchronous endpoint'],
    ['an asynchronous endpoint follows invocations', scaled({ invocationsPerMinute: 5 }, { asynchronous: {} }), 'invocationsPerMinute: must not be given for an asynchronous endpoint, which never publishes it'],
    ['the machines below components are detached', { components: { a: COMPONENT }, detachScaling: true }, 'detachScaling: must not be given with `components`'],
    ['there are no machines to detach', { variants: { only: { compute: { serverless: {} } } }, detachScaling: true }, 'detachScaling: must not be given without instances'],
    ['an asynchronous endpoint follows concurrency', scaled({ concurrentRequests: 5 }, { asynchronous: {} }), 'concurrentRequests'],
    ['a schedule says nothing', scaled({ schedules: { night: { at: 'daily' } } }), 'schedules.night: changes nothing; give "min", "max" or both'],
    ['a schedule is the wrong way round', scaled({ max: 2, schedules: { night: { at: 'daily', min: 3 } } }), 'schedules.night.min: must be at most 2, the value of "max" at other times, got 3'],
    ['a schedule switches a real-time endpoint off', scaled({ schedules: { night: { at: 'daily', min: 0, max: 0 } } }), 'must keep at least 1 machine'],
    ['steps do not rise', scaled({ steps: { changes: [{ from: 70, add: 1 }, { from: 70, add: 2 }] } }), 'steps.changes[1].from: must be more than the step before it (70), got 70'],
    ['a step removes above one that adds', scaled({ steps: { changes: [{ from: 10, add: 1 }, { from: 20, add: -1 }] } }), 'must not be negative above a step that adds'],
    ['removing has no end', scaled({ steps: { changes: [{ from: 0, add: -1 }] } }), 'must be followed by a step'],
    ['steps do nothing', scaled({ steps: { changes: [{ from: 0, add: 0 }] } }), 'must add or remove something'],
    ['steps follow a GPU that is not there', scaled({ steps: { metric: 'gpu', changes: [{ from: 10, add: 1 }] } }), 'must not be "gpu" for "ml.m5.large"'],
    ['two asynchronous variants scale', { asynchronous: {}, variants: { a: {}, b: {} }, compute: { instances: { scale: { max: 2 } } } }, 'must not scale more than one variant'],
  ])('%s', (_, definition, message) => {
    expect(problemsOf(definition).join('\n')).toContain(message);
  });
});

describe('a serverless endpoint fails when', () => {
  const serverless = { serverless: {} };
  test.each<[string, EndpointDefinition, ModelSourceDefinition, string]>([
    ['it is asynchronous', { asynchronous: {} }, MODEL, 'asynchronous: must not be given for a serverless endpoint'],
    ['it records', { capture: {} }, MODEL, 'capture: must not be given for a serverless endpoint'],
    ['it has a rollout', { rollout: { allAtOnce: {} } }, MODEL, 'rollout: must not be given for a serverless endpoint'],
    ['it has a shadow', { shadow: SHADOW }, MODEL, 'shadow: must not be given for a serverless endpoint'],
    ['it has components', { components: { a: COMPONENT } }, MODEL, 'components: must not be given for a serverless endpoint'],
    ['it has detailed metrics', { detailedMetrics: '10s' }, MODEL, 'detailedMetrics: must not be given for a serverless endpoint'],
    ['it is isolated', { networkIsolation: true }, MODEL, 'networkIsolation: must not be true for a serverless endpoint'],
    ['it has several variants', { variants: { a: {}, b: {} } }, MODEL, 'variants: must be one variant on a serverless endpoint'],
    ['it has several models', {}, MANY, 'multiModel: must not be given for a serverless endpoint'],
    ['it has several containers', {}, SERIAL, 'containers: must not be given for a serverless endpoint'],
    ['it is from AWS Marketplace', {}, MARKETPLACE, 'aws.modelPackage: must not be from AWS Marketplace for a serverless endpoint'],
    ['its files are not packed', {}, { ...MODEL, artifact: 's3://models/a/' }, 'artifact: must be a .tar.gz for a serverless endpoint'],
    ['provisioned concurrency is above the maximum', { compute: { serverless: { maxConcurrency: 5, provisionedConcurrency: 6 } } }, MODEL, 'provisionedConcurrency: must be at most `maxConcurrency` (5), got 6'],
    ['scaling is above the maximum', { compute: { serverless: { maxConcurrency: 5, scale: { max: 6 } } } }, MODEL, 'scale.max: must be at most `maxConcurrency` (5), got 6'],
    ['scaling is the wrong way round', { compute: { serverless: { scale: { min: 3, max: 2 } } } }, MODEL, 'scale.min: must be at most 2, the value of "max", got 3'],
    ['provisioned concurrency is outside of scaling', { compute: { serverless: { provisionedConcurrency: 1, scale: { min: 2, max: 4 } } } }, MODEL, 'must be within the limits of `scale` (2 to 4), got 1'],
  ])('%s', (_, definition, model, message) => {
    expect(problemsOf({ compute: serverless, ...definition }, model).join('\n')).toContain(message);
  });

  test.each([['0GiB'], ['7GiB'], ['1536MiB']])('its memory is %s', memory => {
    expect(() => endpoint({ compute: { serverless: { memory } } })).toThrow('memory');
  });

  test.each([0, 201])('it takes %i requests at one time', maxConcurrency => {
    expect(() => endpoint({ compute: { serverless: { maxConcurrency } } })).toThrow('maxConcurrency');
  });

  test('its image is in another account', () => {
    expect(() => endpoint({ compute: serverless, model: { image: '222222222222.dkr.ecr.eu-west-1.amazonaws.com/serve:1' } })).toThrow(
      'model.image: must be in the account of the stack, 111111111111, for a serverless endpoint, got "222222222222"',
    );
    expect(() => endpoint({ compute: serverless, model: { image: '763104351884.dkr.ecr.eu-west-1.amazonaws.com/pytorch-inference:2.6.0-cpu-py312' } })).not.toThrow();
  });
});

describe('a shadow fails when', () => {
  test.each<[string, EndpointDefinition, ModelSourceDefinition, string]>([
    ['there are two variants', { variants: { a: {}, b: {} } }, MODEL, 'shadow: must be beside exactly one variant'],
    ['the endpoint is asynchronous', { asynchronous: {} }, MODEL, 'shadow: must not be given for an asynchronous endpoint'],
    ['the model has several models', {}, MANY, 'shadow: must not be given with a multi-model container'],
    ['the model has several containers', {}, SERIAL, 'shadow: must not be given with several containers'],
    ['the model is from AWS Marketplace', {}, MARKETPLACE, 'shadow: must not be given with a model of AWS Marketplace'],
    ['the machines are Inf1', on({ type: 'ml.inf1.xlarge' }), MODEL, 'shadow: must not be given on "ml.inf1.xlarge"'],
  ])('%s', (_, definition, model, message) => {
    expect(problemsOf({ shadow: SHADOW, ...definition }, model).join('\n')).toContain(message);
  });
});

describe('an asynchronous endpoint fails when', () => {
  test.each<[string, EndpointDefinition, ModelSourceDefinition, string]>([
    ['it records', { capture: {} }, MODEL, 'capture: must not be given for an asynchronous endpoint'],
    ['it has several models', {}, MANY, 'asynchronous: must not be given with a multi-model container'],
    ['it has several containers', {}, SERIAL, 'asynchronous: must not be given with several containers'],
    ['its output is one object', { asynchronous: { output: 's3://answers/all' } }, MODEL, 'asynchronous.output: must be a prefix'],
  ])('%s', (_, definition, model, message) => {
    expect(problemsOf({ asynchronous: {}, ...definition }, model).join('\n')).toContain(message);
  });
});

describe('a rollout fails when', () => {
  test.each<[string, EndpointDefinition, ModelSourceDefinition, string]>([
    ['a canary is more than half', rollout({ canary: { percent: 51 } }), MODEL, 'rollout.canary.percent: must be from 1 to 50, got 51'],
    ['a canary is more machines than half', rollout({ canary: { instances: 6 } }), MODEL, 'rollout.canary.instances: must be at most half of the fleet (10), got 6'],
    ['a canary has one machine to divide', rollout({ canary: { percent: 10 } }, 1), MODEL, 'rollout.canary: needs at least two machines, got 1'],
    ['a canary may meet one machine after scaling in', on({ count: 2, scale: { min: 1, max: 4 } }, { rollout: { canary: { percent: 10 } } }), MODEL, 'needs at least two machines, got 1'],
    ['a linear step is too small', rollout({ linear: { percent: 9 } }), MODEL, 'rollout.linear.percent: must be from 10 to 50, got 9'],
    ['a linear step is too few machines', rollout({ linear: { instances: 1 } }, 20), MODEL, 'rollout.linear.instances: must be 10 to 50 percent of the fleet (20), got 1'],
    ['a batch is too small', rollout({ rolling: { percent: 4 } }), MODEL, 'rollout.rolling.percent: must be from 5 to 50, got 4'],
    ['a batch is too many machines', rollout({ rolling: { instances: 6 } }), MODEL, 'rollout.rolling.instances: must be 5 to 50 percent of the fleet (10), got 6'],
    ['nothing says how much', rollout({ canary: {} }), MODEL, 'rollout.canary: must have `percent` or `instances`'],
    ['the wait is too long', rollout({ canary: { percent: 10, wait: '61m' } }), MODEL, 'rollout.canary.wait: must be from 0s to 1h, got "61m"'],
    ['the first fleet is kept too long', rollout({ allAtOnce: { terminationWait: '2h' } }), MODEL, 'rollout.allAtOnce.terminationWait: must be from 0s to 1h, got "2h"'],
    ['the timeout is too short', rollout({ allAtOnce: { timeout: '9m' } }), MODEL, 'rollout.allAtOnce.timeout: must be from 10m to 8h, got "9m"'],
    ['the timeout is too long', rollout({ allAtOnce: { timeout: '9h' } }), MODEL, 'rollout.allAtOnce.timeout: must be from 10m to 8h'],
    ['the waits are longer than the timeout', rollout({ linear: { percent: 10, wait: '10m', timeout: '1h' } }), MODEL, 'rollout.linear.timeout: must be longer than the waits, which take 6000s together'],
    ['silence takes it back', rollout({ allAtOnce: { rollbackOn: { noData: '5m' } } }), MODEL, 'rollout.allAtOnce.rollbackOn.noData: must not be given'],
    ['several variants roll', { ...rollout({ rolling: { percent: 10 } }), variants: { a: {}, b: {} } }, MODEL, 'rollout.rolling: must not be given with more than one variant'],
    ['the model is from AWS Marketplace', rollout({ allAtOnce: {} }), MARKETPLACE, 'rollout: must not be given for a model of AWS Marketplace'],
    ['the machines are Inf1', on({ type: 'ml.inf1.xlarge' }, { rollout: { allAtOnce: {} } }), MODEL, 'rollout: must not be given on "ml.inf1.xlarge"'],
  ])('%s', (_, definition, model, message) => {
    expect(problemsOf(definition, model).join('\n')).toContain(message);
  });

  test.each<[RolloutDefinition]>([
    [{ canary: { percent: 50 } }], [{ canary: { percent: 1 } }], [{ canary: { instances: 5 } }],
    [{ linear: { percent: 10 } }], [{ linear: { instances: 1 } }],
    [{ rolling: { percent: 5 } }], [{ rolling: { instances: 5 } }], [{ allAtOnce: { timeout: '8h', terminationWait: '1h' } }], [{ canary: { percent: 10, wait: '1h' } }],
  ])('but not with %j', value => {
    expect(problemsOf(rollout(value))).toEqual([]);
  });

  test('two kinds are given', () => {
    expect(() => endpoint({ rollout: { canary: { percent: 10 }, rolling: { percent: 10 } } })).toThrow('rollout');
  });
});

describe('components fail when', () => {
  const fleet = on({ type: 'ml.g5.xlarge' });
  const withLora = (lora: object, base: object = COMPONENT) => ({ ...fleet, components: { base, lora: { baseComponent: 'base', model: { artifact: 's3://models/lora.tar.gz' }, ...lora } } });
  test.each<[string, EndpointDefinition, string]>([
    ['there are none', { components: {} }, 'components: must have at least one component'],
    ['there are variants', { ...fleet, components: { a: COMPONENT }, variants: { a: {} } }, 'components: is not given together with "variants"'],
    ['there is a shadow', { ...fleet, components: { a: COMPONENT }, shadow: SHADOW }, 'shadow: must not be given beside `components`'],
    ['they are asynchronous', { ...fleet, components: { a: COMPONENT }, asynchronous: {} }, 'asynchronous: must not be given beside `components`'],
    ['nothing runs', { ...fleet, components: { a: {} } }, 'components.a.model: is missing; only an adapter has none'],
    ['memory is too small', { ...fleet, components: { a: { ...COMPONENT, memory: '127MiB' } } }, 'components.a.memory: must be at least 128MiB, got "127MiB"'],
    ['there is no copy at the start', { ...fleet, components: { a: { ...COMPONENT, copies: 0 } } }, 'components.a.copies: must be at least 1, got 0'],
    ['copies are above the limit', { ...fleet, components: { a: { ...COMPONENT, copies: 3, scale: { max: 2 } } } }, 'components.a.scale: must hold the number at the start'],
    ['the machines have no accelerator', { components: { a: { ...COMPONENT, accelerators: 1 } } }, 'components.a.accelerators: must not be given on "ml.m5.large"'],
    ['loading may take too long', { ...fleet, components: { a: { ...COMPONENT, startupTimeout: '2h' } } }, 'components.a.startupTimeout: must be from 60s to 60m'],
    ['they wait in a queue', { ...fleet, components: { a: { ...COMPONENT, scale: { max: 2, backlogPerInstance: 1 } } } }, 'components.a.scale.backlogPerInstance: needs an asynchronous endpoint'],
    ['the machines follow the load themselves', { ...on({ scale: { max: 2, invocationsPerMinute: 5 } }), components: { a: COMPONENT } }, 'compute.instances.scale.invocationsPerMinute: must not be given beside `components`'],
    ['the traffic is shifted', { ...fleet, components: { a: COMPONENT }, rollout: { canary: { percent: 10 } } }, 'rollout.canary: must not be given beside `components`'],
    ['the base is unknown', withLora({ baseComponent: 'bse' }), 'components.lora.baseComponent: there is no other component "bse"; did you mean "base"?'],
    ['the base is an adapter', { ...withLora({}), components: { ...withLora({}).components, more: { baseComponent: 'lora', model: { artifact: 's3://models/l.tar.gz' } } } }, 'components.more.baseComponent: must be a component with a model of its own'],
    ['an adapter has no files', withLora({ model: undefined }), 'components.lora.model.artifact: is missing; it holds the files of the adapter'],
    ['an adapter is not packed', withLora({ model: { artifact: 's3://models/lora/' } }), 'components.lora.model.artifact: must end in'],
    ['an adapter has an image', withLora({ model: { artifact: 's3://models/l.tar.gz', framework: 'pytorch' } }), 'components.lora.model.framework: must not be given for an adapter'],
    ['an adapter has copies', withLora({ copies: 2 }), 'components.lora.copies: must not be given for an adapter'],
    ['an adapter scales', withLora({ scale: { max: 2 } }), 'components.lora.scale: must not be given for an adapter'],
  ])('%s', (_, definition, message) => {
    expect(problemsOf(definition).join('\n')).toContain(message);
  });

  test('the endpoint has a model', () => {
    expect(problemsOf({ ...fleet, components: { a: COMPONENT } }, MODEL)).toEqual([expect.stringContaining('model: must not be given beside `components`')]);
  });

  test('a copy has less than a quarter of a core', () => {
    expect(() => endpoint({ ...fleet, components: { a: { ...COMPONENT, cpus: 0.2 } } })).toThrow('cpus');
  });
});

test('all problems come at once, under the path of the construct', () => {
  expect(() => endpoint({ compute: { instances: { volume: '513GiB', downloadTimeout: '1s', scale: { min: 5, max: 4 } } } })).toThrow(
    /ModelEndpoint 'Stack\/Endpoint' is not valid:\n.*volume.*\n.*downloadTimeout.*\n.*scale/,
  );
});

test('fails when a variant has no model', () => {
  expect(() => endpoint({ model: undefined })).toThrow('model: must be given: what the variant runs');
  expect(() => endpoint({ model: undefined, variants: { a: { model: MODEL }, b: {} } })).toThrow('variants.b.model: must be given');
});

test('accepts tokens wherever a number or a text is checked', () => {
  const number = Token.asNumber({ resolve: () => 1 });
  const text = Lazy.string({ produce: () => 'ml.m5.large' });
  expect(problemsOf({
    compute: {
      instances: {
        type: text,
        count: number,
        volume: text,
        downloadTimeout: text,
        scale: { min: number, max: number, steps: { changes: [{ from: number, add: 1 }] } },
      },
    },
    rollout: { canary: { percent: number, wait: text, timeout: text, terminationWait: text } },
  })).toEqual([]);
  expect(problemsOf({ compute: { serverless: { maxConcurrency: number, provisionedConcurrency: number, scale: { max: number } } } })).toEqual([]);
});
