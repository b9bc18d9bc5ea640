import { EXPLAIN_REPORT, explainMetrics } from './explain-methods';
import { parseReference } from './reference';
import { StepDefinition } from './step-definition';
import { StepJob, StepKind, StepKindRow, StepOf } from './step-kind';
import { JobDefinition } from './steps/job-definition';
import { TrainStepDefinition } from './steps/train-step-definition';
import { Problems } from '../../private/problems';
import { isKnown } from '../../private/tokens';
import { conditionRules } from '../rules/condition-rules';
import { explainRules } from '../rules/explain-rules';
import { processRules } from '../rules/job-rules';
import { entry, items, Named } from '../rules/names';
import { Surroundings } from '../rules/surroundings';
import { trainRules, tuneRules } from '../rules/training-rules';
import { trainingSetRules } from '../rules/training-set-rules';
import { JobComputeDefinition } from '../values';

const runs = (purpose: StepJob['purpose']) => ({ compute }: { readonly compute?: JobComputeDefinition }): StepJob => ({ purpose, compute });

/** The output that holds a training set. */
export const TRAINING_SET = 'data';

const BOUNDED = { metric: 'metric', atLeast: 'bound', atMost: 'bound' } as const;

const TRAINING = {
  refersTo: { inputs: 'data', hyperparameters: 'value' },
  data: () => ['model'],
  job: runs('training'),
  code: step => step,
  training: step => step,
} as const satisfies StepKindRow<TrainStepDefinition>;

/** Every kind of step. Another kind is a struct, a row here, and a renderer on each platform. */
export const STEP_KINDS: { readonly [K in StepKind]: StepKindRow<StepOf<K>> } = {
  process: {
    refersTo: { inputs: 'data', arguments: 'value' },
    data: ({ outputs }) => outputs === undefined || isKnown(outputs) ? items(outputs).map(([, name]) => name) : undefined,
    metrics: step => step.metrics,
    keepsMetrics: true,
    job: runs('processing'),
    code: step => step,
    rules: processRules,
  },
  ingest: { refersTo: { data: 'data', into: 'written' }, job: runs('processing') },
  trainingSet: {
    refersTo: { rows: 'features', join: 'features' },
    data: () => [TRAINING_SET],
    job: runs('processing'),
    rules: (step, problems, _trainings, features) => trainingSetRules(step, features, problems),
  },
  train: { ...TRAINING, rules: trainRules },
  tune: { ...TRAINING, rules: tuneRules },
  transform: { refersTo: { input: 'data', model: 'servable' }, data: () => ['predictions'], job: runs('transform') },
  explain: {
    refersTo: { data: 'data', model: 'artifact' },
    data: () => [EXPLAIN_REPORT],
    metrics: explainMetrics,
    job: runs('processing'),
    rules: explainRules,
  },
  condition: {
    refersTo: { ...BOUNDED, also: BOUNDED, then: 'started', otherwise: 'started' },
    rules: conditionRules,
  },
  register: { refersTo: { model: 'trained', metrics: 'measured' }, registers: true },
  createModel: { refersTo: { model: 'trained' }, servable: true },
  lambda: { refersTo: { inputs: 'value' }, answers: step => step.outputs },
  callback: { refersTo: { inputs: 'value' }, answers: step => step.outputs },
  fail: { refersTo: {}, endsRun: true },
  emr: { refersTo: {} },
};

type Row = StepKindRow<never>;

/** The kinds whose rows say something, in the order of the table. */
export function kindsWith(says: (row: Row) => unknown): StepKind[] {
  return (Object.keys(STEP_KINDS) as StepKind[]).filter(kind => says(STEP_KINDS[kind] as Row));
}

/** The kind of a step; a step without one has been refused by the schema before. */
export function kindOf(step: StepDefinition): StepKind | undefined {
  return kindsWith(() => true).find(kind => step[kind] !== undefined);
}

/** What a step says under the key of its kind. */
export function ownOf(step: StepDefinition): StepOf<StepKind> | undefined {
  const kind = kindOf(step);
  return kind && step[kind];
}

/** What the row of a step's kind says of kinds. */
export function rowOf(step: StepDefinition | undefined): Row | undefined {
  const kind = step && kindOf(step);
  return kind && STEP_KINDS[kind] as Row;
}

/** What the row of a step's kind says of this step. */
function asked<T>(step: StepDefinition | undefined, question: (row: Row) => ((own: never) => T) | undefined): T | undefined {
  const kind = step && kindOf(step);
  return kind && question(STEP_KINDS[kind] as Row)?.(step[kind] as never);
}

/** What a step answers, by name. */
export function answersOf(step: StepDefinition | undefined): Named<unknown> {
  return asked(step, row => row.answers);
}

/** The outputs of a step that are data; `undefined` when they are only known at deployment. */
export function dataOf(step: StepDefinition): readonly string[] | undefined {
  return asked(step, row => row.data ?? (() => []));
}

/** The metrics of a step, each with its path in the file that the step writes. */
export function metricsOf(step: StepDefinition): { readonly [name: string]: string } | undefined {
  return asked(step, row => row.metrics);
}

/** The job of a step. */
export function jobOf(step: StepDefinition): StepJob | undefined {
  return asked(step, row => row.job);
}

/** The code of the user's own that a step runs. */
export function codeOf(step: StepDefinition): JobDefinition | undefined {
  return asked(step, row => row.code);
}

/** How a step trains. */
export function trainingOf(step: StepDefinition | undefined): TrainStepDefinition | undefined {
  return asked(step, row => row.training);
}

/** The training whose files `<step>.model` names. Where `.model` is forgotten, the step is clear. */
export function trainingBehind(model: string, steps: Named<StepDefinition>): TrainStepDefinition | undefined {
  const reference = parseReference(model);
  return trainingOf(entry(steps, reference.kind === 'step' ? reference.owner : model));
}

/** What the keys of a step say of each other. */
export function ownRules(step: StepDefinition, { features, steps }: Surroundings, problems: Problems): void {
  const kind = kindOf(step);
  asked(step, row => row.rules && (own => row.rules!(own, problems.at(kind!), model => trainingBehind(model ?? '', steps), features)));
}
