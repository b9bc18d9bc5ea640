import { keptTracker } from './kept-tracker';
import { MlopsDefinition } from '../../definition';
import { registryGroup, trainingEnvironment } from '../../definition/model-home';
import { kubernetesPlaces } from '../../definition/places';
import { entries } from '../../definition/rules/names';
import { trackingUriOf } from '../../kubernetes/experiment-tracker/tracker-settings';
import { AskedPipeline } from '../../kubernetes/training-pipeline/pipeline-settings';
import { LONGEST_PIPELINE_NAME } from '../../kubernetes/training-pipeline/workflow-limits';
import { clusterName } from '../../private/names';

/** What a model's training in a cluster is asked for; without a place for its files as long as nobody has said one. */
export interface TrainedModel extends Omit<AskedPipeline, 'files'> {
  readonly modelName: string;
  readonly files?: string;
}

/** The models that are trained in an environment on Kubernetes by steps. */
export function trainedModels(system: MlopsDefinition, environmentName: string, directory: string): TrainedModel[] {
  const [, place] = kubernetesPlaces(system).find(([name]) => name === environmentName) ?? [];
  if (place === undefined) return [];
  const { identity, namespace, training } = place;
  const tracker = keptTracker(system, environmentName);
  return entries(system.models).flatMap(([modelName, model]): TrainedModel[] => {
    const { pipeline, registry } = model;
    if (pipeline?.steps === undefined || trainingEnvironment(system, model) !== environmentName) return [];
    return [{
      modelName,
      pipeline,
      registry: { ...registry, group: registryGroup(system, modelName, model) },
      namespace,
      directory,
      files: training?.files,
      identity: training?.identity ?? identity,
      trackingUri: tracker && trackingUriOf(tracker),
      name: clusterName([system.name, environmentName, modelName, 'training'], LONGEST_PIPELINE_NAME),
    }];
  });
}
