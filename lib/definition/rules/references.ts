import { entry, has, Named, namesOf } from './names';
import { dataOf, metricsOf } from './step-results';
import { nearest, unknownName } from '../../private/nearest';
import { Problems } from '../../private/problems';
import { isKnown } from '../../private/tokens';
import { MlopsDefinition } from '../mlops-definition';
import { PipelineDefinition } from '../pipeline-definition';
import { StepDefinition } from '../step-definition';
import { parts } from '../step-reference';

const S3_URI = /^s3:\/\/[a-z0-9][a-z0-9.-]+(\/.*)?$/;
const ARCHIVE = /^s3:\/\/[a-z0-9][a-z0-9.-]+\/.+\.tar\.gz$/;

/** The names that references inside one model can use. */
export class References {
  constructor(private readonly definition: MlopsDefinition, private readonly pipeline: PipelineDefinition | undefined) {}

  private get steps(): Named<StepDefinition> {
    return this.pipeline?.steps;
  }

  /** Data: a dataset, features, a step's output or a place in Amazon S3. */
  public data(value: string | undefined, problems: Problems): void {
    if (!isKnown(value) || S3_URI.test(value)) return;
    const [owner, name] = parts(value) ?? [];
    if (value.startsWith('s3:')) problems.add(`must be a place in Amazon S3 such as s3://bucket/prefix/, got ${JSON.stringify(value)}`);
    else if (owner === undefined || name === undefined) problems.add(this.notAReference(value));
    else if (owner === 'datasets') this.dataset(value, problems);
    else if (owner === 'features') this.features(name, problems);
    else this.output(owner, name, problems);
  }

  /** A dataset or a place in Amazon S3. Other texts have failed the pattern already. */
  public dataset(value: string | undefined, problems: Problems): void {
    if (!isKnown(value) || !value.startsWith('datasets.')) return;
    const name = value.slice('datasets.'.length);
    if (!has(this.definition.datasets, name)) problems.add(unknownName('dataset', name, namesOf(this.definition.datasets)));
  }

  /** The files of a model: those that a step has trained, or an archive in Amazon S3. */
  public artifact(value: string | undefined, problems: Problems): void {
    if (!isKnown(value)) return;
    if (!value.startsWith('s3:')) this.model(value, ['train', 'tune'], problems, ', or an archive in Amazon S3');
    else if (!ARCHIVE.test(value)) problems.add(`must be an archive in Amazon S3 such as s3://bucket/model.tar.gz, got ${JSON.stringify(value)}`);
  }

  /** The model of a step of one of these kinds; `otherwise` says what else is allowed. */
  public model(value: string | undefined, kinds: readonly ('createModel' | 'train' | 'tune')[], problems: Problems, otherwise: string = ''): void {
    if (!isKnown(value)) return;
    const [owner, name] = parts(value) ?? [];
    const makers = namesOf(this.steps).filter(step => kinds.some(kind => entry(this.steps, step)?.[kind] !== undefined));
    const wanted = `must be "<step>.model" of a ${kinds.join(' or ')} step${otherwise}`;
    if (owner === undefined || name === undefined) {
      problems.add(`${wanted}, got ${JSON.stringify(value)}${has(this.steps, value) ? `; write ${JSON.stringify(`${value}.model`)}` : ''}`);
    } else if (!has(this.steps, owner)) {
      problems.add(unknownName('step', owner, makers));
    } else if (entry(this.steps, owner) !== undefined && (name !== 'model' || !makers.includes(owner))) {
      const example = makers[0] === undefined ? '' : `; for example ${JSON.stringify(`${makers[0]}.model`)}`;
      problems.add(`${wanted}, got ${JSON.stringify(value)}${example}`);
    }
  }

  /** A metric of a process or explain step. */
  public metric(value: string | undefined, problems: Problems): void {
    if (!isKnown(value)) return;
    const [owner, name] = parts(value) ?? [];
    if (owner === undefined || name === undefined) {
      problems.add(`must be "<step>.<metric>", got ${JSON.stringify(value)}`);
    } else if (!has(this.steps, owner)) {
      problems.add(unknownName('step', owner, namesOf(this.steps)));
    } else {
      const step = entry(this.steps, owner);
      if (step === undefined) return;
      const metrics = metricsOf(step);
      if (step.process === undefined && step.explain === undefined) problems.add(`must be a metric of a process or explain step, got ${JSON.stringify(value)}, where ${JSON.stringify(owner)} is of another kind`);
      else if (!has(metrics, name)) problems.add(unknownName('metric', name, namesOf(metrics), `of step ${JSON.stringify(owner)}`));
    }
  }

  /** A parameter of the pipeline, when the value refers to one. */
  public parameter(value: unknown, problems: Problems, numeric: boolean = false): void {
    if (!isKnown(value) || typeof value !== 'string' || !value.startsWith('parameters.')) return;
    const name = value.slice('parameters.'.length);
    const parameters = this.pipeline?.parameters;
    if (!has(parameters, name)) {
      problems.add(unknownName('parameter', name, namesOf(parameters)));
    } else if (numeric) {
      const preset: unknown = entry(parameters, name);
      if (isKnown(preset) && typeof preset !== 'number') {
        problems.add(`must be a number, but the parameter ${JSON.stringify(name)} is ${JSON.stringify(preset)}`);
      }
    }
  }

  /** The name of a step. */
  public step(name: string | undefined, problems: Problems): void {
    if (isKnown(name) && !has(this.steps, name)) problems.add(unknownName('step', name, namesOf(this.steps)));
  }

  private features(name: string, problems: Problems): void {
    const { features } = this.definition;
    if (!has(features, name)) return problems.add(unknownName('feature group', name, namesOf(features)));
    const group = entry(features, name);
    if (group?.online !== undefined && group.offline === undefined) {
      problems.add(`the feature group ${JSON.stringify(name)} has no offline store to read from; give it "offline"`);
    }
  }

  private output(owner: string, name: string, problems: Problems): void {
    // The steps of a file that the SageMaker Python SDK wrote are not known here.
    if (this.pipeline?.fromFile !== undefined) return;
    if (!has(this.steps, owner)) {
      const word = nearest(owner, ['datasets', 'features']);
      return problems.add(unknownName('step', owner, word === undefined ? namesOf(this.steps) : [word]));
    }
    const step = entry(this.steps, owner);
    if (step === undefined) return;
    const outputs = dataOf(step);
    if (outputs !== undefined && !outputs.includes(name)) problems.add(unknownName('output', name, outputs, `of step ${JSON.stringify(owner)}`));
  }

  private notAReference(value: string): string {
    const meant = has(this.definition.datasets, value) ? `datasets.${value}`
      : has(this.definition.features, value) ? `features.${value}`
        : has(this.steps, value) ? `${value}.${dataOf(entry(this.steps, value) ?? {})?.[0] ?? '<output>'}` : undefined;
    return `must be a reference such as "datasets.<name>" or "<step>.<output>", or a place in Amazon S3, got ${JSON.stringify(value)}`
      + (meant === undefined ? '' : `; did you mean ${JSON.stringify(meant)}?`);
  }
}
