import { ProcessStepDefinition } from '../../../definition/pipeline/steps/process-step-definition';
import { pythonJob } from '../../foundation/python-job';
import { processLimits } from '../job-limits';
import { asText, Expression } from '../pipeline-expression';
import { DEFAULT_PROCESS_FRAMEWORK, environment, jobImage, processSource, usesNetwork } from './job';
import { METRICS_FILE, METRICS_OUTPUT, outputNames } from './process-outputs';
import { processingJob, processingOutput } from './processing-job';
import { StepContext } from './step-context';
import { StepRenderer } from './step-renderer';

export const PROCESS_STEP: StepRenderer<'process'> = {
  type: 'Processing',
  caches: 'withPipeline',
  retries: 'job',
  job: 'processing-job',
  output: processingOutput,
  kept: outputNames,
  image: step => ({ ...step, framework: step.framework ?? DEFAULT_PROCESS_FRAMEWORK }),
  source: processSource,
  limits: processLimits,
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

function scriptArguments(step: ProcessStepDefinition, context: StepContext): (string | Expression)[] {
  return Object.entries(step.arguments ?? {}).flatMap(([name, value]) => [`--${name}`, asText(context.value(value))]);
}
