import { durationRule, scaleLimits, timeoutLimits } from './compute-limits';
import { ComponentDefinition } from '../../../definition/component-definition';
import { EndpointDefinition } from '../../../definition/endpoint-definition';
import { Problems } from '../../../private/problems';
import { isKnown } from '../../../private/tokens';
import { mebibytes } from '../../../private/units';
import { containerLimits } from '../../model/model-limits';
import { DEFAULT_INSTANCE_TYPE } from '../shape/endpoint-parts';
import { isAccelerated } from '../shape/instance-types';

const MIN_MEMORY_MIB = 128;
const OWN_RESOURCES = ['copies', 'memory', 'cpus', 'accelerators', 'scale', 'downloadTimeout', 'startupTimeout'] as const;

/** What SageMaker asks of inference components. */
export function componentLimits(endpoint: EndpointDefinition, problems: Problems): void {
  const components = endpoint.components ?? {};
  const type = endpoint.compute?.instances?.type ?? DEFAULT_INSTANCE_TYPE;
  for (const [name, component] of Object.entries(components)) {
    const at = problems.at('components', name);
    if (component.baseComponent === undefined) ownLimits(component, type, at);
    else adapterLimits(component, at);
  }
  const { rolling } = endpoint.rollout ?? {};
  if (rolling) durationRule(rolling.wait, 0, 3600, '0s to 1h', problems.at('rollout', 'rolling', 'wait'));
}

function ownLimits(component: ComponentDefinition, type: string, problems: Problems): void {
  const { model, memory, accelerators, copies = 1, scale } = component;
  if (model) containerLimits(model, problems.at('model'));
  if (isKnown(memory) && mebibytes(memory) < MIN_MEMORY_MIB) {
    problems.at('memory').add(`must be at least ${MIN_MEMORY_MIB}MiB, got ${JSON.stringify(memory)}`);
  }
  if (accelerators !== undefined && isKnown(type) && !isAccelerated(type)) {
    problems.at('accelerators').add(`must not be given on ${JSON.stringify(type)}, which has none; choose another \`compute.instances.type\``);
  }
  if (isKnown(copies) && copies < 1) {
    problems.at('copies').add(`must be at least 1, got ${copies}; a component cannot be created without a copy, use \`scale.min: 0\``);
  }
  timeoutLimits(component, problems);
  if (scale) scaleLimits(scale, copies, 'component', problems.at('scale'));
}

function adapterLimits(component: ComponentDefinition, problems: Problems): void {
  const { artifact, ...container } = component.model ?? {};
  if (isKnown(artifact) && !artifact.endsWith('.tar.gz')) {
    problems.at('model', 'artifact').add(`must end in .tar.gz, got ${JSON.stringify(artifact)}; pack the files`);
  }
  Object.keys(container).filter(key => container[key as keyof typeof container] !== undefined).forEach(key => {
    problems.at('model', key).add('must not be given for an adapter: its base component brings the container');
  });
  OWN_RESOURCES.filter(key => component[key] !== undefined).forEach(key => {
    problems.at(key).add('must not be given for an adapter: it runs in the copies of its base component');
  });
}
