import { PipelineDefinition } from '../../definition/pipeline-definition';
import { StepDefinition } from '../../definition/step-definition';
import { unknownName } from '../../private/nearest';
import { Problems } from '../../private/problems';
import { isKnown } from '../../private/tokens';
import { seconds } from '../../private/units';
import { imageProblems } from '../model/framework-image';
import { sourceProblems } from '../private/source-bundle';
import { jobRules, tuneRules } from './job-rules';
import { StepGraph } from './step-graph';
import { kindOf, outputsOf, parseReference, PlacedReference, RESERVED_NAMES, valuesOf } from './step-reference';
import { DEFAULT_INSTANCE_TYPE, DEFAULT_PROCESS_FRAMEWORK } from './steps/job';
import { STEP_RENDERERS } from './steps/step-renderers';

const MAX_STEPS = 50;
const MAX_PARAMETERS = 200;
const LONGEST_INTERVAL = 43_200;
const NAME = /^[A-Za-z0-9_-]{1,64}$/;

/** What the schema cannot say about a training pipeline on SageMaker. */
export function trainingPipelineRules(pipeline: PipelineDefinition, problems: Problems): void {
  if (pipeline.fromFile !== undefined) {
    for (const key of ['parameters', 'cache'] as const) {
      if (pipeline[key] !== undefined) problems.at(key).add('must not be given beside `fromFile`: the file has its own');
    }
    return;
  }
  const steps = pipeline.steps ?? {};
  const names = Object.keys(steps);
  if (names.length === 0) problems.at('steps').add('must have at least one step');
  if (names.length > MAX_STEPS) problems.at('steps').add(`must have at most ${MAX_STEPS} steps, got ${names.length}; do more in one step, or split the pipeline`);
  parameterRules(pipeline, problems.at('parameters'));

  const graph = new StepGraph(steps);
  for (const name of names) {
    const at = problems.at('steps', name);
    nameRules('step', name, at);
    stepRules(steps[name]!, pipeline, at);
    referenceRules(name, graph, pipeline, at);
  }
  branchRules(graph, problems);
}

/** What holds in one region: there is a prebuilt image for every step that needs one. */
export function trainingPipelineRegionRules(pipeline: PipelineDefinition, region: string | undefined, problems: Problems): void {
  for (const [name, step] of Object.entries(pipeline.steps ?? {})) {
    const kind = kindOf(step);
    const job = step.process ?? step.train ?? step.tune;
    const framework = job?.framework ?? (step.process ? DEFAULT_PROCESS_FRAMEWORK : undefined);
    if (!kind || !job || job.image !== undefined || framework === undefined) continue;
    const request = { framework, version: job.frameworkVersion, purpose: 'training', instanceType: job.compute?.type ?? DEFAULT_INSTANCE_TYPE } as const;
    imageProblems(request, region, problems.at('steps', name, kind, 'framework'));
  }
}

/** Whether the scripts of the steps are there. Paths are relative to the directory. */
export function trainingPipelineSourceRules(pipeline: PipelineDefinition, directory: string, problems: Problems): void {
  for (const [name, step] of Object.entries(pipeline.steps ?? {})) {
    sourceProblems(directory, (step.process ?? step.train ?? step.tune)?.script, problems.at('steps', name, kindOf(step) ?? '', 'script'));
  }
}

function parameterRules(pipeline: PipelineDefinition, problems: Problems): void {
  const names = Object.keys(pipeline.parameters ?? {});
  if (names.length > MAX_PARAMETERS) problems.add(`must have at most ${MAX_PARAMETERS} parameters, got ${names.length}`);
  names.forEach(name => nameRules('parameter', name, problems.at(name)));
}

function nameRules(what: string, name: string, problems: Problems): void {
  if (!NAME.test(name)) problems.add(`the name of a ${what} must have from 1 to 64 letters, digits, hyphens and underscores, got ${JSON.stringify(name)}`);
  if (RESERVED_NAMES.includes(name)) problems.add(`${JSON.stringify(name)} begins other references; give the ${what} another name`);
}

/** What concerns one step by itself. */
function stepRules(step: StepDefinition, pipeline: PipelineDefinition, problems: Problems): void {
  const kind = kindOf(step);
  if (!kind) return;
  const renderer = STEP_RENDERERS[kind];
  if (step.retry && !renderer.retries) problems.at('retry').add(`the service does not try ${kind} steps again; remove it`);
  if (step.cache !== undefined && !renderer.caches) problems.at('cache').add(`the service does not reuse results of ${kind} steps; remove it`);
  if (isKnown(step.retry?.interval) && !inRange(seconds(step.retry.interval), 1, LONGEST_INTERVAL)) {
    problems.at('retry', 'interval').add(`must be from 1s to 12h, got ${JSON.stringify(step.retry.interval)}`);
  }
  if ((step.train ?? step.tune)?.spot && step.cache !== undefined && step.cache !== '0s') {
    problems.at('cache').add('has no effect beside `spot`: checkpoints are in a new place in every run, so no result is reused; remove one of them');
  }
  jobRules(step, problems);
  if (step.tune) tuneRules(step.tune, problems.at('tune'));
  if (step.condition) conditionRules(step.condition, pipeline, problems.at('condition'));
}

function conditionRules(condition: NonNullable<StepDefinition['condition']>, pipeline: PipelineDefinition, problems: Problems): void {
  if (condition.atLeast === undefined && condition.atMost === undefined) problems.add('must have `atLeast` or `atMost`: what a good value is');
  if (!condition.then?.length && !condition.otherwise?.length) problems.add('must have steps in `then` or `otherwise`, else it decides nothing');
  for (const key of ['atLeast', 'atMost'] as const) {
    const bound = condition[key];
    if (typeof bound !== 'string' || !isKnown(bound)) continue;
    const reference = parseReference(bound);
    if (reference.kind !== 'parameter') {
      problems.at(key).add(`must be a number or \`parameters.<name>\`, got ${JSON.stringify(bound)}`);
    } else if (typeof (pipeline.parameters?.[reference.name] ?? 0) !== 'number') {
      problems.at(key).add(`must be a parameter whose default is a number, got ${JSON.stringify(pipeline.parameters![reference.name])}`);
    }
  }
  if (isKnown(condition.atLeast) && isKnown(condition.atMost) && Number(condition.atLeast) > Number(condition.atMost)) {
    problems.at('atLeast').add(`must not be above \`atMost\` (${condition.atMost}), got ${condition.atLeast}; no value is good`);
  }
}

/** What concerns a step and those that it refers to. */
function referenceRules(name: string, graph: StepGraph, pipeline: PipelineDefinition, problems: Problems): void {
  const step = graph.steps[name]!;
  graph.references(name).forEach(reference => placedReferenceRules(reference, graph, problems.at(...reference.path)));
  parameterReferenceRules(step, pipeline, problems);
  const known = (other: string, at: Problems) => {
    if (graph.steps[other] === undefined) at.add(unknownName('step', other, graph.names));
  };
  step.after?.forEach((other, index) => known(other, problems.at('after', index)));
  for (const side of ['then', 'otherwise'] as const) {
    step.condition?.[side]?.forEach((other, index) => known(other, problems.at('condition', side, index)));
  }
  const { metrics } = step.register ?? {};
  if (metrics === undefined) return;
  known(metrics, problems.at('register', 'metrics'));
  if (graph.steps[metrics] && !graph.steps[metrics].process?.metrics) {
    problems.at('register', 'metrics').add(`must be a process step with \`metrics\`, got ${JSON.stringify(metrics)}`);
  }
}

/** The kinds of steps whose `model` a step of another kind can use. */
const MODEL_SOURCES = { transform: ['createModel'], register: ['train', 'tune'], createModel: ['train', 'tune'] } as const;

function placedReferenceRules({ text, wants, path }: PlacedReference, graph: StepGraph, problems: Problems): void {
  const reference = parseReference(text);
  if (reference.kind !== 'step') {
    if (wants !== 'data') problems.add(`must be \`<step>.${wants === 'model' ? 'model' : '<metric>'}\`, got ${JSON.stringify(text)}`);
    else if (reference.kind === 'parameter') problems.add(`must be data, got ${JSON.stringify(text)}; write a dataset, an output or a place in Amazon S3`);
    return;
  }
  const other = graph.steps[reference.step];
  if (!other) {
    problems.add(`${unknownName('step', reference.step, graph.names)}${wants === 'data' ? ' (data is `datasets.<name>`, `features.<name>`, `<step>.<output>` or s3://…)' : ''}`);
    return;
  }
  const sources: readonly string[] | undefined = wants === 'model' ? MODEL_SOURCES[path[0] as keyof typeof MODEL_SOURCES] : undefined;
  if (sources && !sources.includes(kindOf(other) ?? '')) {
    problems.add(`must be the model of a ${sources.join(' or ')} step, got ${JSON.stringify(text)}, a ${kindOf(other)} step`);
    return;
  }
  const outputs = wants === 'value' ? valuesOf(other) : outputsOf(other).filter(output => wants === 'model' || !other.createModel || output !== 'model');
  if (!outputs.includes(reference.output)) {
    problems.add(unknownName(`${wants === 'value' ? 'metric' : 'output'} of step ${JSON.stringify(reference.step)}`, reference.output, outputs));
  }
}

function parameterReferenceRules(step: StepDefinition, pipeline: PipelineDefinition, problems: Problems): void {
  const known = Object.keys(pipeline.parameters ?? {});
  const kind = kindOf(step);
  if (!kind) return;
  for (const [key, values] of Object.entries({
    arguments: step.process?.arguments,
    hyperparameters: (step.train ?? step.tune)?.hyperparameters,
    inputs: (step.lambda ?? step.callback)?.inputs,
    condition: step.condition && { atLeast: step.condition.atLeast, atMost: step.condition.atMost },
  })) {
    for (const [name, value] of Object.entries(values ?? {})) {
      const reference = typeof value === 'string' && isKnown(value) ? parseReference(value) : undefined;
      if (reference?.kind !== 'parameter' || known.includes(reference.name)) continue;
      problems.at(kind, ...(key === 'condition' ? [] : [key]), name).add(unknownName('parameter', reference.name, known));
    }
  }
}

/** What concerns the order of the steps. */
function branchRules(graph: StepGraph, problems: Problems): void {
  const cycle = graph.cycle();
  if (cycle) {
    problems.at('steps', cycle[0]!).add(`needs itself: ${cycle.join(' -> ')}`);
    return;
  }
  const named = new Map<string, string>();
  for (const condition of graph.names) {
    for (const side of ['then', 'otherwise'] as const) {
      graph.steps[condition]!.condition?.[side]?.forEach((name, index) => {
        const first = named.get(name);
        if (first !== undefined) problems.at('steps', condition, 'condition', side, index).add(`step ${JSON.stringify(name)} is in ${first} already; a step runs in one branch`);
        named.set(name, `\`${side}\` of ${JSON.stringify(condition)}`);
      });
    }
  }
  for (const name of graph.names) {
    const foreign = graph.foreignDependency(name);
    if (foreign === undefined) continue;
    const { condition, side } = graph.branches(foreign).at(-1)!;
    problems.at('steps', name).add(`needs step ${JSON.stringify(foreign)}, which runs only in \`${side}\` of ${JSON.stringify(condition)}; move one of them`);
  }
}

function inRange(value: number, low: number, high: number): boolean {
  return value >= low && value <= high;
}
