import * as sagemaker from 'aws-cdk-lib/aws-sagemaker';
import { Construct } from 'constructs';
import { frameworkImage } from './framework-image';
import { sourceVariables } from './hub-variables';
import { ContainerDefinition, ModelSourceDefinition, MultiModelDefinition } from '../../definition/model-definition';
import { IPackageIndex } from '../foundation/package-index';
import { isInS3 } from '../foundation/s3-place-limits';
import { REPOSITORY_VARIABLE } from '../foundation/script-packages';
import { secretReference } from '../foundation/secret-reference';

const CODE_DIRECTORY = '/opt/ml/model/code';

/** One container or more, as `AWS::SageMaker::Model` takes them. */
export interface RenderedModel {
  readonly primaryContainer?: sagemaker.CfnModel.ContainerDefinitionProperty;
  readonly containers?: sagemaker.CfnModel.ContainerDefinitionProperty[];
  readonly inferenceExecutionConfig?: sagemaker.CfnModel.InferenceExecutionConfigProperty;
}

/** What a container runs on, and where it installs packages from when it has a network. */
export interface ContainerSurroundings {
  readonly instanceType?: string;
  readonly packages?: IPackageIndex;
}

/** Renders where a model comes from. Environment variables keep their names: CloudFormation takes them as they are. */
export function renderModel(scope: Construct, model: ModelSourceDefinition, surroundings: ContainerSurroundings): RenderedModel {
  if (model.aws !== undefined) {
    return { primaryContainer: { modelPackageName: model.aws.modelPackage, environment: renderEnvironment({}, surroundings) } };
  }
  if (model.containers !== undefined) {
    return {
      containers: model.containers.map(container => renderContainer(scope, container, surroundings)),
      inferenceExecutionConfig: { mode: 'Serial' },
    };
  }
  return { primaryContainer: renderContainer(scope, model, surroundings, model.multiModel) };
}

/** The image of a container: its own, or the framework's. */
export function containerImage(scope: Construct, container: ContainerDefinition, instanceType?: string): string | undefined {
  const { image, framework, frameworkVersion } = container;
  if (image !== undefined || framework === undefined) return image;
  return frameworkImage(scope, { framework, version: frameworkVersion, purpose: 'inference', instanceType });
}

function renderContainer(
  scope: Construct, container: ContainerDefinition, surroundings: ContainerSurroundings, multiModel?: MultiModelDefinition,
): sagemaker.CfnModel.ContainerDefinitionProperty {
  const image = containerImage(scope, container, surroundings.instanceType);
  const environment = renderEnvironment(container, surroundings);
  return {
    image,
    environment,
    ...(container.artifact !== undefined && isInS3(container.artifact) ? renderData(container.artifact, multiModel !== undefined) : {}),
    ...(multiModel === undefined ? {} : {
      mode: 'MultiModel',
      multiModelConfig: { modelCacheSetting: (multiModel.cache ?? true) ? 'Enabled' : 'Disabled' },
    }),
  };
}

/** `ModelDataUrl` wherever it can say it: serverless endpoints, batch transform and multi-model containers know nothing else. */
function renderData(uri: string, multiModel: boolean): Partial<sagemaker.CfnModel.ContainerDefinitionProperty> {
  if (multiModel || !uri.endsWith('/')) return { modelDataUrl: uri };
  return { modelDataSource: { s3DataSource: { s3Uri: uri, s3DataType: 'S3Prefix', compressionType: 'None' } } };
}

function renderEnvironment(
  container: ContainerDefinition, { packages }: ContainerSurroundings,
): Record<string, string> | undefined {
  const { environment, entryPoint, secrets = {} } = container;
  const variables = {
    ...sourceVariables(container),
    ...environment,
    ...Object.fromEntries(Object.entries(secrets).map(([name, secret]) => [name, secretReference(secret)])),
    ...(entryPoint === undefined ? {} : { SAGEMAKER_PROGRAM: entryPoint, SAGEMAKER_SUBMIT_DIRECTORY: CODE_DIRECTORY }),
    ...(packages === undefined ? {} : { [REPOSITORY_VARIABLE]: packages.repositoryArn }),
  };
  return environment === undefined && Object.keys(variables).length === 0 ? undefined : variables;
}
