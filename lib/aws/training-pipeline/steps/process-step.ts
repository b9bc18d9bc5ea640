import { ProcessStepDefinition } from '../../../definition/steps/process-step-definition';
import { pythonJob } from '../../private/python-job';
import { asText, Expression } from '../pipeline-expression';
import { DEFAULT_PROCESS_FRAMEWORK, environment, jobImage, processSource, usesNetwork } from './job';
import { processingJob } from './processing-job';
import { StepContext } from './step-context';
import { StepRenderer } from './step-renderer';

/** Where a process step writes its metrics, below its outputs: `metrics/metrics.json`. */
export const METRICS_OUTPUT = 'metrics';
export const METRICS_FILE = 'metrics.json';

export const PROCESS_STEP: StepRenderer<'process'> = {
  type: 'Processing',
  caches: 'withPipeline',
  retries: 'job',
  job: 'processing-job',
  render: (step, context) => {
    const source = processSource(step, context.settings);
    return {
      Arguments: processingJob({
        settings: step,
        image: jobImage(step, context, DEFAULT_PROCESS_FRAMEWORK),
        command: source && pythonJob(source).entryPoint,
        arguments: scriptArguments(step, context),
        inputs: {
          ...Object.fromEntries(Object.entries(step.inputs ?? {}).map(([name, input]) => [name, context.data(input)])),
          ...(source ? { code: source.uri } : {}),
        },
        outputs: outputNames(step),
        environment: environment(step, context, source),
        usesNetwork: usesNetwork(context, source),
      }, context),
      ...(step.metrics ? { PropertyFiles: [{ PropertyFileName: METRICS_OUTPUT, OutputName: METRICS_OUTPUT, FilePath: METRICS_FILE }] } : {}),
    };
  },
};

/** The outputs that a step declares, and the one of its metrics. */
export function outputNames(step: ProcessStepDefinition): string[] {
  return [...new Set([...step.outputs ?? [], ...(step.metrics ? [METRICS_OUTPUT] : [])])];
}

function scriptArguments(step: ProcessStepDefinition, context: StepContext): (string | Expression)[] {
  return Object.entries(step.arguments ?? {}).flatMap(([name, value]) => [`--${name}`, asText(context.value(value))]);
}
