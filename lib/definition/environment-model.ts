import { MlopsDefinition } from './mlops-definition';
import { ModelDefinition } from './model-definition';
import { entry } from './rules/names';

/** A model as it is in one environment: each key of `endpoint` and `monitoring` that the environment gives replaces the model's. */
export function modelIn(definition: MlopsDefinition, environmentName: string, modelName: string): ModelDefinition {
  const model = entry(definition.models, modelName);
  const environment = entry(definition.environments, environmentName);
  if (model === undefined || environment === undefined) throw new Error(`there is no model ${modelName} in ${environmentName}`);
  const overrides = entry(environment.models, modelName);
  if (overrides === undefined) return model;
  const { endpoint, monitoring } = overrides;
  return {
    ...model,
    ...endpoint !== undefined && { endpoint: { ...model.endpoint, ...given(endpoint) } },
    ...monitoring !== undefined && { monitoring: { ...model.monitoring, ...given(monitoring) } },
  };
}

/** A key with `undefined` is not given. */
function given<T extends object>(overrides: T): Partial<T> {
  return Object.fromEntries(Object.entries(overrides).filter(([, value]) => value !== undefined)) as Partial<T>;
}
