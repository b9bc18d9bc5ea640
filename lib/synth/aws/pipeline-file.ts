import { resourceName, trainingEnvironment } from './model-place';
import { SdkDefinition } from '../../aws/training-pipeline/sdk-definition';
import { MlopsDefinition } from '../../definition';

/** The file of a model's pipeline, with what the definition says beside it. */
export function pipelineFile(definition: MlopsDefinition, modelName: string, directory: string): SdkDefinition | undefined {
  const model = definition.models[modelName]!;
  const { fromFile, parameters } = model.pipeline ?? {};
  if (fromFile === undefined) return undefined;
  return SdkDefinition.read(directory, fromFile, {
    parameters, pipelineName: resourceName({ system: definition }, trainingEnvironment(definition, model), modelName),
  });
}
