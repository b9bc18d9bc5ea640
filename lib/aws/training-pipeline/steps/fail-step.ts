import { StepRenderer } from './step-renderer';

export const FAIL_STEP: StepRenderer<'fail'> = {
  type: 'Fail',
  render: step => ({ Arguments: { ErrorMessage: step.message } }),
};
