import { ApiObject, ApiObjectMetadata } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';

/** The release whose rules hold here: fields, annotations, and the image that loads files. */
export const KSERVE_VERSION = '0.20.0';

/** What KServe's webhook would write otherwise: stored as it is applied, so a tool that compares both sees no difference. */
export const DEPLOYMENT_MODE = { 'serving.kserve.io/deploymentMode': 'Standard' } as const;

/** A model and what loads it, by a runtime of the same namespace. */
export interface InferenceModel {
  /** Empty, as the schema asks for it and the webhook fills it. */
  readonly name: '';
  readonly modelFormat: { readonly name: string };
  readonly protocolVersion: string;
  readonly runtime: string;
  /** Without it KServe takes the service for one of many models, and adds an agent that loads them. */
  readonly storageUri?: string;
  readonly env?: readonly k8s.EnvVar[];
  readonly resources: k8s.ResourceRequirements;
  readonly volumeMounts?: readonly k8s.VolumeMount[];
}

/** A predictor: a pod, how many there are, and either a model or containers of one's own. */
export interface Predictor {
  readonly pod: k8s.PodSpec;
  readonly model?: InferenceModel;
  readonly minReplicas: number;
  readonly maxReplicas?: number;
  readonly scaleMetric?: 'cpu';
  readonly scaleTarget?: number;
  readonly deploymentStrategy: k8s.DeploymentStrategy;
  readonly labels?: Readonly<Record<string, string>>;
}

/** `serving.kserve.io/v1beta1`, of which only what is used has a type. */
export class InferenceService extends ApiObject {
  constructor(scope: Construct, id: string, { metadata, predictor }: { metadata: ApiObjectMetadata; predictor: Predictor }) {
    const { pod, model, deploymentStrategy, ...scaling } = predictor;
    super(scope, id, {
      apiVersion: 'serving.kserve.io/v1beta1',
      kind: 'InferenceService',
      metadata,
      spec: {
        predictor: {
          ...k8s.toJson_PodSpec(pod),
          // The pod's containers are those of the runtime.
          ...model && { containers: undefined, model: renderModel(model) },
          ...scaling,
          deploymentStrategy: k8s.toJson_DeploymentStrategy(deploymentStrategy),
        },
      },
    });
  }
}

function renderModel({ modelFormat, protocolVersion, runtime, storageUri, ...container }: InferenceModel): object {
  return { ...k8s.toJson_Container(container as k8s.Container), modelFormat, protocolVersion, runtime, storageUri };
}

/** `serving.kserve.io/v1alpha1`: a server of models for one namespace. */
export class ServingRuntime extends ApiObject {
  constructor(scope: Construct, id: string, props: {
    metadata: ApiObjectMetadata; format: string; protocol: string; container: k8s.Container;
  }) {
    super(scope, id, {
      apiVersion: 'serving.kserve.io/v1alpha1',
      kind: 'ServingRuntime',
      metadata: props.metadata,
      spec: {
        supportedModelFormats: [{ name: props.format, version: '1', autoSelect: false }],
        protocolVersions: [props.protocol],
        multiModel: false,
        containers: [k8s.toJson_Container(props.container)],
      },
    });
  }
}
