import { TrainStepDefinition } from '../../../definition/pipeline/steps/train-step-definition';
import { LAUNCHER, SourceBundle } from '../../foundation/source-bundle';
import { Expression, join } from '../pipeline-expression';
import { environment, jobImage, machines, protection, timeout, trainingSource, usesNetwork } from './job';
import { StepContext } from './step-context';

const CODE_CHANNEL = 'code';
const CODE_DIRECTORY = `/opt/ml/input/data/${CODE_CHANNEL}`;
const CHECKPOINT_DIRECTORY = '/opt/ml/checkpoints';
/** Images pass only hyperparameters on, so the launcher finds the script's name here. */
const SCRIPT_VARIABLE = 'MLOPS_SCRIPT';
const LONGEST = 28 * 86_400;

/** What training and tuning jobs have in common. */
interface TrainingJob {
  readonly common: Record<string, unknown>;
  readonly hyperparameters: Record<string, string | Expression>;
}

export function trainingJob(step: TrainStepDefinition, context: StepContext): TrainingJob {
  const source = trainingSource(step, context.settings);
  const variables = environment(step, context, source, source?.isLaunched ? { [SCRIPT_VARIABLE]: source.entry } : {});
  const inputs = [
    ...Object.entries(step.inputs ?? {}).map(([name, input]) => channel(name, context.data(input))),
    // As a channel and not as an S3 URI, so that the container needs no network to find its code.
    ...(source ? [channel(CODE_CHANNEL, source.uri)] : []),
  ];
  return {
    common: {
      AlgorithmSpecification: {
        TrainingImage: jobImage(step, context),
        TrainingInputMode: 'File',
        ...metricDefinitions(step),
      },
      RoleArn: context.settings.roleArn,
      ...(inputs.length > 0 ? { InputDataConfig: inputs } : {}),
      OutputDataConfig: { S3OutputPath: context.outputUri(), KmsKeyId: context.settings.keyArn },
      ResourceConfig: machines(step.compute, context),
      ...(Object.keys(variables).length > 0 ? { Environment: variables } : {}),
      ...protection(step, context, usesNetwork(context, source)),
      ...runtime(step, context),
    },
    hyperparameters: hyperparameters(step, context, source),
  };
}

/** Script mode reads every hyperparameter as JSON; a container of one's own gets text. */
export function encoded(value: string | number | boolean, scriptMode: boolean): string {
  return typeof value === 'string' && !scriptMode ? value : JSON.stringify(value);
}

function hyperparameters(step: TrainStepDefinition, context: StepContext, source?: SourceBundle): Record<string, string | Expression> {
  const own = Object.entries(step.hyperparameters ?? {}).map(([name, given]) => {
    const value = context.value(given);
    return [name, typeof value === 'object' ? join('', value) : encoded(value, source !== undefined)] as const;
  });
  return {
    ...Object.fromEntries(own),
    ...(source ? {
      sagemaker_program: encoded(source.isLaunched ? LAUNCHER : source.entry, true),
      sagemaker_submit_directory: encoded(`${CODE_DIRECTORY}/${source.fileName}`, true),
    } : {}),
  };
}

function channel(name: string, uri: string | Expression): object {
  return {
    ChannelName: name,
    DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: uri, S3DataDistributionType: 'FullyReplicated' } },
  };
}

function metricDefinitions(step: TrainStepDefinition): object {
  const metrics = Object.entries(step.metrics ?? {});
  return metrics.length > 0 ? { MetricDefinitions: metrics.map(([Name, Regex]) => ({ Name, Regex })) } : {};
}

/** Spare capacity may come late and go: the job waits as long again, and starts from where it was. */
function runtime(step: TrainStepDefinition, context: StepContext): object {
  const longest = timeout(step);
  if (!step.spot) return { StoppingCondition: { MaxRuntimeInSeconds: longest } };
  return {
    EnableManagedSpotTraining: true,
    StoppingCondition: { MaxRuntimeInSeconds: longest, MaxWaitTimeInSeconds: Math.min(2 * longest, LONGEST) },
    CheckpointConfig: { S3Uri: context.outputUri('checkpoints'), LocalPath: CHECKPOINT_DIRECTORY },
  };
}
