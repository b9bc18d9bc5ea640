import { withoutPackages } from '../../aws/foundation/script-packages';
import { defaultPackages } from '../../aws/ml-platform/platform-limits';
import { installsPackages } from '../../aws/monitoring/model-monitor-limits';
import { trainingPipelinePackageLimits } from '../../aws/training-pipeline/training-pipeline-limits';
import { AwsPlaceDefinition, MlopsDefinition } from '../../definition';
import { modelIn } from '../../definition/environment-model';
import { trainingEnvironment } from '../../definition/model-home';
import { awsPlaces } from '../../definition/places';
import { Problems } from '../../private/problems';

/**
 * Jobs that would have to install packages where there is no way to any index; scripts are said at their step, the library's own program at
 * the environment.
 */
export function installableRules(definition: MlopsDefinition, directory: string, problems: Problems): void {
  for (const [environmentName, place] of awsPlaces(definition)) {
    if (!isWithoutPackages(place)) continue;
    for (const modelName of Object.keys(definition.models)) {
      const { batch, monitoring, pipeline } = modelIn(definition, environmentName, modelName);
      const found = new Problems(['models', modelName, 'pipeline']);
      if (pipeline && trainingEnvironment(definition, definition.models[modelName]!) === environmentName) {
        trainingPipelinePackageLimits(pipeline, directory, found);
      }
      problems.addAll(found.all);
      if (batch?.monitoring || monitoring && installsPackages(monitoring)) {
        problems.at('environments', environmentName, 'aws', 'packages').add(withoutPackages(`the monitor of model ${JSON.stringify(modelName)}`));
      }
    }
  }
}

function isWithoutPackages({ network, packages, region }: AwsPlaceDefinition): boolean {
  return network?.isolated !== undefined && (packages ?? defaultPackages(network, region)).none !== undefined;
}
