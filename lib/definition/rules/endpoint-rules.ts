import { ownContainerRules, ownModelRules } from './model-source-rules';
import { checkNames, entries, entry, has, namesOf } from './names';
import { timeRules } from './schedule-rules';
import { timeZoneRules } from './time-zone-rules';
import { unknownName } from '../../private/nearest';
import { Problems } from '../../private/problems';
import { isKnown } from '../../private/tokens';
import { ComponentDefinition } from '../component-definition';
import { EndpointDefinition } from '../endpoint-definition';
import { ScaleDefinition, ScheduledScaleDefinition } from '../scale-definition';

/** What is true of endpoints on any platform; limits of a service belong to the platform. */
export function endpointRules(endpoint: EndpointDefinition, problems: Problems): void {
  const { components, compute, shadow, variants } = endpoint;
  scaleRules(compute?.instances?.scale, problems.at('compute', 'instances', 'scale'));
  limits(compute?.serverless?.scale, problems.at('compute', 'serverless', 'scale'));
  limits(compute?.containers?.scale, problems.at('compute', 'containers', 'scale'));
  if (compute?.containers?.count !== undefined && compute.containers.scale !== undefined) {
    problems.at('compute', 'containers', 'count').add('is not given together with "scale", which says how many there are; remove one');
  }

  if (variants !== undefined) {
    const at = problems.at('variants');
    if (namesOf(variants).length === 0) at.add('must have at least one variant');
    checkNames(variants, 63, at);
    for (const [name, variant] of entries(variants)) {
      if (variant.model !== undefined) ownModelRules(variant.model, at.at(name, 'model'));
      scaleRules(variant.compute?.instances?.scale, at.at(name, 'compute', 'instances', 'scale'));
    }
    const weights = entries(variants).map(([, variant]) => variant.weight ?? 1);
    if (weights.length > 0 && weights.length === namesOf(variants).length && weights.every(weight => weight === 0)) {
      at.add('every variant has the weight 0, so none gets traffic; raise one');
    }
  }
  if (shadow?.model !== undefined) ownModelRules(shadow.model, problems.at('shadow', 'model'));
  if (components !== undefined) {
    if (namesOf(components).length === 0) problems.at('components').add('must have at least one component');
    checkNames(components, 63, problems.at('components'));
    for (const [name, component] of entries(components)) componentRules(name, component, components, problems.at('components', name));
    if (variants !== undefined) problems.at('components').add('is not given together with "variants"; components share one fleet');
  }
}

function componentRules(name: string, component: ComponentDefinition,
  components: NonNullable<EndpointDefinition['components']>, problems: Problems): void {
  const { baseComponent, model } = component;
  scaleRules(component.scale, problems.at('scale'));
  if (baseComponent === undefined) {
    if (model === undefined) return problems.at('model').add('is missing; only an adapter has none, with "baseComponent"');
    return ownContainerRules(model, problems.at('model'));
  }
  const at = problems.at('baseComponent');
  if (!isKnown(baseComponent)) return;
  if (!has(components, baseComponent) || baseComponent === name) {
    at.add(unknownName('other component', baseComponent, namesOf(components).filter(other => other !== name)));
  } else if (entry(components, baseComponent)?.baseComponent !== undefined) {
    at.add(`must be a component with a model of its own, got ${JSON.stringify(baseComponent)}, which is an adapter`);
  }
  if (model?.artifact === undefined) problems.at('model', 'artifact').add('is missing; it holds the files of the adapter');
}

function scaleRules(scale: ScaleDefinition | undefined, problems: Problems): void {
  limits(scale, problems);
  for (const [name, schedule] of entries(scale?.schedules)) {
    const at = problems.at('schedules', name);
    scheduledRules(schedule, scale!, at);
    timeRules(schedule.at, at.at('at'));
    timeZoneRules(schedule.timeZone, at.at('timeZone'));
  }
}

/** What a schedule leaves out stays as it is. */
function scheduledRules(schedule: ScheduledScaleDefinition, scale: ScaleDefinition, problems: Problems): void {
  const { min = scale.min ?? 1, max = scale.max } = schedule;
  if (schedule.min === undefined && schedule.max === undefined) {
    problems.add('changes nothing; give "min", "max" or both');
  } else if (schedule.min !== undefined) {
    limits({ min, max }, problems, schedule.max === undefined ? ' at other times' : '');
  } else if (isKnown(min) && isKnown(max) && min > max) {
    problems.at('max').add(`must be at least ${min}, the value of "min" at other times, `
      + `got ${max}`);
  }
}

function limits(scale: Partial<Pick<ScaleDefinition, 'max' | 'min'>> | undefined, problems: Problems, when: string = ''): void {
  if (isKnown(scale?.min) && isKnown(scale?.max) && scale.min > scale.max) {
    problems.at('min').add(`must be at most ${scale.max}, the value of "max"${when}, got ${scale.min}`);
  }
}
