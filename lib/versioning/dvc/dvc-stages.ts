import { posix } from 'node:path';
import { dvcText, shellWord } from './dvc-text';
import { MlopsDefinition, PipelineDefinition } from '../../definition';
import { parseReference } from '../../definition/pipeline/reference';
import { StepDefinition } from '../../definition/pipeline/step-definition';
import { StepGraph } from '../../definition/pipeline/step-graph';
import { ProcessStepDefinition } from '../../definition/pipeline/steps/process-step-definition';
import { TrainStepDefinition } from '../../definition/pipeline/steps/train-step-definition';
import { entries } from '../../definition/rules/names';

/** A stage of DVC: commands, and what they read and write, as paths from the root of the repository. */
export interface DvcStage {
  readonly name: string;
  readonly commands: readonly string[];
  readonly deps: readonly string[];
  readonly outs: readonly string[];
  /** A file of metrics, which Git holds. */
  readonly metrics?: string;
}

/**
 * The steps of all pipelines that a laptop can run, as stages of DVC. The same scripts find the same folders below other roots, which
 * their variables name: `PROCESSING_DIR`, `SM_MODEL_DIR`, `SM_CHANNEL_<NAME>`. What only the cloud does, what a condition lets run, and
 * what needs one of these is left out.
 */
export function dvcStages({ models }: MlopsDefinition): DvcStage[] {
  const trained = entries(models).flatMap(([name, { pipeline }]) => pipeline?.steps ? [[name, pipeline] as const] : []);
  return trained.flatMap(([model, pipeline]) => new PipelineStages(model, pipeline, trained.length === 1).stages());
}

/** What a step leaves behind that leaves nothing else. */
const DONE = 'done';

/** Where a dataset is in the repository. */
function dataFolder(dataset: string): string {
  return posix.join('data', dataset);
}

class PipelineStages {
  private readonly graph: StepGraph;

  constructor(private readonly model: string, private readonly pipeline: PipelineDefinition, private readonly isOnly: boolean) {
    this.graph = new StepGraph(pipeline.steps);
  }

  public stages(): DvcStage[] {
    const local = new Set<string>();
    for (const name of this.graph.order) if (this.isLocal(name, local)) local.add(name);
    return this.graph.names.filter(name => local.has(name)).map(name => this.stage(name, this.graph.step(name)!));
  }

  private isLocal(name: string, local: ReadonlySet<string>): boolean {
    const { process, train } = this.graph.step(name)!;
    const job = process ?? train;
    return job?.script !== undefined
      && this.graph.start(name) === undefined
      && this.graph.needs(name).every(other => local.has(other))
      && Object.values(job.inputs ?? {}).every(input => this.pathOf(input) !== undefined);
  }

  /** Where an input is; nothing when it is somewhere else. */
  private pathOf(input: string): string | undefined {
    const reference = parseReference(input);
    switch (reference.kind) {
      case 'dataset': return dataFolder(reference.name);
      case 'step': return posix.join(this.folder(reference.owner), reference.name);
      default: return undefined;
    }
  }

  private stage(name: string, step: StepDefinition): DvcStage {
    const { script, inputs = {} } = step.process ?? step.train!;
    const [own, temporary] = [this.folder(name), posix.join('.dvc/tmp', this.folder(name))];
    const folder = posix.dirname(script!);
    const read = Object.values(inputs).map(input => this.pathOf(input)!);
    const after = (step.after ?? []).map(other => this.resultsOf(other)[0]!);
    const results = this.resultsOf(name);
    const { metrics } = step.process ?? {};
    return {
      name: this.nameOf(name),
      commands: [
        `rm -rf ${temporary}`,
        ...step.process ? this.processing(step.process, own, temporary) : this.training(step.train!, own, temporary),
        ...results[0] === posix.join(own, DONE) ? [`touch ${results[0]}`] : [],
      ],
      deps: [...new Set([folder === '.' ? script! : folder, ...read, ...after])],
      outs: metrics && step.process ? results.slice(0, -1) : results,
      metrics: metrics && step.process ? results.at(-1) : undefined,
    };
  }

  private processing({ script, arguments: given = {}, inputs = {}, metrics, outputs = [] }: ProcessStepDefinition, own: string, temporary: string) {
    const folders = [...outputs, ...metrics ? ['metrics'] : []].map(output => posix.join(own, output));
    return [
      `mkdir -p ${[posix.join(temporary, 'input'), own, ...folders].join(' ')}`,
      `ln -sfn "$PWD/${own}" ${temporary}/output`,
      ...Object.entries(inputs).map(([input, reference]) => `ln -sfn "$PWD/${this.pathOf(reference)}" ${temporary}/input/${input}`),
      [`PROCESSING_DIR=${temporary}`, 'python', shellWord(script!), ...this.words(given)].join(' '),
    ];
  }

  private training({ script, hyperparameters = {}, inputs = {} }: TrainStepDefinition, own: string, temporary: string) {
    const channels = Object.entries(inputs).map(([input, reference]) =>
      `SM_CHANNEL_${input.replaceAll('-', '_').toUpperCase()}=${this.pathOf(reference)}`);
    return [
      `mkdir -p ${temporary}/model ${own}/model`,
      [`SM_MODEL_DIR=${temporary}/model`, ...channels, 'python', shellWord(script!), ...this.words(hyperparameters)].join(' '),
      `tar -czf ${own}/model/model.tar.gz -C ${temporary}/model .`,
    ];
  }

  /** Arguments as the service hands them over; a parameter is what the pipeline says that it is by default. */
  private words(given: { readonly [name: string]: boolean | number | string }): string[] {
    return Object.entries(given).flatMap(([name, value]) => {
      const reference = typeof value === 'string' ? parseReference(value) : undefined;
      const parameter = reference?.kind === 'parameter' ? this.pipeline.parameters?.[reference.name] : undefined;
      return [shellWord(`--${name}`), dvcText(shellWord(String(parameter ?? value)))];
    });
  }

  /** What a step leaves behind; metrics are last. One that leaves nothing leaves a mark, so that others can come after it. */
  private resultsOf(name: string): string[] {
    const { process, train } = this.graph.step(name)!;
    const results = train ? ['model'] : [...process?.outputs ?? [], ...process?.metrics ? ['metrics/metrics.json'] : []];
    return (results.length > 0 ? results : [DONE]).map(result => posix.join(this.folder(name), result));
  }

  private folder(step: string): string {
    return posix.join('runs', this.model, step);
  }

  /** A name has single hyphens only, so that two of them divide. */
  private nameOf(step: string): string {
    return this.isOnly ? step : `${this.model}--${step}`;
  }
}
