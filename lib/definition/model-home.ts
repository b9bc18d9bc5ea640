import { MlopsDefinition } from './mlops-definition';
import { ModelDefinition } from './model-definition';
import { namesOf } from './rules/names';
import { physicalName } from '../private/names';

/** The environment in which a model is trained and registered: the one it names, else the first. */
export function trainingEnvironment(system: Pick<MlopsDefinition, 'environments'>, model: ModelDefinition): string {
  return model.pipeline?.environment ?? namesOf(system.environments)[0]!;
}

/** Name of the alarm that rings in an environment while anything about a model rings. */
export function alarmName(system: Pick<MlopsDefinition, 'name'>, environmentName: string, modelName: string): string {
  return physicalName([system.name, environmentName, modelName]);
}

/** Name of the group that holds a model's versions, in its training environment. */
export function registryGroup(system: Pick<MlopsDefinition, 'environments' | 'name'>, modelName: string, model: ModelDefinition): string {
  return model.registry?.existing?.group ?? model.registry?.group ?? physicalName([system.name, trainingEnvironment(system, model), modelName]);
}
