import { Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { metadataLimits, servingLimits } from './serving-limits';
import {
  trainingPipelinePackageLimits, trainingPipelineRegionLimits, trainingPipelineLimits, trainingPipelineSourceLimits,
} from './training-pipeline-limits';
import { TrainingPipelineProps } from './training-pipeline-props';
import { kindOf, rowOf } from '../../definition/pipeline/step-kinds';
import { StoredFeatures } from '../../definition/rules/surroundings';
import { Problems } from '../../private/problems';
import { isKnown } from '../../private/tokens';
import { IFeatureStore } from '../feature-store';
import { checkProps } from '../foundation/check-props';
import { isWithoutPackages } from '../foundation/script-packages';

const PIPELINE_NAME = /^[a-zA-Z0-9](-?[a-zA-Z0-9])*$/;
const MAX_NAME = 63;

/** Checks everything about a pipeline, in code as in a definition. */
export function checkTrainingPipeline(scope: Construct, props: TrainingPipelineProps): void {
  const directory = props?.sourceDirectory ?? '.';
  const { region } = Stack.of(scope);
  checkProps(scope, 'PipelineDefinition', props, {
    around: ({ datasets = {}, features = {} }) => ({ datasets, features: storesOf(features) }),
    limits: [
      trainingPipelineLimits,
      (pipeline, problems) => trainingPipelineRegionLimits(pipeline, region, problems),
      (pipeline, problems) => trainingPipelineSourceLimits(pipeline, directory, problems),
      (pipeline, problems) => {
        if (isWithoutPackages(pipeline)) trainingPipelinePackageLimits(pipeline, directory, problems);
      },
      (pipeline, problems) => propsLimits(pipeline, region, problems),
    ],
  });
}

/** What a pipeline can read of groups that are constructs. */
function storesOf(features: { [name: string]: IFeatureStore }): { [name: string]: StoredFeatures } {
  const stores = ({ offlineBucket }: IFeatureStore): StoredFeatures => offlineBucket === undefined ? { online: {} } : { offline: {} };
  return Object.fromEntries(Object.entries(features).map(([name, group]) => [name, stores(group)]));
}

/** What concerns the props that only a construct has. */
function propsLimits(props: TrainingPipelineProps, region: string, problems: Problems): void {
  const { pipelineName, steps = {} } = props;
  if (isKnown(pipelineName) && !(PIPELINE_NAME.test(pipelineName) && pipelineName.length <= MAX_NAME)) {
    problems.at('pipelineName').add(`must have from 1 to ${MAX_NAME} letters, digits and single hyphens, got ${JSON.stringify(pipelineName)}`);
  }
  for (const [name, step] of Object.entries(steps)) {
    const at = problems.at('steps', name);
    if (rowOf(step)?.registers && !props.registry) at.at(kindOf(step)!).add('needs `registry`: where new versions are registered');
  }
  servingLimits(props, region, { model: problems.at('model'), steps: problems.at('steps') });
  metadataLimits(props, problems);
}
