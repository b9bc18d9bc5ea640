import { ModelPlace, resourceName, trainingEnvironment } from './model-place';
import { SystemStack } from './system-stack';
import { ModelCard } from '../../aws/model-card';
import { trainingFacts } from '../../definition/pipeline/training-facts';
import { entries, entry } from '../../definition/rules/names';

/** The card of a model, once: where it is trained, else in the first environment. */
export function defineCard(stack: SystemStack, place: ModelPlace): ModelCard | undefined {
  const { environmentName, model, modelName, shared, system } = place;
  if (model.card === undefined || trainingEnvironment(system, model) !== environmentName) return undefined;
  const { artifact, framework, intendedUse, pipeline, risk = 'medium' } = model;
  return new ModelCard(stack, 'Card', {
    ...model.card,
    details: { ...derivedDetails(place), ...model.card.details },
    modelCardName: resourceName(place, environmentName, modelName),
    modelName,
    owner: system.owner,
    risk,
    intendedUse,
    framework,
    artifact,
    pipeline,
    platform: shared.platform,
  });
}

/** What else the definition says that matters to those who judge. */
function derivedDetails({ model: { monitoring, pipeline = {} }, system }: ModelPlace): { [name: string]: string } {
  const checks = entries<unknown>(monitoring as { [check: string]: unknown } | undefined).map(([name]) => name);
  const about = trainingFacts(pipeline).data.filter(text => entry(system.datasets, text.replace('datasets.', ''))?.personalData);
  return {
    ...(checks.length > 0 && { monitoring: checks.join(', ') }),
    ...(about.length > 0 && { 'personal data': about.join(', ') }),
  };
}
