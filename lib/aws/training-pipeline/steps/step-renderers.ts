import { CALLBACK_STEP } from './callback-step';
import { CONDITION_STEP } from './condition-step';
import { CREATE_MODEL_STEP } from './create-model-step';
import { EMR_STEP } from './emr-step';
import { EXPLAIN_STEP } from './explain-step';
import { FAIL_STEP } from './fail-step';
import { LAMBDA_STEP } from './lambda-step';
import { PROCESS_STEP } from './process-step';
import { REGISTER_STEP } from './register-step';
import { StepRenderer } from './step-renderer';
import { TRAIN_STEP } from './train-step';
import { TRANSFORM_STEP } from './transform-step';
import { TUNE_STEP } from './tune-step';
import { StepKind } from '../../../definition/step-reference';

/** Every kind of step, and how it is rendered. */
export const STEP_RENDERERS: { readonly [K in StepKind]: StepRenderer<K> } = {
  process: PROCESS_STEP,
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
