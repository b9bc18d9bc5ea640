import { StepContext } from './step-context';
import { ContainerDefinition } from '../../../definition/model-definition';
import { trainingBehind } from '../../../definition/pipeline/step-kinds';
import { TrainStepDefinition } from '../../../definition/pipeline/steps/train-step-definition';
import { hasFrameworkImage } from '../../model/framework-image';
import { fileVariables } from '../../model/hub-variables';
import { containerImage } from '../../model/model-container';

const CODE_DIRECTORY = '/opt/ml/model/code';

/** The container that serves a model which a step has trained: image, environment and the model's files. */
export function modelContainer(reference: string, context: StepContext): Record<string, unknown> {
  const { scope, graph, container, inferenceInstanceTypes } = context.settings;
  const serving = servingContainer(container, trainingBehind(reference, graph.steps));
  return {
    Image: containerImage(scope, serving, inferenceInstanceTypes?.[0]),
    ModelDataUrl: context.data(reference),
    Environment: {
      ...fileVariables(serving),
      ...serving.environment,
      ...(serving.entryPoint === undefined ? {} : { SAGEMAKER_PROGRAM: serving.entryPoint, SAGEMAKER_SUBMIT_DIRECTORY: CODE_DIRECTORY }),
    },
  };
}

/** What serves a model: what the props say, else the framework and version that trained it. */
export function servingContainer(container: ContainerDefinition | undefined, trained: TrainStepDefinition | undefined): ContainerDefinition {
  if (container?.image !== undefined || container?.framework !== undefined) return container;
  return { ...container, framework: trained?.framework, frameworkVersion: trained?.frameworkVersion };
}

/** Why a model cannot be served as it was trained; nothing when it can. */
export function servingProblem(container: ContainerDefinition | undefined, trained: TrainStepDefinition | undefined): string | undefined {
  const { image, framework, frameworkVersion } = servingContainer(container, trained);
  if (image !== undefined) return undefined;
  if (framework === undefined) {
    return 'the library does not know what serves the model: the step that trains it has no framework; set `framework` or `image` of the model';
  }
  if (container?.framework !== undefined || hasFrameworkImage({ framework, version: frameworkVersion, purpose: 'inference' })) return undefined;
  return `there is no prebuilt image that serves ${framework} ${frameworkVersion}; set \`framework\` and \`frameworkVersion\`, or \`image\`, `
    + 'of the model';
}
