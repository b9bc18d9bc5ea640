import { imageRules } from './image-rules';
import { checkUnique, items, namesOf } from './names';
import { variableRules } from './variable-rules';
import { Problems } from '../../private/problems';
import { isKnown } from '../../private/tokens';
import { JobDefinition } from '../pipeline/steps/job-definition';
import { ProcessStepDefinition } from '../pipeline/steps/process-step-definition';

/** What holds for every job that runs code of the user's own. */
export function jobRules(job: JobDefinition, problems: Problems): void {
  imageRules(job, problems);
  variableRules(job.environment, problems.at('environment'));
  for (const name of namesOf(job.inputs)) {
    if (isKnown(job.inputs![name]) && !/^[\w-]+$/.test(name)) {
      problems.at('inputs', name).addForKey(`the name of an input must be letters, digits, underscores and hyphens, got ${JSON.stringify(name)}`);
    }
  }
}

/** A process step has something to run, and its outputs have names of their own. */
export function processRules(process: ProcessStepDefinition, problems: Problems): void {
  jobRules(process, problems);
  if (process.script === undefined && process.image === undefined) problems.add('needs something to run; give a "script" or an "image"');
  checkUnique(process.outputs, problems.at('outputs'));
  for (const [index, name] of items(process.outputs)) {
    const at = problems.at('outputs', index);
    if (!/^[\w-]+$/.test(name)) {
      at.add(`the name of an output must be letters, digits, underscores and hyphens, got ${JSON.stringify(name)}`);
    } else if (name === 'metrics' && process.metrics !== undefined) {
      at.add('the output "metrics" is taken by the file of the metrics; '
        + 'take another name');
    }
  }
}
