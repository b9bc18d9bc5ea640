import { BatchInferenceDefinition } from './batch-inference-definition';
import { MlopsDefinition } from './mlops-definition';
import { ModelDefinition } from './model-definition';
import { entry, has } from './rules/names';
import { Path } from '../private/problems';

/**
 * A model as it is in one environment: each key of `endpoint`, `batch` and `monitoring` that the environment gives replaces the model's,
 * and an endpoint that is there already replaces the whole endpoint.
 */
export function modelIn(definition: MlopsDefinition, environmentName: string, modelName: string): ModelDefinition {
  const model = entry(definition.models, modelName);
  const environment = entry(definition.environments, environmentName);
  if (model === undefined || environment === undefined) throw new Error(`there is no model ${modelName} in ${environmentName}`);
  const overrides = entry(environment.models, modelName);
  if (overrides === undefined) return model;
  const { batch, endpoint, monitoring } = overrides;
  return {
    ...model,
    // What has no input in the end is said by the rules of `batch`.
    ...batch && { batch: { ...model.batch, ...given(batch) } as BatchInferenceDefinition },
    ...has(overrides, 'endpoint') && {
      endpoint: endpoint === undefined ? model.endpoint : { ...endpoint.existing === undefined && model.endpoint, ...given(endpoint) },
    },
    ...has(overrides, 'monitoring') && { monitoring: monitoring === undefined ? model.monitoring : { ...model.monitoring, ...given(monitoring) } },
  };
}

/** Where it is written what a model has in one environment: in the environment's override, or in the model itself. */
export function writtenAt(definition: MlopsDefinition, environmentName: string, modelName: string, path: Path): Path {
  const [part, key] = path;
  const environment = entry(definition.environments, environmentName);
  const overrides = entry(environment?.models, modelName) as Record<string, Record<string, unknown> | undefined> | undefined;
  const isOverridden = part !== undefined && overrides?.[part] !== undefined
    && (key === undefined ? entry(definition.models, modelName)?.[part as 'endpoint'] === undefined : overrides[part]![key] !== undefined);
  return [...isOverridden ? ['environments', environmentName] : [], 'models', modelName, ...path];
}

/** A key with `undefined` is not given. */
function given<T extends object>(overrides: T): Partial<T> {
  return Object.fromEntries(Object.entries(overrides).filter(([, value]) => value !== undefined)) as Partial<T>;
}
