import { checkNames, entries, has, namesOf } from './names';
import { References } from './references';
import { scheduleRules } from './schedule-rules';
import { stepGraphRules } from './step-graph-rules';
import { stepRules } from './step-rules';
import { Surroundings } from './surroundings';
import { unknownName } from '../../private/nearest';
import { Problems } from '../../private/problems';
import { isKnown } from '../../private/tokens';
import { NewDataDefinition } from '../pipeline/new-data-definition';
import { PipelineDefinition } from '../pipeline/pipeline-definition';
import { RESERVED_STEP_NAMES } from '../pipeline/reference';

/** A training pipeline: its steps, its parameters, and where it runs. */
export function pipelineRules(pipeline: PipelineDefinition, problems: Problems, around: Surroundings): void {
  const { environment, onNewData, parameters, steps } = pipeline;
  if (isKnown(environment) && around.environments !== undefined && !has(around.environments, environment)) {
    problems.at('environment').add(unknownName('environment', environment, namesOf(around.environments)));
  }
  scheduleRules(pipeline, problems);
  newDataRules(onNewData, problems.at('onNewData'), around);
  for (const name of namesOf(parameters).filter(isKnown)) {
    if (!/^[a-zA-Z0-9][\w-]*$/.test(name)) {
      problems.at('parameters', name).addForKey('the name of a parameter must be letters, digits, underscores and hyphens, '
        + `got ${JSON.stringify(name)}`);
    }
  }
  if (steps === undefined) return;

  if (namesOf(steps).length === 0) problems.at('steps').add('must have at least one step');
  checkNames(steps, 64, problems.at('steps'), RESERVED_STEP_NAMES);
  const references = new References({ ...around, parameters: parameters ?? {}, steps });
  for (const [name, step] of entries(steps)) stepRules(step, { ...around, steps }, references, problems.at('steps', name));
  stepGraphRules(steps, problems.at('steps'));
}

function newDataRules({ of = [] }: Partial<NewDataDefinition> = {}, problems: Problems, around: Surroundings): void {
  of.forEach((place, index) => new References(around).dataset(place, problems.at('of', index)));
}
