import { RegisterStepDefinition } from '../../../definition/pipeline/steps/register-step-definition';
import { Expression, join } from '../pipeline-expression';
import { modelContainer } from './model-container';
import { METRICS_FILE, METRICS_OUTPUT } from './process-outputs';
import { StepContext } from './step-context';
import { StepRenderer } from './step-renderer';

const DEFAULT_TYPES = ['text/csv'];

export const REGISTER_STEP: StepRenderer<'register'> = {
  type: 'RegisterModel',
  retries: 'service',
  render: (step, context) => {
    const { registry, inferenceInstanceTypes, transformInstanceTypes } = context.settings;
    return {
      Arguments: {
        ModelPackageGroupName: registry!.modelPackageGroupName,
        ...(step.description === undefined ? {} : { ModelPackageDescription: step.description }),
        ModelApprovalStatus: registry!.approval === 'automatic' ? 'Approved' : 'PendingManualApproval',
        InferenceSpecification: {
          Containers: [modelContainer(step.model, context)],
          SupportedContentTypes: step.contentTypes ?? DEFAULT_TYPES,
          SupportedResponseMIMETypes: step.responseTypes ?? DEFAULT_TYPES,
          ...(inferenceInstanceTypes ? { SupportedRealtimeInferenceInstanceTypes: inferenceInstanceTypes } : {}),
          ...(transformInstanceTypes ? { SupportedTransformInstanceTypes: transformInstanceTypes } : {}),
        },
        ...modelMetrics(step, context),
        CustomerMetadataProperties: { ...context.settings.metadata, ...dataOfVersion(context) },
      },
    };
  },
};

function modelMetrics(step: RegisterStepDefinition, context: StepContext): object {
  if (step.metrics === undefined) return {};
  const S3Uri = join('/', context.others.output(step.metrics, METRICS_OUTPUT), METRICS_FILE);
  return { ModelMetrics: { ModelQuality: { Statistics: { ContentType: 'application/json', S3Uri } } } };
}

/**
 * Where the data and reports of this version are, by `output.<step>.<output>`: a monitor finds its baseline there. Only steps that have run
 * for certain before this one can be named.
 */
function dataOfVersion(context: StepContext): Record<string, Expression> {
  const { settings: { graph }, others } = context;
  return Object.fromEntries(graph.upstream(context.name)
    .flatMap(name => others.kept(name).map(output => [metadataKey(name, output), others.output(name, output)])));
}

export function metadataKey(step: string, output: string): string {
  return `output.${step}.${output}`;
}
