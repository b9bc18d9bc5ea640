import { methodsOf } from './explain-methods';
import { PipelineDefinition } from './pipeline-definition';
import { parseReference } from './reference';
import { trainingOf } from './step-kinds';
import { referencesOf } from './step-references';
import { entries, entry } from '../rules/names';

/** A bound that a version has to keep, of a metric that a step measures. */
export interface KeptBound {
  readonly step: string;
  readonly metric: string;
  readonly atLeast?: number | string;
  readonly atMost?: number | string;
}

/** How a step explains the model. */
export interface Explanation {
  readonly step: string;
  readonly methods: readonly string[];
}

/** What a pipeline says of the model that comes out of it, for people. Values of parameters are their defaults. */
export interface TrainingFacts {
  /** The frameworks and images that train. */
  readonly algorithms: readonly string[];
  /** Datasets, features and places of files that steps read. */
  readonly data: readonly string[];
  readonly hyperparameters: readonly (readonly [name: string, value: string])[];
  readonly bounds: readonly KeptBound[];
  readonly explanations: readonly Explanation[];
}

/** The facts of a pipeline; of one in the words of one place, none are known. */
export function trainingFacts({ parameters, steps }: PipelineDefinition): TrainingFacts {
  const known = entries(steps);
  const trainings = known.flatMap(([name, step]) => ({ name, training: trainingOf(step) })).filter(({ training }) => training !== undefined);
  const valueOf = <T>(value: T) => {
    const reference = typeof value === 'string' ? parseReference(value) : undefined;
    return reference?.kind === 'parameter' ? entry(parameters, reference.name) ?? value : value;
  };
  const read = known.flatMap(([, step]) => referencesOf(step, steps)
    .filter(({ reference, target }) => target === 'features' || target === 'data' && ['dataset', 'features', 'place'].includes(reference.kind))
    .map(({ text }) => text));
  return {
    algorithms: [...new Set(trainings.flatMap(({ training }) => training!.image ?? training!.framework ?? []))],
    data: [...new Set(read)],
    hyperparameters: trainings.flatMap(({ name, training }) => Object.entries(training!.hyperparameters ?? {})
      .map(([key, value]) => [trainings.length > 1 ? `${name}.${key}` : key, String(valueOf(value))] as const)),
    bounds: known.flatMap(([, { condition }]) => {
      const reference = parseReference(condition?.metric ?? '');
      if (condition === undefined || reference.kind !== 'step') return [];
      return [{ step: reference.owner, metric: reference.name, atLeast: valueOf(condition.atLeast), atMost: valueOf(condition.atMost) } as KeptBound];
    }),
    explanations: known.flatMap(([step, { explain }]) => explain === undefined ? [] : [{ step, methods: methodsOf(explain) }]),
  };
}
