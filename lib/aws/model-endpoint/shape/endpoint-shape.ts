import { EndpointPart, instancesOf, instanceType, largestCount, productionParts, shadowPart } from './endpoint-parts';
import { isInferentia1 } from './instance-types';
import { EndpointDefinition } from '../../../definition/endpoint-definition';
import { ModelSourceDefinition } from '../../../definition/model-definition';
import { isKnown } from '../../../private/tokens';
import { hasLocalStorage } from '../../foundation/local-storage';
import { isMarketplace } from '../../model/model-limits';
import { peakCount } from '../rollout/rollout';

/** What follows from the definition of an endpoint, before anything of it exists. */
export class EndpointShape {
  /** The variants that take traffic. */
  public readonly production: EndpointPart[];
  /** The variants that take traffic, and the shadow. */
  public readonly parts: EndpointPart[];

  constructor(private readonly definition: EndpointDefinition, model: ModelSourceDefinition | undefined) {
    const shadow = shadowPart(definition);
    this.production = productionParts(definition, model);
    this.parts = shadow ? [...this.production, shadow] : this.production;
  }

  public get shadows(): EndpointPart[] {
    return this.parts.slice(this.production.length);
  }

  public get isServerless(): boolean {
    return this.parts.some(part => part.compute.serverless !== undefined);
  }

  /** Local NVMe storage and serverless containers are encrypted without a key, and refuse one. */
  public get hasVolumes(): boolean {
    return this.fleets.some(({ type }) => !hasLocalStorage(type));
  }

  public get needsKey(): boolean {
    const { asynchronous, capture, detachScaling } = this.definition;
    return this.hasVolumes || capture !== undefined || asynchronous !== undefined || detachScaling === true;
  }

  /** Deployment guardrails leave out serverless endpoints, AWS Marketplace and Inf1; components have their own. */
  public get isGuarded(): boolean {
    return !this.isServerless && !this.definition.components
      && !this.parts.some(({ model }) => isMarketplace(model))
      && !this.fleets.some(({ type }) => isKnown(type) && isInferentia1(type));
  }

  /** Whether an update leaves counts and weights as scaling and operators have made them. */
  public get keepsScaling(): boolean {
    const { components, keepScaling } = this.definition;
    return keepScaling ?? (!components && this.production.some(({ compute }) => compute.instances?.scale ?? compute.serverless?.scale));
  }

  public get isIsolated(): boolean {
    return this.definition.networkIsolation ?? !this.isServerless;
  }

  /** The most machines of each type that exist at one time, which is during an update. */
  public get peakInstances(): { [instanceType: string]: number } {
    const peak: { [instanceType: string]: number } = {};
    for (const { type, count } of this.fleets) {
      if (isKnown(type) && isKnown(count)) peak[type] = (peak[type] ?? 0) + peakCount(count, this.definition.rollout, this.definition.components);
    }
    return peak;
  }

  private get fleets(): { readonly type: string; readonly count: number }[] {
    return this.parts.flatMap(({ compute }) => instancesOf(compute) ?? []).map(instances => ({
      type: instanceType(instances), count: largestCount(instances),
    }));
  }
}
