import { Named } from './names';
import { EndpointDefinition } from '../endpoint-definition';
import { FeatureGroupDefinition } from '../feature-group-definition';
import { MlopsDefinition } from '../mlops-definition';
import { ModelDefinition } from '../model-definition';
import { StepDefinition } from '../pipeline/step-definition';

/** A group of features: where it can be read, and what it holds as far as that is known. */
export type StoredFeatures = Pick<FeatureGroupDefinition, 'offline' | 'online'>
  & Partial<Pick<FeatureGroupDefinition, 'eventTime' | 'recordId' | 'schema'>>;

/** What a part needs to know of the model that it belongs to. */
export interface SurroundingModel {
  readonly endpoint?: Pick<EndpointDefinition, 'components' | 'variants'>;
  readonly multiModel?: object;
  readonly pipeline?: object;
}

/** What stands around a part of a system: names that it can refer to, and its model. What is left out is not known, and not judged. */
export interface Surroundings {
  readonly datasets?: Named<unknown>;
  readonly environments?: Named<unknown>;
  readonly features?: Named<StoredFeatures>;
  readonly parameters?: Named<unknown>;
  readonly steps?: Named<StepDefinition>;
  readonly model?: SurroundingModel;
}

/** What stands around the parts of a model in a definition. */
export function surroundingsOf(system: MlopsDefinition, model: ModelDefinition): Surroundings {
  const { datasets, environments, features } = { datasets: {}, features: {}, ...system };
  const { aws, parameters, steps } = { parameters: {}, steps: {}, ...model.pipeline };
  // The steps of a pipeline in the words of one place are not known here.
  return { datasets, environments, features, model, parameters, steps: aws === undefined ? steps : undefined };
}
