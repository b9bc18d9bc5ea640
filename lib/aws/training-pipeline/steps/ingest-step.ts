import { featuresImage, featuresJob, featuresSource, QUERIES } from './features-program';
import { INPUT_DIRECTORY } from './processing-job';
import { StepRenderer } from './step-renderer';
import { parseReference, NamedReference } from '../../../definition/pipeline/reference';
import { IngestStepDefinition } from '../../../definition/pipeline/steps/ingest-step-definition';
import { seconds } from '../../../private/units';
import { IFeatureStore } from '../../feature-store';
import { ingestLimits } from '../job-limits';
import { PipelineSettings } from './step-context';

const DATA = 'data';
const DEFAULT_WAIT = '30m';

export const INGEST_STEP: StepRenderer<'ingest'> = {
  type: 'Processing',
  // The group may have been given up or written to since.
  caches: 'whenAsked',
  retries: 'job',
  job: 'processing-job',
  image: featuresImage,
  source: (_step, settings) => featuresSource(settings),
  limits: ingestLimits,
  grant: (step, permissions, settings) => {
    const group = written(step, settings);
    group.grants.ingest(permissions.role);
    if (waits(step, group)) group.grants.readOffline(permissions.role);
  },
  render: (step, context) => {
    const group = written(step, context.settings);
    return {
      Arguments: featuresJob({
        settings: step,
        task: 'ingest',
        options: [
          ['group', group.featureGroupName],
          [DATA, `${INPUT_DIRECTORY}/${DATA}`],
          ['results', context.outputUri(QUERIES)],
          ['wait', String(waits(step, group) ? patience(step) : 0)],
        ],
        inputs: { [DATA]: context.data(step.data) },
        outputs: [],
      }, context),
    };
  },
};

function written({ into }: IngestStepDefinition, { features }: PipelineSettings): IFeatureStore {
  return features[(parseReference(into) as NamedReference).name]!;
}

/** Only what training can read is waited for. */
function waits(step: IngestStepDefinition, { offlineBucket }: IFeatureStore): boolean {
  return offlineBucket !== undefined && patience(step) > 0;
}

function patience({ wait = DEFAULT_WAIT }: IngestStepDefinition): number {
  return seconds(wait);
}
