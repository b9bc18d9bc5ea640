import { StepDefinition } from './step-definition';
import { JobDefinition } from './steps/job-definition';
import { TrainStepDefinition } from './steps/train-step-definition';
import { Problems } from '../../private/problems';
import { Named } from '../rules/names';
import { StoredFeatures } from '../rules/surroundings';
import { JobComputeDefinition } from '../values';

/** The kinds of steps: the keys of which a step has exactly one. */
export type StepKind = Exclude<keyof StepDefinition, 'after' | 'cache' | 'retry'>;

/** What a step says under the key of its kind. */
export type StepOf<K extends StepKind> = NonNullable<StepDefinition[K]>;

/**
 * What a text in a step may name:
 *
 * - `data`: a dataset, features, an output of a step or a place of files
 * - `features`: a feature group with an offline store; `written`: any feature group, which is written to
 * - `trained`: `<step>.model` of a step that trains; `artifact`: that, or an archive of its files
 * - `servable`: `<step>.model` of a step that makes of such files what can score
 * - `metric`: `<step>.<metric>`; `measured`: the name of a step that writes a file of metrics
 * - `step`: a step that this one waits for; `started`: one that waits for this one, and starts by the key under which it stands
 * - `value`: a parameter, what a step answers, or nothing: plain text; `bound`: a number or a parameter
 */
export type Target =
  | 'artifact' | 'bound' | 'data' | 'features' | 'measured' | 'metric' | 'servable' | 'started' | 'step' | 'trained' | 'value' | 'written';

/** What a job does, as far as machines differ by it, and its machines. */
export interface StepJob {
  readonly purpose: 'processing' | 'training' | 'transform';
  readonly compute?: JobComputeDefinition;
}

/** Finds the training whose files `<step>.model` names. */
export type Trainings = (model: string | undefined) => TrainStepDefinition | undefined;

/** What is true of one kind of step on every platform. What a kind does not have, its row does not say. */
export interface StepKindRow<Step> {
  /** The keys whose texts name something: a text, the texts of a list or a map, or those of each part of a list by their keys in it. */
  readonly refersTo: { readonly [Key in keyof Step]?: Target | { readonly [key: string]: Target } };
  /** Its outputs that are data; undefined when they are only known at deployment. */
  readonly data?: (step: Step) => readonly string[] | undefined;
  /** Its metrics that a condition can use, by name, each with its path in the file that the step writes. */
  readonly metrics?: (step: Step) => { readonly [name: string]: string } | undefined;
  /** Whether that file can be kept with a version. */
  readonly keepsMetrics?: true;
  /** What it answers, by name. */
  readonly answers?: (step: Step) => Named<unknown>;
  /** The job that it runs. */
  readonly job?: (step: Step) => StepJob;
  /** The code of the user's own that the job runs. */
  readonly code?: (step: Step) => JobDefinition;
  /** How it trains; then it has the output `model`. */
  readonly training?: (step: Step) => TrainStepDefinition;
  /** Whether its output `model` can score. */
  readonly servable?: true;
  /** Whether it registers versions. */
  readonly registers?: true;
  /** Whether no step can come after it. */
  readonly endsRun?: true;
  /** What its keys must not say of each other. */
  readonly rules?: (step: Step, problems: Problems, trainings: Trainings, features: Named<StoredFeatures>) => void;
}
