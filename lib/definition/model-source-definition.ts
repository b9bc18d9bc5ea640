import { SecretText, ServingFramework, StoragePlace } from './values';

/**
 * What runs a model: the model's files and the container that loads them.
 */
export interface ContainerDefinition {
  /**
   * The model's files: a `.tar.gz`, or a prefix that ends in `/` for files that are not packed. For `vllm`, `djl-lmi`, `tgi` and `huggingface`
   * also a model of the Hugging Face Hub, `hf://organization/model:revision`, which the container downloads when it starts; on AWS that
   * needs `networkIsolation: false` of the endpoint. Without the revision, another day may bring another model.
   *
   * @default - the image brings the model, or a pipeline or a model package does
   */
  readonly artifact?: StoragePlace;

  /**
   * The framework, or the server of large language models, whose prebuilt SageMaker image serves the model.
   *
   * @default - the framework of the step that trains the model, else `image` is needed
   */
  readonly framework?: ServingFramework;

  /**
   * Version of the framework, as in the image's tag.
   *
   * @default - the newest that the library knows
   */
  readonly frameworkVersion?: string;

  /**
   * A container image of your own in Amazon ECR, instead of a framework's.
   *
   * @default - the framework's prebuilt image
   */
  readonly image?: string;

  /**
   * File of your inference code inside the model's files, below `code/`.
   *
   * @default - the framework's own way to load and call a model
   * @pattern ^[\w.-]+\.py$
   * @patternErrorMessage must be the name of a Python file, without folders, such as inference.py
   */
  readonly entryPoint?: string;

  /**
   * Environment variables of the container, at most 100. They are readable in the template: no secrets.
   *
   * @default - none of your own
   */
  readonly environment?: { [name: string]: string };

  /**
   * Environment variables whose values are kept as secrets, by the secrets' names. The template has the names alone. SageMaker has no
   * secrets of its own: there, whoever may describe the model reads the values, and a new value arrives with the next model. Where that
   * is too much, bring the files of the model to Amazon S3, so that no container needs a token.
   *
   * @default - none
   */
  readonly secrets?: { [name: string]: SecretText };
}

/**
 * Where a model comes from.
 */
export interface ModelSourceDefinition extends ContainerDefinition {
  /**
   * A model that only AWS knows, instead of the other keys.
   *
   * @default - the model is given in words that every place has
   */
  readonly aws?: AwsModelSourceDefinition;

  /**
   * Containers that answer one after another, each with the output of the one before: 2 to 15. The other keys are not
   * given then.
   *
   * @default - one container
   * @minItems 2
   * @maxItems 15
   */
  readonly containers?: ContainerDefinition[];

  /**
   * One container for many models, chosen by each request; `artifact` is then the prefix that holds their `.tar.gz` files.
   *
   * @default - one model
   */
  readonly multiModel?: MultiModelDefinition;
}

/**
 * One container that loads many models when they are asked for.
 */
export interface MultiModelDefinition {
  /**
   * Whether loaded models stay in memory. Turn it off for many models that are seldom called.
   *
   * @default true
   */
  readonly cache?: boolean;
}

/**
 * A model that is kept on AWS.
 */
export interface AwsModelSourceDefinition {
  /**
   * ARN of a version in the SageMaker model registry. It brings image, files and environment, so none of them is given. The
   * version of a model with a pipeline is that of `mlops.lock.json`, or of the delivery pipeline.
   *
   * @pattern ^arn:aws[a-z-]*:sagemaker:[a-z0-9-]+:\d{12}:model-package/[a-zA-Z0-9-]+(/\d+)?$
   * @patternErrorMessage must be the ARN of a model package such as arn:aws:sagemaker:eu-west-1:111111111111:model-package/churn/7
   */
  readonly modelPackage: string;
}
