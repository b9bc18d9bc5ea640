import { SERVICE_BYTES } from './definition-location';
import { jobRules } from './job-rules';
import { StepGraph } from './step-graph';
import { explainImage } from './steps/explain-step';
import { DEFAULT_INSTANCE_TYPE, DEFAULT_PROCESS_FRAMEWORK, EXPLAIN_DIRECTORY, EXPLAIN_PROGRAM, JobImage } from './steps/job';
import { STEP_RENDERERS } from './steps/step-renderers';
import { PipelineDefinition } from '../../definition/pipeline-definition';
import { StepDefinition } from '../../definition/step-definition';
import { kindOf } from '../../definition/step-reference';
import { ExplainStepDefinition } from '../../definition/steps/explain-step-definition';
import { Problems } from '../../private/problems';
import { isKnown } from '../../private/tokens';
import { seconds } from '../../private/units';
import { hasFrameworkImage, imageProblems, ImageRequest, isOld } from '../model/framework-image';
import { instanceTypeRules, isOffered } from '../private/instance-type-rules';
import { needsIndex, withoutPackages } from '../private/script-packages';
import { scriptPackages, sourceProblems } from '../private/source-bundle';

/** What the machines of a kind of step are for. */
const MACHINES = { process: 'processing', explain: 'processing', train: 'training', tune: 'training', transform: 'transform' } as const;

const MAX_STEPS = 50;
const MAX_PARAMETERS = 200;
/** Half of what the service takes: names, places and roles are added to what is written. */
const MOST_BYTES = SERVICE_BYTES / 2;
const LONGEST_INTERVAL = 43_200;

/**
 * What Amazon SageMaker asks of a training pipeline, beside what holds on every platform: limits, and what a kind of step
 * cannot do.
 */
export function trainingPipelineRules(pipeline: PipelineDefinition, problems: Problems): void {
  const steps = pipeline.steps ?? {};
  const names = Object.keys(steps);
  if (names.length > MAX_STEPS) problems.at('steps').add(`must have at most ${MAX_STEPS} steps, got ${names.length}; do more in one step, or split the pipeline`);
  const parameters = Object.keys(pipeline.parameters ?? {});
  if (parameters.length > MAX_PARAMETERS) problems.at('parameters').add(`must have at most ${MAX_PARAMETERS} parameters, got ${parameters.length}`);
  const bytes = Buffer.byteLength(JSON.stringify({ parameters: pipeline.parameters, steps }));
  if (bytes > MOST_BYTES) problems.at('steps').add(`must have at most ${MOST_BYTES} bytes, got ${bytes}; put long values into a file that a script reads`);
  for (const name of names) stepRules(steps[name]!, problems.at('steps', name));
  branchRules(new StepGraph(steps), problems.at('steps'));
}

/** What holds in one region: there is a prebuilt image for every step that needs one. */
export function trainingPipelineRegionRules(pipeline: PipelineDefinition, region: string | undefined, problems: Problems): void {
  for (const [name, step] of Object.entries(pipeline.steps ?? {})) {
    const kind = kindOf(step);
    machineRules(step, region, problems.at('steps', name));
    if (!hasMachine(step)) continue;
    const job: JobImage | undefined = step.explain ? explainImage(step.explain, pipeline.steps!) : step.process ?? step.train ?? step.tune;
    const framework = job?.framework ?? (step.process ? DEFAULT_PROCESS_FRAMEWORK : undefined);
    if (!kind || !job || job.image !== undefined || !isKnown(framework)) continue;
    const request = { framework, version: job.frameworkVersion, purpose: 'training', instanceType: job.compute?.type ?? DEFAULT_INSTANCE_TYPE } as const;
    if (step.explain) explainImageRules(step.explain, request, region, problems.at('steps', name, kind));
    else imageProblems(request, region, problems.at('steps', name, kind));
  }
}

/** The region has the machines of a step. */
function machineRules(step: StepDefinition, region: string | undefined, problems: Problems): void {
  for (const [kind, purpose] of Object.entries(MACHINES)) {
    const type = step[kind as keyof typeof MACHINES]?.compute?.type;
    instanceTypeRules(type, purpose, region, problems.at(kind, 'compute', 'type'));
  }
}

/** Whether there are such machines; an image for others is no question. */
function hasMachine(step: StepDefinition): boolean {
  return Object.entries(MACHINES).every(([kind, purpose]) => {
    const type = step[kind as keyof typeof MACHINES]?.compute?.type;
    return !isKnown(type) || isOffered(type, purpose);
  });
}

function explainImageRules(step: ExplainStepDefinition, request: ImageRequest, region: string | undefined, problems: Problems): void {
  if (isOld(request)) {
    problems.add(`cannot run in the prebuilt ${request.framework} image ${request.version}, whose Python is older than the 3.9 that the program needs; `
      + 'set `image`, or train with a newer version');
  } else if (step.framework !== undefined || step.frameworkVersion !== undefined || hasFrameworkImage(request)) {
    // A version that there is not is otherwise said where the model is trained.
    imageProblems(request, region, problems);
  }
}

/** Whether the scripts of the steps are there. Paths are relative to the directory. */
export function trainingPipelineSourceRules(pipeline: PipelineDefinition, directory: string, problems: Problems): void {
  for (const [name, step] of Object.entries(pipeline.steps ?? {})) {
    const kind = kindOf(step);
    if (kind) sourceProblems(directory, (step.process ?? step.train ?? step.tune)?.script, problems.at('steps', name, kind, 'script'));
  }
}

/** Jobs without a way to an index that would have to install packages. An image of one's own may have them. */
export function trainingPipelinePackageRules(pipeline: PipelineDefinition, directory: string, problems: Problems): void {
  for (const [name, step] of Object.entries(pipeline.steps ?? {})) {
    const kind = kindOf(step);
    if (step.explain && step.explain.image === undefined && needsIndex(scriptPackages(EXPLAIN_DIRECTORY, EXPLAIN_PROGRAM))) {
      problems.at('steps', name, 'explain').add(withoutPackages('the program that explains a model'));
    }
    const job = step.process ?? step.train ?? step.tune;
    if (!kind || !isKnown(job?.script) || job.image !== undefined || !needsIndex(scriptPackages(directory, job.script))) continue;
    problems.at('steps', name, kind, 'script').add(withoutPackages('the script'));
  }
}

function stepRules(step: StepDefinition, problems: Problems): void {
  const kind = kindOf(step);
  if (!kind) return;
  const renderer = STEP_RENDERERS[kind];
  if (step.retry && !renderer.retries) problems.at('retry').add(`the service does not try ${kind} steps again; remove it`);
  if (step.cache !== undefined && !renderer.caches) problems.at('cache').add(`the service does not reuse results of ${kind} steps; remove it`);
  if (isKnown(step.retry?.interval) && !inRange(seconds(step.retry.interval), 1, LONGEST_INTERVAL)) {
    problems.at('retry', 'interval').add(`must be from 1s to 12h, got ${JSON.stringify(step.retry.interval)}`);
  }
  if ((step.train ?? step.tune)?.spot && isKnown(step.cache) && seconds(step.cache) > 0) {
    problems.at('cache').add('has no effect beside `spot`: checkpoints are in a new place in every run, so no result is reused; remove one of them');
  }
  jobRules(step, problems);
}

/** The service nests the steps of a branch, so a step in one cannot wait for a step in another. */
function branchRules(graph: StepGraph, problems: Problems): void {
  for (const name of graph.names) {
    const foreign = graph.foreignDependency(name);
    if (foreign === undefined) continue;
    const { condition, side } = graph.branches(foreign).at(-1)!;
    problems.at(name).add(`needs step ${JSON.stringify(foreign)}, which runs only in \`${side}\` of ${JSON.stringify(condition)}; move one of them`);
  }
}

function inRange(value: number, low: number, high: number): boolean {
  return value >= low && value <= high;
}
