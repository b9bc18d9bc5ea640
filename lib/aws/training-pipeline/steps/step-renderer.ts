import { JobImage } from './job';
import { PipelineSettings, StepContext } from './step-context';
import { StepDefinition } from '../../../definition/pipeline/step-definition';
import { StepKind, StepOf } from '../../../definition/pipeline/step-kind';
import { Named } from '../../../definition/rules/names';
import { Problems } from '../../../private/problems';
import { SourceBundle } from '../../foundation/source-bundle';
import { ImageRequest } from '../../model/framework-image';
import { JobKind } from '../job-kind';
import { Expression } from '../pipeline-expression';
import { PipelineRole } from '../pipeline-role';

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
  readonly caches?: Caching | ((step: StepOf<K>) => Caching);
  /** Whether it can be tried again: when the service fails, or also when its job does. */
  readonly retries?: 'job' | 'service';
  /** What it makes in the account. */
  readonly job?: JobKind;
  /** Where an output is, of what its job reports: right too when that is taken from an earlier run. */
  readonly output?: (name: string, reported: (path: string) => Expression) => Expression;
  /** The outputs whose places are kept with a version: data, metrics and reports. */
  readonly kept?: (step: StepOf<K>) => readonly string[];
  /** What decides on the image of its job. */
  readonly image?: (step: StepOf<K>, steps: Named<StepDefinition>) => JobImage;
  /** The packed folder of its script. */
  readonly source?: (step: StepOf<K>, settings: PipelineSettings) => SourceBundle | undefined;
  /** Allows what it uses beside its job, its data and its script. */
  readonly grant?: (step: StepOf<K>, permissions: PipelineRole, settings: PipelineSettings) => void;
  /** The limits of its job. */
  readonly limits?: (step: StepOf<K>, problems: Problems) => void;
  /** Whether there is an image for its job, when that is not said as of every image. */
  readonly imageLimits?: (step: StepOf<K>, request: ImageRequest, region: string | undefined, problems: Problems) => void;
  /** What it would install without a way to an index, besides what its script needs. */
  readonly packageLimits?: (step: StepOf<K>, problems: Problems) => void;
  /** The keys of the step beside those that every step has. */
  render(step: StepOf<K>, context: StepContext): Record<string, unknown>;
}
