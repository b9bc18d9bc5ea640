/**
 * How an endpoint answers on Kubernetes.
 */
export interface KubernetesEndpointDefinition {
  /**
   * The program that loads the model and answers.
   *
   * @default - by framework: `mlserver` for sklearn and xgboost, `triton` for pytorch, `tensorflow-serving` for tensorflow, `vllm` for
   * huggingface and vllm
   */
  readonly server?: ModelServer;

  /**
   * Port of an image of your own.
   *
   * @default 8080
   * @minimum 1024
   * @maximum 65535
   * @asType integer
   */
  readonly port?: number;

  /**
   * Path at which an image of your own says that it is ready.
   *
   * @default /ping
   * @pattern ^/\S*$
   * @patternErrorMessage must be a path such as /ping
   */
  readonly health?: string;

  /**
   * The namespaces whose pods may call, beside the endpoint's own.
   *
   * @default - none
   */
  readonly clients?: string[];
}

/** Open programs that serve models. */
export type ModelServer = 'mlserver' | 'tensorflow-serving' | 'torchserve' | 'triton' | 'vllm';
