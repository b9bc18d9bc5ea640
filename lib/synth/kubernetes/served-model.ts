import {
  LockDefinition, LockedVersionDefinition, MlopsDefinition, ModelDefinition, ModelSourceDefinition, MonitoringDefinition,
} from '../../definition';
import { modelIn } from '../../definition/environment-model';
import { trainingOf } from '../../definition/pipeline/step-kinds';
import { kubernetesPlaces } from '../../definition/places';
import { entries, entry } from '../../definition/rules/names';
import { AskedEndpoint } from '../../kubernetes/model-endpoint/endpoint-settings';
import { longestEndpointName } from '../../kubernetes/model-endpoint/model-endpoint-limits';
import { clusterName } from '../../private/names';
import { modelSource } from '../system/model-source';

/** What a model's endpoint in one environment is asked for; without a model as long as no version of it is pinned. */
export interface ServedModel extends Omit<AskedEndpoint, 'model'> {
  readonly modelName: string;
  readonly model?: ModelSourceDefinition;
  readonly monitoring?: MonitoringDefinition;
}

/** The models that answer in an environment on Kubernetes. */
export function servedModels(system: MlopsDefinition, environmentName: string, lock: LockDefinition | undefined): ServedModel[] {
  const [, place] = kubernetesPlaces(system).find(([name]) => name === environmentName) ?? [];
  if (place === undefined) return [];
  const { identity, namespace, serving } = place;
  return entries(system.models).flatMap(([modelName]): ServedModel[] => {
    const model = modelIn(system, environmentName, modelName);
    const { endpoint, monitoring } = model;
    if (endpoint === undefined) return [];
    return [{
      modelName,
      endpoint,
      identity,
      monitoring,
      namespace,
      serving,
      model: model.pipeline ? pinnedModel(model, entry(entry(lock?.environments, environmentName), modelName)) : modelSource(model),
      name: endpoint.name ?? clusterName([system.name, environmentName, modelName], longestEndpointName(namespace, serving)),
    }];
  });
}

/** The files of a pinned version, and what loads them: what the model says, else the framework that has trained it. */
function pinnedModel(model: ModelDefinition, version: LockedVersionDefinition | undefined): ModelSourceDefinition | undefined {
  if (version?.kubernetes === undefined) return undefined;
  const { artifact } = version.kubernetes;
  const source = { ...modelSource(model), artifact };
  if (source.image !== undefined || source.framework !== undefined) return source;
  const trained = entries(model.pipeline?.steps).map(([, step]) => trainingOf(step)?.framework).find(framework => framework !== undefined);
  return { ...source, framework: trained };
}
