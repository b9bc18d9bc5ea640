import { Stack } from 'aws-cdk-lib';
import { jobImage, JobImage } from './job';
import { processingJob } from './processing-job';
import { PipelineSettings, StepContext } from './step-context';
import { JobSettingsDefinition } from '../../../definition/pipeline/steps/job-settings-definition';
import { Named } from '../../../definition/rules/names';
import { libraryProgram, programContract } from '../../foundation/library-program';
import { pythonJob } from '../../foundation/python-job';
import { SourceBundle, sourceBundle } from '../../foundation/source-bundle';
import { Expression } from '../pipeline-expression';

/** What the program is asked for, and the names of its options. */
export interface FeaturesContract {
  readonly ingest: readonly string[];
  readonly trainingSet: readonly string[];
}

/** The program of ingest and training set steps, which comes with the library. */
export const FEATURES_PROGRAM = libraryProgram('features');
export const FEATURES_CONTRACT = programContract<FeaturesContract>(FEATURES_PROGRAM);

/** Its image, of which Python, boto3 and PyArrow are used. */
const IMAGE = { framework: 'sklearn', frameworkVersion: '1.4-2' } as const;

/** Where Athena puts what it says of its queries, beside the outputs of a step. */
export const QUERIES = 'queries';

/** What one job of the program differs in from others. */
interface FeaturesJob {
  readonly settings: JobSettingsDefinition;
  readonly task: keyof FeaturesContract;
  readonly options: readonly (readonly [option: string, value: string | Expression])[];
  readonly inputs: Named<string | Expression>;
  readonly outputs: readonly string[];
}

/** What the program runs in. */
export function featuresImage({ compute }: JobSettingsDefinition): JobImage {
  return { compute, ...IMAGE };
}

/** The packed program. */
export function featuresSource({ scope }: PipelineSettings): SourceBundle {
  const { directory, entryPoint, packing } = FEATURES_PROGRAM;
  return sourceBundle(scope, directory, entryPoint, packing);
}

/** The job of a step: one machine with a way to the services that it calls. */
export function featuresJob({ settings, task, options, inputs, outputs }: FeaturesJob, context: StepContext): Record<string, unknown> {
  const { scope, packages } = context.settings;
  const { codeUri, entryPoint, environment } = pythonJob(featuresSource(context.settings), packages);
  return processingJob({
    settings,
    image: jobImage(featuresImage(settings), context),
    command: entryPoint,
    arguments: [task, ...options.flatMap(([option, value]) => [`--${option}`, value])],
    inputs: { ...inputs, code: codeUri },
    outputs,
    environment: { ...settings.environment, ...environment, AWS_DEFAULT_REGION: Stack.of(scope).region },
    usesNetwork: true,
  }, context);
}
