import { Problems } from '../../private/problems';
import { ModelDefinition } from '../model-definition';

/** A group of versions is made or there already, and versions come from a pipeline. */
export function registryRules({ pipeline, registry }: ModelDefinition, problems: Problems): void {
  if (registry?.existing === undefined) return;
  for (const key of ['group', 'description'] as const) {
    if (registry[key] !== undefined) {
      problems.at(key).add('is not given together with "existing": that group is there already, and nothing of it is made; remove one');
    }
  }
  if (pipeline === undefined) {
    problems.at('existing').add('needs a "pipeline" that registers versions there; to serve a version that others register, give its ARN as '
      + '"aws.modelPackage"');
  }
}
