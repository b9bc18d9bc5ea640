import { imageRules } from './image-rules';
import { items, namesOf } from './names';
import { variableRules } from './variable-rules';
import { listed } from '../../private/nearest';
import { Problems } from '../../private/problems';
import { isKnown } from '../../private/tokens';
import { loadsFromHub } from '../language-model-server';
import { ContainerDefinition, ModelDefinition, ModelSourceDefinition } from '../model-definition';
import { hubModel, isInObjectStore } from '../storage-place';

const CONTAINER_KEYS = ['artifact', 'framework', 'frameworkVersion', 'image', 'entryPoint', 'environment', 'secrets'] as const;

/** Where a model comes from: exactly one place, with what runs it. */
export function modelSourceRules(source: ModelSourceDefinition & Pick<ModelDefinition, 'pipeline'>, problems: Problems): void {
  const { artifact, aws, containers, multiModel, pipeline } = source;
  if (aws !== undefined) {
    excluded(source, [...CONTAINER_KEYS, 'containers', 'multiModel'], '"aws.modelPackage", which brings image, files and environment', problems);
    if (pipeline !== undefined) {
      problems.at('aws').add('is not given together with "pipeline": versions come from the pipeline, and mlops.lock.json says which one; '
        + 'remove one');
    }
    return;
  }
  if (containers !== undefined) {
    excluded(source, [...CONTAINER_KEYS, 'multiModel'], '"containers"; give it to one of them', problems);
    for (const [index, container] of items(containers)) ownContainerRules(container, problems.at('containers', index));
    return;
  }
  if (pipeline !== undefined && artifact !== undefined) {
    problems.at('artifact').add('is not given together with "pipeline", which makes the files; remove one');
  }
  if (pipeline !== undefined && source.secrets !== undefined) {
    problems.at('secrets').add('is not given together with "pipeline": a version keeps its variables, for all who read the registry; leave it out');
  }
  if (multiModel !== undefined) {
    if (artifact === undefined) {
      problems.at('artifact').add('is missing; with "multiModel" it is the prefix that holds the models');
    } else if (isKnown(artifact) && isInObjectStore(artifact) && !artifact.endsWith('/')) {
      problems.at('artifact').add('must be a prefix '
        + `that ends in / with "multiModel", got ${JSON.stringify(artifact)}`);
    } else if (hubModel(artifact) !== undefined) {
      problems.at('artifact').add(`must be a prefix that holds the models with "multiModel", got ${JSON.stringify(artifact)}, which is one model`);
    }
  }
  containerRules(source, problems);
}

/** A container that no pipeline fills. */
export function ownContainerRules(container: ContainerDefinition, problems: Problems): void {
  if (!holdsModel(container)) problems.add('needs an "artifact" or an "image"');
  containerRules(container, problems);
}

/** What runs a model: an image of a framework or one's own, and files that it can load. */
function containerRules(container: ContainerDefinition, problems: Problems): void {
  const { artifact, environment, framework, image, secrets } = container;
  imageRules(container, problems);
  variableRules(environment, problems.at('environment'));
  for (const name of namesOf(secrets).filter(key => environment?.[key] !== undefined)) {
    problems.at('secrets', name).add('is given in `environment` too; remove it there');
  }
  if (isKnown(artifact) && isInObjectStore(artifact) && !artifact.endsWith('/') && !artifact.endsWith('.tar.gz')) {
    problems.at('artifact').add(`must end in .tar.gz, or in / for files that are not packed, got ${JSON.stringify(artifact)}`);
  }
  if (artifact !== undefined && framework === undefined && image === undefined) {
    problems.add('has an "artifact" but nothing that runs it; give a "framework" or an "image"');
  }
}

/** A model that no pipeline makes: it says itself what runs. */
export function ownModelRules(model: ModelSourceDefinition, problems: Problems): void {
  modelSourceRules(model, problems);
  if (!hasSource(model)) problems.add(`has no model; ${giveSource()}`);
}

/** Whether there is something to run. */
export function hasSource(source: ModelSourceDefinition & Pick<ModelDefinition, 'pipeline'>): boolean {
  return holdsModel(source) || [source.aws, source.containers, source.pipeline].some(part => part !== undefined);
}

/** What loads a model of the Hugging Face Hub can also take its name from a variable. */
function holdsModel({ artifact, environment, framework, image }: ContainerDefinition): boolean {
  return (artifact ?? image) !== undefined || loadsFromHub(framework) && environment?.HF_MODEL_ID !== undefined;
}

/** What to do when there is nothing to run. */
export function giveSource(...others: string[]): string {
  return `give one of ${listed(['artifact', 'image', 'containers', 'aws.modelPackage', ...others])}`;
}

function excluded(source: ModelSourceDefinition, keys: readonly (keyof ModelSourceDefinition)[], reason: string, problems: Problems): void {
  for (const key of keys) {
    if (source[key] !== undefined) problems.at(key).add(`is not given together with ${reason}`);
  }
}
