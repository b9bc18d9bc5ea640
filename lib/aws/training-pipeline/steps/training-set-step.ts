import { featuresImage, featuresJob, featuresSource, QUERIES } from './features-program';
import { processingOutput } from './processing-job';
import { PipelineSettings } from './step-context';
import { StepRenderer } from './step-renderer';
import { NamedReference, parseReference } from '../../../definition/pipeline/reference';
import { TRAINING_SET } from '../../../definition/pipeline/step-kinds';
import { seconds } from '../../../private/units';
import { IFeatureStore } from '../../feature-store';
import { trainingSetLimits } from '../job-limits';

export const TRAINING_SET_STEP: StepRenderer<'trainingSet'> = {
  type: 'Processing',
  // What is stored has changed since.
  caches: 'whenAsked',
  // A second job would write into the place of the first.
  retries: 'service',
  job: 'processing-job',
  output: processingOutput,
  kept: () => [TRAINING_SET],
  image: featuresImage,
  source: (_step, settings) => featuresSource(settings),
  limits: trainingSetLimits,
  grant: ({ join, rows }, permissions, settings) => {
    for (const text of [rows, ...join]) {
      const { group } = read(text, settings);
      group.grants.readOffline(permissions.role);
      permissions.describeFeatures(group.featureGroupArn);
    }
  },
  render: (step, context) => ({
    Arguments: featuresJob({
      settings: step,
      task: 'trainingSet',
      options: [
        ['rows', read(step.rows, context.settings).group.featureGroupName],
        ...step.join.map(text => read(text, context.settings)).map(({ group, name }) => ['join', `${name}=${group.featureGroupName}`] as const),
        ['to', context.outputUri(TRAINING_SET)],
        ['results', context.outputUri(QUERIES)],
        ...(step.maxAge === undefined ? [] : [['max-age', String(seconds(step.maxAge))] as const]),
      ],
      inputs: {},
      outputs: [TRAINING_SET],
    }, context),
  }),
};

function read(text: string, { features }: PipelineSettings): { readonly name: string; readonly group: IFeatureStore } {
  const { name } = parseReference(text) as NamedReference;
  return { name, group: features[name]! };
}
