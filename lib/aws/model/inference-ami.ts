import { imageTag } from './framework-image';
import { ContainerDefinition, ModelSourceDefinition } from '../../definition/model-definition';
import { isKnown } from '../../private/tokens';

/**
 * The machine image whose GPU driver runs CUDA 13. With the machines' own, older driver a container of CUDA 13 ends before it has
 * written a line.
 *
 * Source: `InferenceAmiVersion` in the API reference of `ProductionVariant` (driver 580, CUDA 13.0), and the page on GPU drivers of the
 * developer guide, which says that no such choice is made by itself.
 */
const CUDA_13_AMI = 'al2023-ami-sagemaker-inference-gpu-4-1';
const CUDA_13_TAG = /-cu13\d/;
const WITH_CUDA_13_AMI = /^ml\.(?:g4dn|g5|g6e?|g7e|p4de?|p5e?n?|p6-b200)\./;

/** The machine image that the prebuilt images of some models need on machines of a type; nothing when the machines' own will do. */
export function inferenceAmi(models: readonly (ModelSourceDefinition | undefined)[], instanceType: string): string | undefined {
  if (!isKnown(instanceType) || !WITH_CUDA_13_AMI.test(instanceType)) return undefined;
  const containers = models.flatMap(model => model?.containers ?? model ?? []);
  return containers.some(container => CUDA_13_TAG.test(tagOf(container, instanceType) ?? '')) ? CUDA_13_AMI : undefined;
}

function tagOf({ framework, frameworkVersion, image }: ContainerDefinition, instanceType: string): string | undefined {
  if (isKnown(image)) return image.split(':').pop();
  if (image !== undefined || !isKnown(framework)) return undefined;
  return imageTag({ framework, version: frameworkVersion, purpose: 'inference', instanceType });
}
