import { entries, entry, has, isOpen, Named, namesOf } from './names';
import { Surroundings } from './surroundings';
import { nearest, unknownName } from '../../private/nearest';
import { Problems } from '../../private/problems';
import { isKnown } from '../../private/tokens';
import { NamedReference, parseReference } from '../pipeline/reference';
import { StepDefinition } from '../pipeline/step-definition';
import { StepKind, Target } from '../pipeline/step-kind';
import { dataOf, kindOf, kindsWith, metricsOf, ownOf, rowOf } from '../pipeline/step-kinds';
import { isInObjectStore, orMeant, storageScheme } from '../storage-place';

/** Holds references inside a part of a system against the names that are known around it. */
export class References {
  private readonly targets: { readonly [T in Target]: (text: string, problems: Problems) => void } = {
    artifact: (text, problems) => this.artifact(text, problems),
    bound: (text, problems) => this.bound(text, problems),
    data: (text, problems) => this.data(text, problems),
    features: (text, problems) => this.features(this.group(text, problems), problems),
    measured: (text, problems) => this.measured(text, problems),
    metric: (text, problems) => this.metric(text, problems),
    servable: (text, problems) => this.model(text, kindsWith(row => row.servable), problems),
    started: (text, problems) => this.step(text, problems),
    step: (text, problems) => this.step(text, problems),
    trained: (text, problems) => this.model(text, kindsWith(row => row.training), problems),
    value: (text, problems) => this.parameter(text, problems),
    written: (text, problems) => void this.group(text, problems),
  };

  private readonly steps: Named<StepDefinition>;

  constructor(private readonly known: Surroundings) {
    this.steps = known.steps;
  }

  /** Says what is wrong with a text that names a target. */
  public to(target: Target, text: string, problems: Problems): void {
    if (isKnown(text)) this.targets[target](text, problems);
  }

  /** Data: a dataset, features, a step's output or a place of files. */
  public data(value: string | undefined, problems: Problems): void {
    if (!isKnown(value)) return;
    const reference = named(value);
    if (parseReference(value).kind === 'place') {
      if (storageScheme(value) === undefined) {
        problems.add(`must be a place of files such as s3://bucket/prefix/, got ${JSON.stringify(value)}${orMeant(value)}`);
      }
    } else if (reference === undefined) {
      problems.add(this.notAReference(value));
    } else if (reference.kind === 'dataset') {
      this.dataset(value, problems);
    } else if (reference.kind === 'features') {
      this.features(this.group(value, problems), problems);
    } else {
      this.output(reference.owner, reference.name, problems);
    }
  }

  /** A dataset or a place of files. Other texts have failed the pattern already. */
  public dataset(value: string | undefined, problems: Problems): void {
    const reference = parseReference(value ?? '');
    if (reference.kind === 'dataset') this.defined('dataset', reference.name, 'datasets', problems);
  }

  /** The files of a model: those that a step has trained, or an archive of them. */
  private artifact(value: string, problems: Problems): void {
    if (parseReference(value).kind !== 'place') {
      this.model(value, kindsWith(row => row.training), problems, ', or an archive such as s3://bucket/model.tar.gz');
    } else if (!isInObjectStore(value) || !/[^/]\/[^/].*\.tar\.gz$/.test(value)) {
      problems.add(`must be an archive such as s3://bucket/model.tar.gz, got ${JSON.stringify(value)}${orMeant(value)}`);
    }
  }

  /** The model of a step of one of these kinds; `otherwise` says what else is allowed. */
  private model(value: string, kinds: readonly StepKind[], problems: Problems, otherwise: string = ''): void {
    const reference = named(value);
    const makers = entries(this.steps).filter(([, step]) => kinds.includes(kindOf(step)!)).map(([name]) => name);
    const wanted = `must be "<step>.model" of a ${kinds.join(' or ')} step${otherwise}`;
    if (reference === undefined) {
      problems.add(`${wanted}, got ${JSON.stringify(value)}${has(this.steps, value) ? `; write ${JSON.stringify(`${value}.model`)}` : ''}`);
    } else if (!has(this.steps, reference.owner)) {
      problems.add(unknownName('step', reference.owner, makers));
    } else if (entry(this.steps, reference.owner) !== undefined && (reference.name !== 'model' || !makers.includes(reference.owner))) {
      const example = makers[0] === undefined ? '' : `; for example ${JSON.stringify(`${makers[0]}.model`)}`;
      problems.add(`${wanted}, got ${JSON.stringify(value)}${example}`);
    }
  }

  /** A metric of a step that has some. */
  private metric(value: string, problems: Problems): void {
    const { owner, name } = named(value) ?? {};
    if (owner === undefined || name === undefined) return problems.add(`must be "<step>.<metric>", got ${JSON.stringify(value)}`);
    if (!has(this.steps, owner)) return problems.add(unknownName('step', owner, namesOf(this.steps)));
    const step = entry(this.steps, owner);
    if (step === undefined) return;
    if (!rowOf(step)?.metrics) {
      problems.add(`must be a metric of a ${kindsWith(row => row.metrics).join(' or ')} step, got ${JSON.stringify(value)}, `
        + `where ${JSON.stringify(owner)} is of another kind`);
    } else if (!isOpen(ownOf(step)) && !has(metricsOf(step), name)) {
      problems.add(unknownName('metric', name, namesOf(metricsOf(step)), `of step ${JSON.stringify(owner)}`));
    }
  }

  /** The name of a step with a file of metrics. */
  private measured(name: string, problems: Problems): void {
    this.step(name, problems);
    const isMeasured = (step: StepDefinition) => rowOf(step)?.keepsMetrics && metricsOf(step) !== undefined;
    const step = entry(this.steps, name);
    if (step === undefined || isMeasured(step) || isOpen(ownOf(step))) return;
    const [better] = entries(this.steps).find(([, other]) => isMeasured(other)) ?? [];
    problems.add(`must be a ${kindsWith(row => row.keepsMetrics).join(' or ')} step with "metrics", `
      + `got ${JSON.stringify(name)}${better === undefined ? '' : `; for example ${JSON.stringify(better)}`}`);
  }

  /** A parameter of the pipeline, when the value refers to one. */
  private parameter(value: string, problems: Problems): void {
    const reference = parseReference(value);
    if (reference.kind === 'parameter') this.defined('parameter', reference.name, 'parameters', problems);
  }

  /** A parameter that is a number. Numbers themselves are no texts. */
  private bound(value: string, problems: Problems): void {
    const reference = parseReference(value);
    if (reference.kind !== 'parameter') return problems.add(`must be a number or "parameters.<name>", got ${JSON.stringify(value)}`);
    this.parameter(value, problems);
    const preset: unknown = entry(this.known.parameters, reference.name);
    if (isKnown(preset) && typeof preset !== 'number') {
      problems.add(`must be a number, but the parameter ${JSON.stringify(reference.name)} is ${JSON.stringify(preset)}`);
    }
  }

  /** The name of a step. */
  private step(name: string, problems: Problems): void {
    if (!has(this.steps, name)) problems.add(unknownName('step', name, namesOf(this.steps)));
  }

  /** The name of a feature group. */
  private group(value: string, problems: Problems): string | undefined {
    const reference = named(value);
    if (reference?.kind === 'features') {
      this.defined('feature group', reference.name, 'features', problems);
      return reference.name;
    }
    const meant = has(this.known.features, value) ? `; did you mean ${JSON.stringify(`features.${value}`)}?` : '';
    problems.add(`must be a feature group, "features.<name>", got ${JSON.stringify(value)}${meant}`);
    return undefined;
  }

  private features(name: string | undefined, problems: Problems): void {
    const group = name === undefined ? undefined : entry(this.known.features, name);
    if (has(group, 'online') && !has(group, 'offline')) {
      problems.add(`the feature group ${JSON.stringify(name)} has no offline store to read from; give it "offline"`);
    }
  }

  /** Something that is defined under a key of its own, as far as is known. */
  private defined(what: string, name: string, key: 'datasets' | 'features' | 'parameters', problems: Problems): void {
    const names = this.known[key];
    if (names === undefined || has(names, name)) return;
    const missing = unknownName(what, name, namesOf(names));
    problems.add(namesOf(names).length > 0 ? missing : `${missing}; give it in "${key}"`);
  }

  private output(owner: string, name: string, problems: Problems): void {
    if (this.steps === undefined) return;
    if (!has(this.steps, owner)) {
      const word = nearest(owner, ['datasets', 'features']);
      return problems.add(unknownName('step', owner, word === undefined ? namesOf(this.steps) : [word]));
    }
    const step = entry(this.steps, owner);
    if (step === undefined || isOpen(ownOf(step), 'outputs')) return;
    const outputs = dataOf(step);
    if (outputs !== undefined && !outputs.includes(name)) problems.add(unknownName('output', name, outputs, `of step ${JSON.stringify(owner)}`));
  }

  private notAReference(value: string): string {
    const meant = has(this.known.datasets, value) ? `datasets.${value}`
      : has(this.known.features, value) ? `features.${value}`
        : has(this.steps, value) ? `${value}.${dataOf(entry(this.steps, value) ?? {})?.[0] ?? '<output>'}` : undefined;
    return 'must be a reference such as "datasets.<name>" or "<step>.<output>", or a place of files such as s3://bucket/prefix/, '
      + `got ${JSON.stringify(value)}`
      + (meant === undefined ? '' : `; did you mean ${JSON.stringify(meant)}?`);
  }
}

/** A reference with both of its parts. */
function named(value: string): NamedReference | undefined {
  const reference = parseReference(value);
  return reference.kind === 'place' || reference.kind === 'text' || reference.name === '' ? undefined : reference;
}
