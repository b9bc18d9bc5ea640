import { modelIn } from './environment-model';
import { MlopsDefinition } from './mlops-definition';
import { trainingEnvironment } from './model-home';
import { parseReference } from './pipeline/reference';
import { entries, entry, namesOf } from './rules/names';
import { pathsTo, valueAt } from './structure';
import { Path } from '../private/problems';

/** The parts of a system that are no model's own: whoever works with them has them. */
export const SHARED_PARTS: readonly string[] = ['datasets', 'features', 'tracking'];

/** Where a model names what it reads besides its training. */
const READS = ['batch.input', 'monitoring.*.baseline', 'monitoring.*.labels'].map(key => key.split('.'));

/**
 * Whether an environment works with a part that models share: it trains one of them, or one of its models reads that part there. What
 * nothing works with yet is kept where models are trained when they do not say where: in the first environment.
 *
 * @param path where the part stands, for example `datasets.applications`
 */
export function worksWith(system: MlopsDefinition, environmentName: string, path: Path): boolean {
  const isUsed = (environment: string) => trainsIn(system, environment) || readsIn(system, environment, path);
  const environments = namesOf(system.environments);
  return isUsed(environmentName) || environmentName === environments[0] && !environments.some(isUsed);
}

function trainsIn(system: MlopsDefinition, environmentName: string): boolean {
  return entries(system.models).some(([, model]) => model.pipeline !== undefined && trainingEnvironment(system, model) === environmentName);
}

function readsIn(system: MlopsDefinition, environmentName: string, [part, name]: Path): boolean {
  // What is wrong by itself has been cut out.
  if (entry(system.environments, environmentName) === undefined) return false;
  return entries(system.models).some(([modelName]) => {
    const model = modelIn(system, environmentName, modelName);
    return READS.flatMap(key => pathsTo(model, key)).some(path => {
      const text = valueAt(model, path);
      const reference = parseReference(typeof text === 'string' ? text : '');
      return 'owner' in reference && reference.owner === part && reference.name === name;
    });
  });
}
