import { Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { parseReference, referencesOf } from './step-reference';
import { MlopsDefinition } from '../../definition/mlops-definition';
import { pipelineRules } from '../../definition/rules/pipeline-rules';
import { Problems } from '../../private/problems';
import { isKnown } from '../../private/tokens';
import { imageProblems } from '../model/framework-image';
import { checkProps } from '../private/check-props';
import { isWithoutPackages } from '../private/script-packages';
import { keptOutputs } from './steps/kept-outputs';
import { servingContainer, servingProblem } from './steps/model-container';
import { metadataKey } from './steps/register-step';
import { TrainingPipelineProps } from './training-pipeline-props';
import { trainingPipelinePackageRules, trainingPipelineRegionRules, trainingPipelineRules, trainingPipelineSourceRules } from './training-pipeline-rules';

const PIPELINE_NAME = /^[a-zA-Z0-9](-?[a-zA-Z0-9])*$/;
const MAX_NAME = 63;
const MAX_METADATA = 50;
const MAX_METADATA_VALUE = 256;
// `s3://`, the longest bucket name, and the twelve characters of a run's id between slashes.
const PLACE_LENGTH = 's3://'.length + 63 + '/pipelines//123456789012//'.length;

/** Checks everything about a pipeline, in code as in a definition. */
export function checkTrainingPipeline(scope: Construct, props: TrainingPipelineProps, directory: string): void {
  checkProps(
    scope, 'PipelineDefinition', props,
    (pipeline, problems) => pipelineRules(pipeline, surroundings(props), directory, problems),
    trainingPipelineRules,
    (pipeline, problems) => trainingPipelineRegionRules(pipeline, Stack.of(scope).region, problems),
    (pipeline, problems) => trainingPipelineSourceRules(pipeline, directory, problems),
    (pipeline, problems) => {
      if (isWithoutPackages(pipeline)) trainingPipelinePackageRules(pipeline, directory, problems);
    },
    (pipeline, problems) => propsRules(pipeline, Stack.of(scope).region, problems),
  );
}

/** The names that references can use, as a definition has them. */
function surroundings({ datasets, features, environment }: TrainingPipelineProps): MlopsDefinition {
  const names = (record: object | undefined) => Object.fromEntries(Object.keys(record ?? {}).map(name => [name, {}]));
  return {
    name: 'app',
    models: {},
    environments: environment === undefined ? {} : { [environment]: { region: '' } },
    datasets: names(datasets),
    features: names(features) as MlopsDefinition['features'],
  };
}

/** What concerns the props that only a construct has. */
function propsRules(props: TrainingPipelineProps, region: string, problems: Problems): void {
  const { pipelineName, steps = {} } = props;
  if (isKnown(pipelineName) && !(PIPELINE_NAME.test(pipelineName) && pipelineName.length <= MAX_NAME)) {
    problems.at('pipelineName').add(`must have from 1 to ${MAX_NAME} letters, digits and single hyphens, got ${JSON.stringify(pipelineName)}`);
  }
  for (const [name, step] of Object.entries(steps)) {
    const at = problems.at('steps', name);
    if (step.register && !props.registry) at.at('register').add('needs `registry`: where new versions are registered');
    if (step.register ?? step.createModel) servingRules(props, name, region, at);
    for (const reference of referencesOf(step, steps).map(parseReference)) {
      if (reference.kind === 'features' && props.features?.[reference.name] && !props.features[reference.name]!.offlineBucket) {
        at.add(`feature group ${JSON.stringify(reference.name)} has no offline store, which steps read; give it one`);
      }
    }
  }
  if (Object.values(steps).some(step => step.register)) metadataRules(props, problems);
}

/** A model is served as it was trained, or as `model` says. */
function servingRules({ model, steps = {}, inferenceInstanceTypes }: TrainingPipelineProps, name: string, region: string, problems: Problems): void {
  const reference = parseReference((steps[name]!.register ?? steps[name]!.createModel)!.model);
  const step = reference.kind === 'step' ? steps[reference.step] : undefined;
  const trained = step?.train ?? step?.tune;
  if (!trained) return;
  const problem = servingProblem(model, trained);
  if (problem !== undefined) problems.add(problem);
  const { image, framework, frameworkVersion } = servingContainer(model, trained);
  if (problem !== undefined || image !== undefined || framework === undefined) return;
  imageProblems({ framework, version: frameworkVersion, purpose: 'inference', instanceType: inferenceInstanceTypes?.[0] }, region, problems);
}

/** The service keeps fifty short values with a version. */
function metadataRules({ metadata = {}, steps = {}, pipelineName = '' }: TrainingPipelineProps, problems: Problems): void {
  const outputs = Object.entries(steps).flatMap(([name, step]) => keptOutputs(step).map(output => [name, output] as const));
  const count = Object.keys(metadata).length + outputs.length;
  if (count > MAX_METADATA) {
    problems.at('metadata').add(`must have at most ${MAX_METADATA} entries, one for each output of process and explain steps among them, got ${count}`);
  }
  for (const [key, value] of Object.entries(metadata)) {
    if (isKnown(value) && value.length > MAX_METADATA_VALUE) {
      problems.at('metadata', key).add(`must have at most ${MAX_METADATA_VALUE} characters, got ${value.length}`);
    }
  }
  for (const [name, output] of outputs) {
    const length = PLACE_LENGTH + (isKnown(pipelineName) ? pipelineName.length : MAX_NAME) + name.length + output.length;
    if (length > MAX_METADATA_VALUE) {
      problems.at('steps', name, ...(steps[name]!.process ? ['process', 'outputs'] : [])).add(`the place of ${metadataKey(name, output)} can have ${length} characters, and versions keep at most ${MAX_METADATA_VALUE}; choose shorter names`);
    }
  }
}
