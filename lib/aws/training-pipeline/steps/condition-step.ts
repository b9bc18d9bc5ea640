import { METRICS_OUTPUT } from './process-outputs';
import { StepContext } from './step-context';
import { StepRenderer } from './step-renderer';
import { parseReference } from '../../../definition/pipeline/reference';
import { metricsOf } from '../../../definition/pipeline/step-kinds';
import { jsonGet, Value } from '../pipeline-expression';

export const CONDITION_STEP: StepRenderer<'condition'> = {
  type: 'Condition',
  render: (step, context) => {
    const LeftValue = metric(step.metric, context);
    const bound = (Type: string, value: number | string | undefined) =>
      value === undefined ? [] : [{ Type, LeftValue, RightValue: context.value(value) }];
    return {
      Arguments: {
        Conditions: [...bound('GreaterThanOrEqualTo', step.atLeast), ...bound('LessThanOrEqualTo', step.atMost)],
        IfSteps: context.others.nested('then'),
        ElseSteps: context.others.nested('otherwise'),
      },
    };
  },
};

function metric(text: string, context: StepContext): Value {
  const reference = parseReference(text);
  if (reference.kind !== 'step') return text;
  return jsonGet(reference.owner, METRICS_OUTPUT, metricsOf(context.settings.graph.step(reference.owner)!)![reference.name]!);
}
