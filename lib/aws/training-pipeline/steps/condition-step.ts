import { METRICS_OUTPUT } from './process-step';
import { StepContext } from './step-context';
import { StepRenderer } from './step-renderer';
import { metricsOf } from '../../../definition/rules/step-results';
import { parseReference } from '../../../definition/step-reference';
import { jsonGet, Value } from '../pipeline-expression';

/** The steps of the branches are nested by the document, which knows how to render every kind. */
export const CONDITION_STEP: StepRenderer<'condition'> = {
  type: 'Condition',
  render: (step, context) => {
    const LeftValue = metric(step.metric, context);
    const bound = (Type: string, value: number | string | undefined) =>
      value === undefined ? [] : [{ Type, LeftValue, RightValue: context.value(value) }];
    return {
      Arguments: {
        Conditions: [...bound('GreaterThanOrEqualTo', step.atLeast), ...bound('LessThanOrEqualTo', step.atMost)],
      },
    };
  },
};

function metric(text: string, context: StepContext): Value {
  const reference = parseReference(text);
  if (reference.kind !== 'step') return text;
  return jsonGet(reference.step, METRICS_OUTPUT, metricsOf(context.settings.graph.steps[reference.step]!)![reference.output]!);
}
