import { imageRules } from './image-rules';
import { checkUnique, has, items } from './names';
import { variableRules } from './variable-rules';
import { listed } from '../../private/nearest';
import { Problems } from '../../private/problems';
import { isKnown } from '../../private/tokens';
import { compares } from '../pipeline/explain-methods';
import { parseReference } from '../pipeline/reference';
import { Trainings } from '../pipeline/step-kind';
import { ExplainStepDefinition } from '../pipeline/steps/explain-step-definition';

/** An explanation has a model that it can load or ask, and its columns and methods do not contradict each other. */
export function explainRules(explain: ExplainStepDefinition, problems: Problems, trainings: Trainings): void {
  modelRules(explain, problems, trainings);
  columnRules(explain, problems);
  rowRules(explain, problems);
  const missing = listed((['shap', 'lime'] as const).filter(method => !has(explain.methods, method)));
  if (explain.agreement !== undefined && !compares(explain) && missing !== '') {
    problems.at('agreement').add(`compares SHAP with LIME, and they do not both run; add ${missing}, or remove this`);
  }
}

function modelRules(explain: ExplainStepDefinition, problems: Problems, trainings: Trainings): void {
  const { endpoint, framework, image, model, request } = explain;
  imageRules(explain, problems);
  variableRules(explain.environment, problems.at('environment'));
  if (endpoint !== undefined) {
    for (const key of ['framework', 'frameworkVersion', 'entryPoint'] as const) {
      if (explain[key] !== undefined) problems.at(key).add('has no meaning with "endpoint", where the model runs already; remove it');
    }
  } else if (request?.variant !== undefined && !has(explain, 'endpoint')) {
    problems.at('request', 'variant').add('has no meaning with "model"; it is the variant of an "endpoint"');
  }
  if (model !== undefined && parseReference(model).kind === 'place' && framework === undefined && image === undefined) {
    problems.add('needs a "framework" or an "image" that loads the model, because no step of the pipeline has trained it');
  }
  if (framework === undefined && image === undefined && trainings(model)?.image !== undefined && explain.frameworkVersion !== undefined) {
    problems.at('frameworkVersion').add('has no meaning for a model that was trained in an image of your own, which explains it too; remove it');
  }
}

/** A column that is left out of requests can be neither a category nor have a curve. */
function columnRules({ columns = {}, methods = {} }: ExplainStepDefinition, problems: Problems): void {
  const { categorical, id, ignore, label } = columns;
  const at = problems.at('columns');
  if (isKnown(id) && id === label) at.at('id').add(`is the "label" already, got ${JSON.stringify(id)}; a column is one of them`);
  const leftOut = new Map<string, string>(items(ignore).map(([, name]) => [name, 'ignore']));
  if (isKnown(id)) leftOut.set(id, 'id');
  if (isKnown(label)) leftOut.set(label, 'label');
  checkUnique(ignore, at.at('ignore'));
  for (const [list, where] of [
    [categorical, at.at('categorical')], [methods.partialDependence?.features, problems.at('methods', 'partialDependence', 'features')],
  ] as const) {
    checkUnique(list, where);
    for (const [index, name] of items(list)) {
      const key = leftOut.get(name);
      if (key !== undefined) where.at(index).add(`${JSON.stringify(name)} is left out of requests by "${key}"; remove one`);
    }
  }
}

function rowRules({ rows }: ExplainStepDefinition, problems: Problems): void {
  const at = problems.at('rows', 'at');
  for (const [index, row] of items(rows?.at)) {
    if (!(Number.isInteger(row) && row >= 0)) at.at(index).add(`must be the number of a row, a whole number from 0, got ${row}`);
    else if (rows!.at!.indexOf(row) < index) at.at(index).add(`${row} is given twice; remove one`);
  }
}
