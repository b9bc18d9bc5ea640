import { resourceName, trainingEnvironment } from './model-place';
import { SdkDefinition } from '../../aws/training-pipeline/sdk-definition';
import { MlopsDefinition } from '../../definition';

/** The file of a model's pipeline, with what the definition says beside it. */
export function pipelineFile(definition: MlopsDefinition, modelName: string, directory: string): SdkDefinition | undefined {
  const model = definition.models[modelName]!;
  const { aws, parameters } = model.pipeline ?? {};
  if (aws === undefined) return undefined;
  return SdkDefinition.read(directory, aws.fromFile, {
    parameters, pipelineName: resourceName({ system: definition }, trainingEnvironment(definition, model), modelName),
  });
}
