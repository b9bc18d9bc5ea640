import { batchRules } from './batch-rules';
import { cardRules } from './card-rules';
import { datasetRules } from './dataset-rules';
import { deliveryRules } from './delivery-rules';
import { endpointRules } from './endpoint-rules';
import { featureGroupRules } from './feature-group-rules';
import { ownModelRules } from './model-source-rules';
import { monitoringRules } from './monitoring-rules';
import { pipelineRules } from './pipeline-rules';
import { Surroundings } from './surroundings';
import { Problems } from '../../private/problems';

type Rules = (part: never, problems: Problems, around: Surroundings) => void;

/** What holds on every platform for the parts of a system that can also be defined alone, by the names of their structs. */
const PART_RULES: { readonly [struct: string]: Rules | undefined } = {
  BatchInferenceDefinition: batchRules,
  DatasetDefinition: datasetRules,
  DeliveryDefinition: deliveryRules,
  EndpointDefinition: endpointRules,
  FeatureGroupDefinition: featureGroupRules,
  ModelCardDefinition: cardRules,
  ModelSourceDefinition: ownModelRules,
  MonitoringDefinition: monitoringRules,
  PipelineDefinition: pipelineRules,
};

/** Says what is wrong with a part on every platform; parts without such rules pass. */
export function partRules(struct: string, part: object, problems: Problems, around: Surroundings): void {
  PART_RULES[struct]?.(part as never, problems, around);
}
