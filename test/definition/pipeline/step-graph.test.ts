import { StepDefinition } from '../../../lib/definition';
import { StepGraph } from '../../../lib/definition/pipeline/step-graph';

const steps: { [name: string]: StepDefinition } = {
  register: { register: { model: 'train.model', metrics: 'evaluate' } },
  gate: { condition: { metric: 'evaluate.auc', atLeast: 'parameters.minAuc', then: ['register', 'gone'], otherwise: ['stop'] } },
  stop: { fail: { message: 'not good enough' } },
  prepare: { process: { script: 'prepare.py', inputs: { raw: 'datasets.raw' }, arguments: { since: 'ask.day', like: 'train.model' }, outputs: ['train'] } },
  ask: { lambda: { functionName: 'day', outputs: { day: 'string' } } },
  train: { train: { framework: 'xgboost', inputs: { train: 'prepare.train' } }, after: ['ask'] },
  evaluate: { process: { script: 'evaluate.py', inputs: { model: 'train.model' }, metrics: { auc: 'auc' } } },
};
const graph = new StepGraph(steps);

test('a step needs what it refers to, what it comes after and what starts it; an argument with a dot is only text', () => {
  expect(Object.fromEntries(graph.names.map(name => [name, graph.needs(name)]))).toEqual({
    register: ['train', 'evaluate', 'gate'], gate: ['evaluate'], stop: ['gate'], prepare: ['ask'], ask: [], train: ['prepare', 'ask'], evaluate: ['train'],
  });
});

test('a condition starts the steps of both of its ways', () => {
  expect(graph.starts.map(({ step, side, path }) => [step, side, path.join('.')])).toEqual([
    ['register', 'then', 'gate.condition.then.0'], ['stop', 'otherwise', 'gate.condition.otherwise.0'],
  ]);
  expect(graph.start('train')).toBeUndefined();
});

test('steps have an order, and everything before one of them is known', () => {
  expect(graph.order).toEqual(['ask', 'prepare', 'train', 'evaluate', 'gate', 'register', 'stop']);
  expect(graph.upstream('register')).toEqual(['gate', 'prepare', 'ask', 'train', 'evaluate']);
  expect(graph.circles).toEqual([]);
});

test('a circle begins with the step that is defined first, and has no order', () => {
  const circle = new StepGraph({ ...steps, ask: { lambda: { functionName: 'day', outputs: { day: 'string' } }, after: ['evaluate'] } });
  expect(circle.circles).toEqual([['prepare', 'ask', 'evaluate', 'train']]);
  expect(circle.order).toEqual([]);
});
