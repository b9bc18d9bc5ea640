import { ComputeDefinition, InstancesDefinition } from '../../../definition/compute-definition';
import { EndpointDefinition } from '../../../definition/endpoint-definition';
import { isLanguageModelServer } from '../../../definition/language-model-server';
import { ModelSourceDefinition } from '../../../definition/model-definition';
import { Path } from '../../../private/problems';
import { isKnown } from '../../../private/tokens';

export const DEFAULT_VARIANT = 'AllTraffic';
export const SHADOW_VARIANT = 'Shadow';
export const DEFAULT_INSTANCE_TYPE = 'ml.m5.large';

/** One variant of an endpoint, with what it takes over from the endpoint filled in. */
export interface EndpointPart {
  readonly name: string;
  readonly path: Path;
  readonly model?: ModelSourceDefinition;
  readonly compute: ComputeDefinition;
  readonly computePath: Path;
  /** As the user wrote it; the shadow's is its share of the requests. */
  readonly weight?: number;
  /** Whether what serves fills its GPUs by design, so that how full they are says nothing. */
  readonly fillsGpus?: boolean;
}

/** The variants that take traffic. The fleet of inference components is one of them, without a model. */
export function productionParts(endpoint: EndpointDefinition, model?: ModelSourceDefinition): EndpointPart[] {
  if (endpoint.variants === undefined) {
    const models = endpoint.components ? Object.values(endpoint.components).map(component => component.model) : [model];
    return [{ name: DEFAULT_VARIANT, path: [], model, ...computeOf(endpoint), fillsGpus: models.some(fillsGpus) }];
  }
  return Object.entries(endpoint.variants).map(([name, variant]) => {
    const path = ['variants', name];
    const own = variant.model ?? model;
    const compute = computeOf(endpoint, variant.compute, path);
    return { name, path, model: own, weight: variant.weight, ...compute, fillsGpus: fillsGpus(own) };
  });
}

/** The shadow, when there is one. */
export function shadowPart(endpoint: EndpointDefinition): EndpointPart | undefined {
  const { shadow } = endpoint;
  if (!shadow) return undefined;
  const weight = isKnown(shadow.percent) ? shadow.percent / 100 : 1;
  return { name: SHADOW_VARIANT, path: ['shadow'], model: shadow.model, weight, ...computeOf(endpoint, shadow.compute, ['shadow']) };
}

/** The machines of some compute, or nothing when it is serverless. */
export function instancesOf(compute: ComputeDefinition): InstancesDefinition | undefined {
  return compute.serverless ? undefined : compute.instances ?? {};
}

/** Instance type of a fleet. */
export function instanceType(instances: InstancesDefinition): string {
  return instances.type ?? DEFAULT_INSTANCE_TYPE;
}

/** Instance types by variant, of those that have machines. */
export function instanceTypes(parts: readonly EndpointPart[]): { [variant: string]: string } {
  return Object.fromEntries(parts.flatMap(({ name, compute }) => {
    const instances = instancesOf(compute);
    return instances ? [[name, instanceType(instances)]] : [];
  }));
}

/** How many machines a fleet starts with. The service makes an endpoint with one at least; scaling takes the last one away. */
export function initialCount({ count, scale }: InstancesDefinition): number {
  const wanted = count ?? scale?.min ?? 1;
  return isKnown(wanted) ? Math.max(1, wanted) : wanted;
}

/** The smallest fleet that an update can meet. */
export function smallestCount(instances: InstancesDefinition): number {
  return instances.scale ? instances.scale.min ?? 1 : initialCount(instances);
}

/** The largest fleet outside of updates. */
export function largestCount(instances: InstancesDefinition): number {
  const scheduled = Object.values(instances.scale?.schedules ?? {}).map(({ max }) => max ?? 0);
  return Math.max(initialCount(instances), instances.scale?.max ?? 0, ...scheduled);
}

function computeOf(endpoint: EndpointDefinition, own?: ComputeDefinition, path: Path = []): { compute: ComputeDefinition; computePath: Path } {
  return own ? { compute: own, computePath: [...path, 'compute'] } : { compute: endpoint.compute ?? {}, computePath: ['compute'] };
}

function fillsGpus(model: ModelSourceDefinition | undefined): boolean {
  return isLanguageModelServer(model?.framework);
}
