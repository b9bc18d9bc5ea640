import { CALLBACK_STEP } from './callback-step';
import { CONDITION_STEP } from './condition-step';
import { CREATE_MODEL_STEP } from './create-model-step';
import { EMR_STEP } from './emr-step';
import { EXPLAIN_STEP } from './explain-step';
import { FAIL_STEP } from './fail-step';
import { INGEST_STEP } from './ingest-step';
import { LAMBDA_STEP } from './lambda-step';
import { PROCESS_STEP } from './process-step';
import { REGISTER_STEP } from './register-step';
import { StepRenderer } from './step-renderer';
import { TRAIN_STEP } from './train-step';
import { TRAINING_SET_STEP } from './training-set-step';
import { TRANSFORM_STEP } from './transform-step';
import { TUNE_STEP } from './tune-step';
import { StepDefinition } from '../../../definition/pipeline/step-definition';
import { StepKind } from '../../../definition/pipeline/step-kind';
import { kindOf } from '../../../definition/pipeline/step-kinds';

/** Every kind of step, and how it is rendered. */
export const STEP_RENDERERS: { readonly [K in StepKind]: StepRenderer<K> } = {
  process: PROCESS_STEP,
  ingest: INGEST_STEP,
  trainingSet: TRAINING_SET_STEP,
  train: TRAIN_STEP,
  tune: TUNE_STEP,
  transform: TRANSFORM_STEP,
  explain: EXPLAIN_STEP,
  condition: CONDITION_STEP,
  register: REGISTER_STEP,
  createModel: CREATE_MODEL_STEP,
  lambda: LAMBDA_STEP,
  callback: CALLBACK_STEP,
  fail: FAIL_STEP,
  emr: EMR_STEP,
};

/** A step with its renderer. */
export interface RenderedStep {
  readonly kind: StepKind;
  readonly renderer: StepRenderer<never>;
  /** What the step says under its kind. */
  readonly own: never;
}

/** How a step is rendered; nothing when the schema has refused its kind. */
export function rendered(step: StepDefinition): RenderedStep | undefined {
  const kind = kindOf(step);
  return kind && { kind, renderer: STEP_RENDERERS[kind] as StepRenderer<never>, own: step[kind] as never };
}

/** The outputs of a step whose places are kept with a version. */
export function keptOutputs(step: StepDefinition): readonly string[] {
  const { renderer, own } = rendered(step) ?? {};
  return renderer?.kept?.(own!) ?? [];
}
