import { join } from 'node:path';
import { EVERY_KIND, TestStack } from './pipelines';
import { PipelineDefinition } from '../../../lib/definition/pipeline/pipeline-definition';
import { checkedApp, findings } from '../../quality/policy-checks';

/** What four policy packs and the CDK's own rules find in a stack with one pipeline. */
function found(definition: PipelineDefinition, props: (stack: TestStack) => object): string[] {
  const app = checkedApp();
  const stack = new TestStack(undefined, app);
  stack.pipeline(definition, props(stack));
  return findings(app);
}

test('policy checks find nothing that is not explained in a pipeline with every kind of step', () => {
  expect(found(EVERY_KIND, stack => ({ schedule: 'weekly', tracker: stack.tracker, artifactBucket: undefined }))).toEqual([]);
});

test('policy checks find nothing that is not explained in a pipeline of the Python SDK', () => {
  expect(found({ aws: { fromFile: join(__dirname, 'fixtures', 'sdk-pipeline.json') } }, () => ({ registry: undefined }))).toEqual([]);
});
