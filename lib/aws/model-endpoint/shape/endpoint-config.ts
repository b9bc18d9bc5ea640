import * as kms from 'aws-cdk-lib/aws-kms';
import * as sagemaker from 'aws-cdk-lib/aws-sagemaker';
import { EndpointPart, initialCount, instancesOf, instanceType, largestCount } from './endpoint-parts';
import { InstancesDefinition, ServerlessDefinition } from '../../../definition/compute-definition';
import { CaptureDefinition, EndpointDefinition } from '../../../definition/endpoint-definition';
import { mebibytes, seconds } from '../../../private/units';
import { inferenceAmi } from '../../model/inference-ami';

const ROUTING = { 'least-outstanding-requests': 'LEAST_OUTSTANDING_REQUESTS', 'random': 'RANDOM' } as const;
const JSON_TYPES = ['application/json', 'application/jsonlines'];

type Variant = sagemaker.CfnEndpointConfig.ProductionVariantProperty;
type Serverless = sagemaker.CfnEndpointConfig.ServerlessConfigProperty;
type Capture = sagemaker.CfnEndpointConfig.DataCaptureConfigProperty;

/** One variant of an endpoint configuration. */
export function renderVariant(part: EndpointPart, modelName: string | undefined, asynchronous: boolean): Variant {
  const instances = instancesOf(part.compute);
  return {
    variantName: part.name,
    modelName,
    // 0 is a weight: ready, but without traffic.
    initialVariantWeight: part.weight ?? 1,
    ...(instances
      ? renderInstances(instances, part, asynchronous)
      : { serverlessConfig: renderServerless(part.compute.serverless!) }),
  };
}

/** The fleet of inference components: it has no model, and its machines follow the copies. */
export function renderComponentFleet(part: EndpointPart, components: NonNullable<EndpointDefinition['components']>): Variant {
  const instances = instancesOf(part.compute)!;
  const models = Object.values(components).map(({ model }) => model);
  return {
    ...renderVariant(part, undefined, false),
    inferenceAmiVersion: instances.aws?.inferenceAmi ?? inferenceAmi(models, instanceType(instances)),
    managedInstanceScaling: instances.scale && {
      status: 'ENABLED',
      minInstanceCount: instances.scale.min ?? 1,
      maxInstanceCount: largestCount(instances),
    },
  };
}

/** How requests and answers are recorded. Bodies are readable for these types; others are kept in Base64. */
export function renderCapture(capture: CaptureDefinition, destinationS3Uri: string, key: kms.IKey): Capture {
  const modes = capture.only === undefined ? ['Input', 'Output'] : [capture.only === 'input' ? 'Input' : 'Output'];
  return {
    enableCapture: true,
    initialSamplingPercentage: capture.percent ?? 100,
    destinationS3Uri,
    kmsKeyId: key.keyArn,
    captureOptions: modes.map(captureMode => ({ captureMode })),
    captureContentTypeHeader: { csvContentTypes: ['text/csv'], jsonContentTypes: JSON_TYPES },
  };
}

function renderInstances(instances: InstancesDefinition, { model }: EndpointPart, asynchronous: boolean): Partial<Variant> {
  // Multi-model containers are routed by model, and a queue is not routed at all: what the service does is left alone there.
  const routed = instances.routing !== undefined || !model?.multiModel && !asynchronous;
  return {
    instanceType: instanceType(instances),
    initialInstanceCount: initialCount(instances),
    volumeSizeInGb: instances.volume === undefined ? undefined : mebibytes(instances.volume) / 1024,
    routingConfig: routed ? { routingStrategy: ROUTING[instances.routing ?? 'least-outstanding-requests'] } : undefined,
    modelDataDownloadTimeoutInSeconds: instances.downloadTimeout === undefined ? undefined : seconds(instances.downloadTimeout),
    containerStartupHealthCheckTimeoutInSeconds: instances.startupTimeout === undefined ? undefined : seconds(instances.startupTimeout),
    inferenceAmiVersion: instances.aws?.inferenceAmi ?? inferenceAmi([model], instanceType(instances)),
  };
}

function renderServerless({ memory, maxConcurrency, provisionedConcurrency, scale }: ServerlessDefinition): Serverless {
  return {
    memorySizeInMb: mebibytes(memory ?? '2GiB'),
    maxConcurrency: maxConcurrency ?? 20,
    // What scales has to be there first.
    provisionedConcurrency: provisionedConcurrency ?? (scale && (scale.min ?? 1)),
  };
}
