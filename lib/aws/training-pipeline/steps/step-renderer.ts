import { StepContext } from './step-context';
import { StepDefinition } from '../../../definition/step-definition';
import { StepKind } from '../../../definition/step-reference';

/** The kinds of resources that steps make, as in their ARNs. */
export type JobKind = 'processing-job' | 'training-job' | 'hyper-parameter-tuning-job' | 'transform-job' | 'model';

/** When the result of an earlier run is taken. */
export type Caching = 'withPipeline' | 'whenAsked';

/** How one kind of step becomes a step of the service. */
export interface StepRenderer<K extends StepKind> {
  /** What the service calls it. */
  readonly type: string;
  /**
   * Whether its result can be taken from an earlier run: like the pipeline says, or only when the step itself says so, because
   * what somebody else answered is seldom still true.
   */
  readonly caches?: Caching | ((step: NonNullable<StepDefinition[K]>) => Caching);
  /** Whether it can be tried again: when the service fails, or also when its job does. */
  readonly retries?: 'job' | 'service';
  /** What it makes in the account. */
  readonly job?: JobKind;
  /** The keys of the step beside those that every step has. */
  render(step: NonNullable<StepDefinition[K]>, context: StepContext): Record<string, unknown>;
}
