import { SERVICE_BYTES } from './definition-location';
import { sdkFileLimits } from './sdk/sdk-file-limits';
import { StepNesting } from './step-nesting';
import { DEFAULT_INSTANCE_TYPE } from './steps/job';
import { rendered } from './steps/step-renderers';
import { NewDataDefinition } from '../../definition/pipeline/new-data-definition';
import { PipelineDefinition } from '../../definition/pipeline/pipeline-definition';
import { parseReference } from '../../definition/pipeline/reference';
import { StepDefinition } from '../../definition/pipeline/step-definition';
import { StepGraph } from '../../definition/pipeline/step-graph';
import { codeOf, jobOf, trainingOf } from '../../definition/pipeline/step-kinds';
import { referencesOf } from '../../definition/pipeline/step-references';
import { Problems } from '../../private/problems';
import { isKnown } from '../../private/tokens';
import { seconds } from '../../private/units';
import { instanceTypeLimits, isOffered } from '../foundation/instance-type-limits';
import { s3PlaceLimits } from '../foundation/s3-place-limits';
import { needsIndex, withoutPackages } from '../foundation/script-packages';
import { scriptPackages, sourceProblems } from '../foundation/source-bundle';
import { imageProblems } from '../model/framework-image';

const MAX_STEPS = 50;
const MAX_PARAMETERS = 200;
/** Half of what the service takes: names, places and roles are added to what is written. */
const MOST_BYTES = SERVICE_BYTES / 2;
const LONGEST_INTERVAL = 43_200;
const DAY = 86_400;

/**
 * What Amazon SageMaker asks of a training pipeline, beside what holds on every platform: limits, and what a kind of step
 * cannot do.
 */
export function trainingPipelineLimits(pipeline: PipelineDefinition, problems: Problems): void {
  const steps = pipeline.steps ?? {};
  const names = Object.keys(steps);
  if (names.length > MAX_STEPS) {
    problems.at('steps').add(`must have at most ${MAX_STEPS} steps, got ${names.length}; do more in one step, or split the pipeline`);
  }
  const parameters = Object.keys(pipeline.parameters ?? {});
  if (parameters.length > MAX_PARAMETERS) problems.at('parameters').add(`must have at most ${MAX_PARAMETERS} parameters, got ${parameters.length}`);
  newDataLimits(pipeline.onNewData, problems.at('onNewData'));
  const bytes = Buffer.byteLength(JSON.stringify({ parameters: pipeline.parameters, steps }));
  if (bytes > MOST_BYTES) {
    problems.at('steps').add(`must have at most ${MOST_BYTES} bytes, with the parameters, got ${bytes}; `
      + 'put long values into a file that a script reads');
  }
  for (const name of names) {
    stepLimits(steps[name]!, problems.at('steps', name));
    for (const { path, reference } of referencesOf(steps[name]!, steps)) {
      if (reference.kind === 'place') s3PlaceLimits(reference.uri, problems.at('steps', name, ...path));
    }
  }
  branchLimits(new StepGraph(steps), problems.at('steps'));
}

/** Schedules are made for whole minutes, and what waits for long is forgotten. */
function newDataLimits({ collect, of = [] }: Partial<NewDataDefinition> = {}, problems: Problems): void {
  of.forEach((place, index) => s3PlaceLimits(parseReference(place).kind === 'place' ? place : undefined, problems.at('of', index)));
  if (!isKnown(collect)) return;
  const length = seconds(collect);
  if (length >= 60 && length <= 30 * DAY && length % 60 === 0) return;
  problems.at('collect').add(`must be whole minutes from 1m to 30d, got ${JSON.stringify(collect)}`);
}

/** What holds in one region: it has the machines of every step, and there is a prebuilt image for every step that needs one. */
export function trainingPipelineRegionLimits(pipeline: PipelineDefinition, region: string | undefined, problems: Problems): void {
  for (const [name, step] of Object.entries(pipeline.steps ?? {})) {
    const job = jobOf(step);
    if (!job) continue;
    const { kind, renderer, own } = rendered(step)!;
    const at = problems.at('steps', name, kind);
    const type = job.compute?.type;
    instanceTypeLimits(type, job.purpose, region, at.at('compute', 'type'));
    // An image for machines that there are not is no question.
    if (isKnown(type) && !isOffered(type, job.purpose)) continue;
    const { image, framework, frameworkVersion } = renderer.image?.(own, pipeline.steps) ?? {};
    if (image !== undefined || !isKnown(framework)) continue;
    const request = { framework, version: frameworkVersion, purpose: 'training', instanceType: type ?? DEFAULT_INSTANCE_TYPE } as const;
    if (renderer.imageLimits) renderer.imageLimits(own, request, region, at);
    else imageProblems(request, region, at);
  }
}

/** Whether the scripts of the steps, or the file that has them, are there. Paths are relative to the directory. */
export function trainingPipelineSourceLimits(pipeline: PipelineDefinition, directory: string, problems: Problems): void {
  sdkFileLimits(pipeline, directory, problems);
  for (const [name, step] of Object.entries(pipeline.steps ?? {})) {
    const code = codeOf(step);
    if (code) sourceProblems(directory, code.script, problems.at('steps', name, rendered(step)!.kind, 'script'));
  }
}

/** Jobs without a way to an index that would have to install packages. An image of one's own may have them. */
export function trainingPipelinePackageLimits(pipeline: PipelineDefinition, directory: string, problems: Problems): void {
  for (const [name, step] of Object.entries(pipeline.steps ?? {})) {
    const found = rendered(step);
    if (!found) continue;
    const at = problems.at('steps', name, found.kind);
    found.renderer.packageLimits?.(found.own, at);
    const code = codeOf(step);
    if (isKnown(code?.script) && code.image === undefined && needsIndex(scriptPackages(directory, code.script))) {
      at.at('script').add(withoutPackages('the script'));
    }
  }
}

function stepLimits(step: StepDefinition, problems: Problems): void {
  const found = rendered(step);
  if (!found) return;
  const { kind, renderer, own } = found;
  if (step.retry && !renderer.retries) problems.at('retry').add(`the service does not try ${kind} steps again; remove it`);
  if (step.cache !== undefined && !renderer.caches) problems.at('cache').add(`the service does not reuse results of ${kind} steps; remove it`);
  if (isKnown(step.retry?.interval) && !inRange(seconds(step.retry.interval), 1, LONGEST_INTERVAL)) {
    problems.at('retry', 'interval').add(`must be from 1s to 12h, got ${JSON.stringify(step.retry.interval)}`);
  }
  if (trainingOf(step)?.spot && isKnown(step.cache) && seconds(step.cache) > 0) {
    problems.at('cache').add('has no effect beside `spot`: checkpoints are in a new place in every run, so no result is reused; remove one of them');
  }
  renderer.limits?.(own, problems.at(kind));
}

/** The service nests the steps of a branch, so a step in one cannot wait for a step in another. */
function branchLimits(graph: StepGraph, problems: Problems): void {
  const nesting = new StepNesting(graph);
  for (const name of graph.names) {
    const foreign = nesting.foreignDependency(name);
    if (foreign === undefined) continue;
    const { condition, side } = nesting.branches(foreign).at(-1)!;
    problems.at(name).add(`needs step ${JSON.stringify(foreign)}, which runs only in \`${side}\` of ${JSON.stringify(condition)}; move one of them`);
  }
}

function inRange(value: number, low: number, high: number): boolean {
  return value >= low && value <= high;
}
