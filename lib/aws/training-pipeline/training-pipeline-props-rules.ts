import { Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { metadataRules, servingRules } from './serving-rules';
import { TrainingPipelineProps } from './training-pipeline-props';
import { trainingPipelinePackageRules, trainingPipelineRegionRules, trainingPipelineRules, trainingPipelineSourceRules } from './training-pipeline-rules';
import { MlopsDefinition } from '../../definition/mlops-definition';
import { kindOf, rowOf } from '../../definition/pipeline/step-kinds';
import { referencesOf } from '../../definition/pipeline/step-references';
import { entry } from '../../definition/rules/names';
import { pipelineRules } from '../../definition/rules/pipeline-rules';
import { Problems } from '../../private/problems';
import { isKnown } from '../../private/tokens';
import { checkProps } from '../foundation/check-props';
import { isWithoutPackages } from '../foundation/script-packages';

const PIPELINE_NAME = /^[a-zA-Z0-9](-?[a-zA-Z0-9])*$/;
const MAX_NAME = 63;

/** Checks everything about a pipeline, in code as in a definition. */
export function checkTrainingPipeline(scope: Construct, props: TrainingPipelineProps): void {
  const directory = props?.sourceDirectory ?? '.';
  checkProps(
    scope, 'PipelineDefinition', props,
    (pipeline, problems) => pipelineRules(pipeline, surroundings(props), directory, problems),
    trainingPipelineRules,
    (pipeline, problems) => trainingPipelineRegionRules(pipeline, Stack.of(scope).region, problems),
    (pipeline, problems) => trainingPipelineSourceRules(pipeline, directory, problems),
    (pipeline, problems) => {
      if (isWithoutPackages(pipeline)) trainingPipelinePackageRules(pipeline, directory, problems);
    },
    (pipeline, problems) => propsRules(pipeline, Stack.of(scope).region, problems),
  );
}

/** The names that references can use, as a definition has them. */
function surroundings({ datasets, features, environment }: TrainingPipelineProps): MlopsDefinition {
  const names = (record: object | undefined) => Object.fromEntries(Object.keys(record ?? {}).map(name => [name, {}]));
  return {
    name: 'app',
    models: {},
    environments: environment === undefined ? {} : { [environment]: {} },
    datasets: names(datasets),
    features: names(features) as MlopsDefinition['features'],
  };
}

/** What concerns the props that only a construct has. */
function propsRules(props: TrainingPipelineProps, region: string, problems: Problems): void {
  const { pipelineName, steps = {} } = props;
  if (isKnown(pipelineName) && !(PIPELINE_NAME.test(pipelineName) && pipelineName.length <= MAX_NAME)) {
    problems.at('pipelineName').add(`must have from 1 to ${MAX_NAME} letters, digits and single hyphens, got ${JSON.stringify(pipelineName)}`);
  }
  for (const [name, step] of Object.entries(steps)) {
    const at = problems.at('steps', name);
    if (rowOf(step)?.registers && !props.registry) at.at(kindOf(step)!).add('needs `registry`: where new versions are registered');
    for (const { reference } of referencesOf(step, steps)) {
      if (reference.kind === 'features' && entry(props.features, reference.name)?.offlineBucket === undefined && entry(props.features, reference.name)) {
        at.add(`feature group ${JSON.stringify(reference.name)} has no offline store, which steps read; give it one`);
      }
    }
  }
  servingRules(props, region, { model: problems.at('model'), steps: problems.at('steps') });
  metadataRules(props, problems);
}
