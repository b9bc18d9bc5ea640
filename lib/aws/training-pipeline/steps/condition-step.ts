import { METRICS_OUTPUT } from './process-outputs';
import { StepContext } from './step-context';
import { StepRenderer } from './step-renderer';
import { boundedMetrics } from '../../../definition/pipeline/bounded-metrics';
import { parseReference } from '../../../definition/pipeline/reference';
import { metricsOf } from '../../../definition/pipeline/step-kinds';
import { BoundedMetricDefinition } from '../../../definition/pipeline/steps/condition-step-definition';
import { jsonGet, Value } from '../pipeline-expression';

export const CONDITION_STEP: StepRenderer<'condition'> = {
  type: 'Condition',
  render: (step, context) => {
    return {
      Arguments: {
        Conditions: boundedMetrics(step).flatMap(bounded => conditions(bounded, context)),
        IfSteps: context.others.nested('then'),
        ElseSteps: context.others.nested('otherwise'),
      },
    };
  },
};

/** The service goes on when all of them hold. */
function conditions({ metric: text, atLeast, atMost }: BoundedMetricDefinition, context: StepContext): object[] {
  const LeftValue = metric(text, context);
  const bound = (Type: string, value: number | string | undefined) =>
    value === undefined ? [] : [{ Type, LeftValue, RightValue: context.value(value) }];
  return [...bound('GreaterThanOrEqualTo', atLeast), ...bound('LessThanOrEqualTo', atMost)];
}

function metric(text: string, context: StepContext): Value {
  const reference = parseReference(text);
  if (reference.kind !== 'step') return text;
  return jsonGet(reference.owner, METRICS_OUTPUT, metricsOf(context.settings.graph.step(reference.owner)!)![reference.name]!);
}
