import { CallbackStepDefinition } from '../../../definition/pipeline/steps/callback-step-definition';
import { LambdaStepDefinition } from '../../../definition/pipeline/steps/lambda-step-definition';
import { Value } from '../pipeline-expression';
import { StepContext } from './step-context';

const TYPES = { boolean: 'Boolean', float: 'Float', integer: 'Integer', string: 'String' };

/** What a step that somebody else does is given, and what it answers. */
export interface Exchange {
  readonly Arguments: Record<string, Value>;
  readonly OutputParameters?: object[];
  readonly [key: string]: unknown;
}

export function exchange(step: CallbackStepDefinition | LambdaStepDefinition, context: StepContext): Exchange {
  const outputs = Object.entries(step.outputs ?? {});
  return {
    Arguments: Object.fromEntries(Object.entries(step.inputs ?? {}).map(([name, value]) => [name, context.value(value)])),
    ...(outputs.length > 0 ? { OutputParameters: outputs.map(([OutputName, type]) => ({ OutputName, OutputType: TYPES[type] })) } : {}),
  };
}
