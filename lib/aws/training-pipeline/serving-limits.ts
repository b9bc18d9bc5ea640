import { servingContainer, servingProblem } from './steps/model-container';
import { metadataKey } from './steps/register-step';
import { keptOutputs } from './steps/step-renderers';
import { ContainerDefinition } from '../../definition/model-definition';
import { StepDefinition } from '../../definition/pipeline/step-definition';
import { codeOf, kindOf, rowOf, trainingBehind } from '../../definition/pipeline/step-kinds';
import { referencesOf } from '../../definition/pipeline/step-references';
import { Problems } from '../../private/problems';
import { isKnown } from '../../private/tokens';
import { imageProblems } from '../model/framework-image';
import { ENTRY_POINT_NEEDED, needsEntryPoint } from '../model/model-limits';

const MAX_NAME = 63;
const MAX_METADATA = 50;
const MAX_METADATA_VALUE = 256;
// `s3://`, the longest bucket name, and the twelve characters of a run's id between slashes.
const PLACE_LENGTH = 's3://'.length + 63 + '/pipelines//123456789012//'.length;

/** What is kept with the versions that a pipeline registers. */
interface RegisteredPipeline {
  readonly steps?: { [name: string]: StepDefinition };
  readonly pipelineName?: string;
  readonly metadata?: { [key: string]: string };
}

/** What serves the models that a pipeline makes. */
interface ServedPipeline {
  readonly steps?: { [name: string]: StepDefinition };
  readonly model?: ContainerDefinition;
  readonly inferenceInstanceTypes?: string[];
}

/** Where the two parts stand that can be wrong: what serves, and the steps. */
interface ServedPlaces {
  readonly model: Problems;
  readonly steps: Problems;
}

/** A model is served as it was trained, or as `model` says. */
export function servingLimits({ steps = {}, model, inferenceInstanceTypes }: ServedPipeline, region: string | undefined, at: ServedPlaces): void {
  const served = Object.entries(steps).flatMap(([name, step]) => referencesOf(step, steps).map(reference => ({ name, ...reference })))
    .filter(({ target }) => target === 'trained');
  for (const { name, path, text } of served) {
    const trained = trainingBehind(text, steps);
    if (!trained) continue;
    const problem = servingProblem(model, trained);
    if (problem !== undefined) {
      at.steps.at(name).add(problem);
      continue;
    }
    const { image, framework, frameworkVersion, ...rest } = servingContainer(model, trained);
    if (image !== undefined || !isKnown(framework)) continue;
    imageProblems({
      framework,
      version: frameworkVersion,
      purpose: 'inference',
      instanceType: inferenceInstanceTypes?.[0],
    }, region, at.steps.at(name, path[0]!));
    if (framework === 'sklearn' && needsEntryPoint(rest)) at.model.at('entryPoint').add(`is missing: ${ENTRY_POINT_NEEDED}`);
  }
}

/** The service keeps fifty short values with a version that a step registers. */
export function metadataLimits({ metadata = {}, steps = {}, pipelineName = '' }: RegisteredPipeline, problems: Problems): void {
  if (!Object.values(steps).some(step => rowOf(step)?.registers)) return;
  const outputs = Object.entries(steps).flatMap(([name, step]) => keptOutputs(step).map(output => [name, output] as const));
  const count = Object.keys(metadata).length + outputs.length;
  if (count > MAX_METADATA) {
    problems.at('metadata').add(`must have at most ${MAX_METADATA} entries, one for each output of process and explain steps among them, `
      + `got ${count}`);
  }
  for (const [key, value] of Object.entries(metadata)) {
    if (isKnown(value) && value.length > MAX_METADATA_VALUE) {
      problems.at('metadata', key).add(`must have at most ${MAX_METADATA_VALUE} characters, got ${value.length}`);
    }
  }
  for (const [name, output] of outputs) {
    const length = PLACE_LENGTH + (isKnown(pipelineName) ? pipelineName.length : MAX_NAME) + name.length + output.length;
    if (length > MAX_METADATA_VALUE) {
      problems.at('steps', name, ...(codeOf(steps[name]!) ? [kindOf(steps[name]!)!, 'outputs'] : [])).add('the place '
        + `of ${metadataKey(name, output)} can have ${length} characters, and versions keep at most ${MAX_METADATA_VALUE}; choose shorter names`);
    }
  }
}
