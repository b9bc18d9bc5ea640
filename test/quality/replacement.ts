import { isDeepStrictEqual } from 'node:util';
import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';
import { Property, PropertyType, ResourceProperties } from '@aws-cdk/service-spec-types';
import { Resource, StackTemplate } from '../../lib/testing/assembly-templates';

const specification = loadAwsServiceSpecSync();

/** A resource that a deployment of the second templates would take away, together with what it holds. */
export interface LostResource {
  /** `<stack>/<logical id>` */
  readonly path: string;
  readonly type: string;
  /** The property whose change replaces the resource, or `removed`. */
  readonly because: string;
}

/**
 * The resources of `before` that CloudFormation would replace or delete to get to `after`: by the replace-only properties of
 * the resource schemas, nested ones included, and by references to resources that are themselves replaced.
 */
export function lostResources(before: Map<string, StackTemplate>, after: Map<string, StackTemplate>): LostResource[] {
  return [...before].flatMap(([stack, template]) =>
    lostInStack(template.Resources ?? {}, after.get(stack)?.Resources ?? {}).map(({ path, ...lost }) => ({ path: `${stack}/${path}`, ...lost })));
}

function lostInStack(before: Record<string, Resource>, after: Record<string, Resource>): LostResource[] {
  const lost = new Map<string, LostResource>();
  // A replaced resource changes every reference to it, which may replace the next one: until nothing more is found.
  for (let found = -1; found !== lost.size;) {
    found = lost.size;
    for (const [logicalId, resource] of Object.entries(before)) {
      const because = lost.has(logicalId) ? undefined : reasonToLose(resource, after[logicalId], id => lost.has(id));
      if (because) lost.set(logicalId, { path: logicalId, type: resource.Type, because });
    }
  }
  return [...lost.values()];
}

function reasonToLose(before: Resource, after: Resource | undefined, isLost: (logicalId: string) => boolean): string | undefined {
  if (after === undefined) return 'removed';
  if (after.Type !== before.Type) return 'Type';
  const resource = specification.lookup('resource', 'cloudFormationType', 'equals', before.Type)[0];
  if (resource === undefined) return undefined;
  return replacingPath(resource.properties, before.Properties ?? {}, after.Properties ?? {}, isLost);
}

/** The first property whose change replaces the resource, as a path. */
function replacingPath(
  properties: ResourceProperties, before: Record<string, unknown>, after: Record<string, unknown>, isLost: (logicalId: string) => boolean,
): string | undefined {
  for (const [name, property] of Object.entries(properties)) {
    if (property.causesReplacement === undefined || property.causesReplacement === 'no') continue;
    if (isDeepStrictEqual(before[name], after[name]) && !refersToLost(before[name], isLost)) continue;
    const nested = changeableInside(property);
    if (!nested || !isObject(before[name]) || !isObject(after[name])) return name;
    const inside = replacingPath(nested, before[name], after[name], isLost);
    if (inside) return `${name}.${inside}`;
  }
  return undefined;
}

/**
 * The nested properties of a replace-only one of which some can change in place. The specification marks such a parent as a
 * whole (`OnlineStoreConfig`), although only some of its children (not `TtlDuration`) replace the resource.
 */
function changeableInside(property: Property): ResourceProperties | undefined {
  const type: PropertyType = property.type;
  if (type.type !== 'ref') return undefined;
  const { properties } = specification.get('typeDefinition', type.reference);
  const flags = Object.values(properties).map(nested => nested.causesReplacement === 'yes');
  return flags.includes(true) && flags.includes(false) ? properties : undefined;
}

function refersToLost(value: unknown, isLost: (logicalId: string) => boolean): boolean {
  if (Array.isArray(value)) return value.some(item => refersToLost(item, isLost));
  if (!isObject(value)) return false;
  const { Ref: ref, 'Fn::GetAtt': attribute, 'Fn::Sub': text } = value;
  if (typeof ref === 'string' && isLost(ref)) return true;
  if (Array.isArray(attribute) && isLost(String(attribute[0]))) return true;
  if (typeof text === 'string' && [...text.matchAll(/\$\{([^.}]+)/g)].some(([, id]) => isLost(id!))) return true;
  return Object.values(value).some(item => refersToLost(item, isLost));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
