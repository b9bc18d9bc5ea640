import { durationRule, scaleRules, timeoutRules } from './compute-rules';
import { DEFAULT_INSTANCE_TYPE } from './endpoint-parts';
import { isAccelerated } from './instance-types';
import { ComponentDefinition } from '../../definition/component-definition';
import { EndpointDefinition } from '../../definition/endpoint-definition';
import { entry } from '../../definition/rules/names';
import { unknownName } from '../../private/nearest';
import { Problems } from '../../private/problems';
import { isKnown } from '../../private/tokens';
import { mebibytes } from '../../private/units';
import { containerRules } from '../model/model-rules';

const MIN_MEMORY_MIB = 128;
const OWN_RESOURCES = ['copies', 'memory', 'cpus', 'accelerators', 'scale', 'downloadTimeout', 'startupTimeout'] as const;

/** What the schema cannot say about inference components. */
export function componentRules(endpoint: EndpointDefinition, problems: Problems): void {
  const components = endpoint.components ?? {};
  if (Object.keys(components).length === 0) problems.at('components').add('must have at least one component');
  const type = endpoint.compute?.instances?.type ?? DEFAULT_INSTANCE_TYPE;
  for (const [name, component] of Object.entries(components)) {
    const at = problems.at('components', name);
    if (!/^[a-zA-Z0-9](-*[a-zA-Z0-9])*$/.test(name)) at.add('must have a name of letters, digits and hyphens');
    if (component.baseComponent === undefined) ownRules(component, type, at);
    else adapterRules(component, name, components, at);
  }
  const { rolling } = endpoint.rollout ?? {};
  if (rolling) durationRule(rolling.wait, 0, 3600, '0s to 1h', problems.at('rollout', 'rolling', 'wait'));
}

function ownRules(component: ComponentDefinition, type: string, problems: Problems): void {
  const { model, memory, accelerators, copies = 1, scale } = component;
  if (model) containerRules(model, problems.at('model'));
  else problems.at('model').add('must be given: what the component runs; only an adapter takes it from `baseComponent`');
  if (isKnown(memory) && mebibytes(memory) < MIN_MEMORY_MIB) {
    problems.at('memory').add(`must be at least ${MIN_MEMORY_MIB}MiB, got ${JSON.stringify(memory)}`);
  }
  if (accelerators !== undefined && isKnown(type) && !isAccelerated(type)) {
    problems.at('accelerators').add(`must not be given on ${JSON.stringify(type)}, which has none; choose another \`compute.instances.type\``);
  }
  if (isKnown(copies) && copies < 1) {
    problems.at('copies').add(`must be at least 1, got ${copies}; a component cannot be created without a copy, use \`scale.min: 0\``);
  }
  timeoutRules(component, problems);
  if (scale) scaleRules(scale, copies, 'component', problems.at('scale'));
}

function adapterRules(component: ComponentDefinition, name: string, components: Record<string, ComponentDefinition>, problems: Problems): void {
  const base = component.baseComponent!;
  if (isKnown(base) && !entry(components, base)) {
    problems.at('baseComponent').add(unknownName('component', base, Object.keys(components).filter(other => other !== name)));
  } else if (isKnown(base) && components[base]!.baseComponent !== undefined) {
    problems.at('baseComponent').add(`must be a component with a container of its own, got the adapter ${JSON.stringify(base)}`);
  }
  const { artifact, ...container } = component.model ?? {};
  if (artifact === undefined) {problems.at('model', 'artifact').add('must be given: the adapter\'s files');} else if (isKnown(artifact) && !artifact.endsWith('.tar.gz')) {
    problems.at('model', 'artifact').add(`must end in '.tar.gz', got ${JSON.stringify(artifact)}`);
  }
  Object.keys(container).filter(key => container[key as keyof typeof container] !== undefined).forEach(key => {
    problems.at('model', key).add('must not be given for an adapter: its base component brings the container');
  });
  OWN_RESOURCES.filter(key => component[key] !== undefined).forEach(key => {
    problems.at(key).add('must not be given for an adapter: it runs in the copies of its base component');
  });
}
