import { EnvironmentDefinition, MlopsDefinition } from '../../lib/definition';
import { awsLimits } from '../../lib/synth/aws/aws-check';

/** An environment at a place that AWS knows nothing of. */
const elsewhere = { protected: true } as EnvironmentDefinition;

function limits(environments: MlopsDefinition['environments']): string[] {
  const system: MlopsDefinition = {
    name: 'churn',
    environments,
    models: { churn: { framework: 'xgboost', pipeline: { steps: { train: { train: { image: 'churn', compute: { type: 'large' } } } } }, endpoint: {} } },
  };
  return awsLimits({ system, written: system, isWhole: true, directory: __dirname, known: [] }).map(({ path }) => path.join('.'));
}

test('asks of a training only what AWS trains', () => {
  const aws = { region: 'eu-west-1' };
  const type = 'models.churn.pipeline.steps.train.train.compute.type';
  expect(limits({ dev: { aws }, edge: elsewhere })).toContain(type);
  expect(limits({ edge: elsewhere, prod: { aws } })).not.toContain(type);
});
