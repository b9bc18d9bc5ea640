import { trainedModels } from './trained-model';
import { KubernetesPlaceDefinition, MlopsDefinition } from '../../definition';
import { kubernetesPlaces } from '../../definition/places';
import { trainingFilesLimits, workflowLimits } from '../../kubernetes/training-pipeline/workflow-limits';
import { listed } from '../../private/nearest';
import { Problems } from '../../private/problems';

/** What training in clusters asks of a system. */
export function trainingRules(system: MlopsDefinition, directory: string, problems: Problems): void {
  for (const [environmentName, place] of kubernetesPlaces(system)) {
    const trained = trainedModels(system, environmentName, directory);
    placeRules(place, trained.map(({ modelName }) => modelName), problems.at('environments', environmentName, 'kubernetes'));
    for (const { modelName, ...asked } of trained) workflowLimits(asked, problems.at('models', modelName, 'pipeline'));
  }
}

/** An environment says where models are kept when some are trained there, and only then. */
function placeRules({ training }: KubernetesPlaceDefinition, trained: readonly string[], problems: Problems): void {
  if (training !== undefined) {
    if (trained.length === 0) problems.at('training').addForKey('has no meaning: no model is trained here by steps; remove it');
    else trainingFilesLimits(training.files, problems.at('training', 'files'));
  } else if (trained.length > 0) {
    problems.add(`needs "training": ${listed(trained)} ${trained.length === 1 ? 'is' : 'are'} trained here; `
      + 'say where models are kept, such as "training": { "files": "s3://acme-models/churn/" }');
  }
}
