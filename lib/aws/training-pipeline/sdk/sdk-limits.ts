import { Found, SdkDocument, SdkStep, textsOf } from './sdk-document';
import { SdkTexts, segments } from './sdk-text';
import { circles } from '../../../definition/pipeline/circles';
import { isObject } from '../../../definition/structure';
import { unknownName } from '../../../private/nearest';
import { Path, Problems, renderPath } from '../../../private/problems';
import { isKnown } from '../../../private/tokens';
import { PENDING } from '../../foundation/approval-status';
import { IModelRegistry } from '../../model-registry';

const VERSION = '2020-12-01';

/** The registry that a file is held against. */
export type SdkRegistry = Pick<IModelRegistry, 'approval' | 'modelPackageGroupName'>;

type Say = (path: Path, message: string) => void;

/** Says what the service would refuse at deployment or, worse, only while the pipeline runs. */
export function sdkLimits(document: SdkDocument, texts: SdkTexts, registry: SdkRegistry | undefined, problems: Problems): void {
  const say: Say = (path, message) => problems.add(`${renderPath(path)}: ${message}`);
  problems.addAll(document.problems);
  if (document.version !== VERSION) problems.add(`must have "Version" ${JSON.stringify(VERSION)}, got ${JSON.stringify(document.version)}`);
  sameNames('steps', document.steps.map(({ name }) => name), problems);
  sameNames('parameters', document.parameters.map(({ name }) => name), problems);
  for (const step of document.steps) {
    dependencyLimits(step, document, say);
    propertyFileLimits(step, say);
    step.entries.filter(({ key }) => key === 'Get').forEach(found => referenceLimits(found, document, say));
    if (step.type === 'RegisterModel' && registry) registryLimits(step, texts, registry, say);
  }
  circleLimits(document, say);
}

function sameNames(what: string, names: readonly string[], problems: Problems): void {
  const twice = new Set(names.filter((name, index) => names.indexOf(name) !== index));
  twice.forEach(name => problems.add(`has two ${what} ${JSON.stringify(name)}; rename one`));
}

function dependencyLimits(step: SdkStep, document: SdkDocument, say: Say): void {
  for (const { text, index } of textsOf(step.body.DependsOn)) {
    if (!document.find(text)) say([...step.path, 'DependsOn', index], unknownName('step', text, document.steps.map(({ name }) => name)));
  }
}

/** A property file is one of the step's own outputs. */
function propertyFileLimits(step: SdkStep, say: Say): void {
  const outputs = outputsOf(step);
  propertyFilesOf(step).forEach(({ output }, index) => {
    if (output !== undefined && outputs.length > 0 && !outputs.includes(output)) {
      say([...step.path, 'PropertyFiles', index, 'OutputName'], unknownName('output', output, outputs));
    }
  });
}

function referenceLimits({ value, path }: Found, document: SdkDocument, say: Say): void {
  if (typeof value !== 'string') return say(path, 'must be a text such as "Parameters.<name>" or "Steps.<name>.<property>"');
  const [root, name = '', kind, file] = segments(value);
  const names = (items: readonly { readonly name: string }[]) => items.map(item => item.name);
  const at = (message: string) => say(path, `${JSON.stringify(value)}: ${message}`);
  if (root === 'Parameters' && !names(document.parameters).includes(name)) return at(unknownName('parameter', name, names(document.parameters)));
  if (root !== 'Steps') return;
  const step = document.find(name);
  if (step === undefined) return at(unknownName('step', name, names(document.steps)));
  const files = propertyFilesOf(step).map(item => item.name);
  if (kind === 'PropertyFiles' && !files.includes(file ?? '')) at(unknownName('property file', file ?? '', files, `of step ${JSON.stringify(name)}`));
  const answers = listOf(step.body.OutputParameters).flatMap(item => typeof item.OutputName === 'string' ? item.OutputName : []);
  if (kind === 'OutputParameters' && !answers.includes(file ?? '')) {
    at(unknownName('output parameter', file ?? '', answers, `of step ${JSON.stringify(name)}`));
  }
}

/** A version in another group would never be seen by approval and delivery, and one that is approved already would pass them by. */
function registryLimits(step: SdkStep, texts: SdkTexts, { modelPackageGroupName, approval }: SdkRegistry, say: Say): void {
  const argument = (key: string) => step.entries.find(found => found.key === key && found.path.length === step.path.length + 2);
  const [group, status] = [argument('ModelPackageGroupName'), argument('ModelApprovalStatus')];
  const name = groupName(texts.whole(group?.value));
  if (group && isKnown(name) && isKnown(modelPackageGroupName) && name !== modelPackageGroupName) {
    say(group.path, `registers in the group ${JSON.stringify(name)}, but the registry of this model is ${JSON.stringify(modelPackageGroupName)}; `
      + 'name the same group in both');
  }
  if (approval === 'automatic') return;
  const registered = texts.whole(status?.value);
  if (status === undefined || status.value === null) {
    say([...step.path, 'Arguments'], 'says no "ModelApprovalStatus", and a version of this registry can only be registered '
      + `as ${JSON.stringify(PENDING)}; write it`);
  } else if (status && isKnown(registered) && registered !== PENDING) {
    say(status.path, `registers versions as ${JSON.stringify(registered)}, but the registry says that a person approves them; `
      + `write ${JSON.stringify(PENDING)}, or set \`approval: automatic\``);
  }
}

/** Steps that wait for each other would never run. */
function circleLimits(document: SdkDocument, say: Say): void {
  for (const circle of circles(new Map(document.steps.map(step => [step.name, waitsFor(step)])))) {
    const way = [...circle, circle[0]].map(step => JSON.stringify(step)).join(' -> ');
    say(document.find(circle[0]!)!.path, `steps wait for each other, so that none of them can begin: ${way}`);
  }
}

function waitsFor(step: SdkStep): string[] {
  const references = step.entries.filter(({ key }) => key === 'Get').flatMap(({ value }) => typeof value === 'string' ? [segments(value)] : []);
  return [...new Set([
    ...textsOf(step.body.DependsOn).map(({ text }) => text),
    ...references.flatMap(([root, name]) => root === 'Steps' && name !== undefined ? [name] : []),
    ...step.condition === undefined ? [] : [step.condition],
  ])];
}

/** The files of a step that conditions read, with the outputs in which they are. */
export function propertyFilesOf(step: SdkStep): { readonly name: string; readonly output?: string }[] {
  return listOf(step.body.PropertyFiles).map(({ PropertyFileName, OutputName }) => ({
    name: typeof PropertyFileName === 'string' ? PropertyFileName : '',
    output: typeof OutputName === 'string' ? OutputName : undefined,
  }));
}

function outputsOf(step: SdkStep): string[] {
  const config = isObject(step.body.Arguments) ? (step.body.Arguments as Record<string, unknown>).ProcessingOutputConfig : undefined;
  return listOf(isObject(config) ? config.Outputs : undefined).flatMap(({ OutputName }) => typeof OutputName === 'string' ? OutputName : []);
}

/** The name of a group that is named or given by its ARN. */
export function groupName(group: string | undefined): string | undefined {
  return group?.replace(/^arn:.*:model-package-group\//, '');
}

function listOf(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isObject) as Record<string, unknown>[] : [];
}
