import { batchRules } from './batch-rules';
import { cardRules } from './card-rules';
import { endpointRules } from './endpoint-rules';
import { existingEndpointRules } from './existing-endpoint-rules';
import { giveSource, hasSource, modelSourceRules } from './model-source-rules';
import { captureRules, monitoringRules } from './monitoring-rules';
import { entries, entry, Named, namesOf } from './names';
import { registryRules } from './registry-rules';
import { surroundingsOf } from './surroundings';
import { Problems } from '../../private/problems';
import { madeEndpoint } from '../made-endpoint';
import { MlopsDefinition } from '../mlops-definition';
import { ModelDefinition } from '../model-definition';
import { StepDefinition } from '../pipeline/step-definition';
import { rowOf, trainingOf } from '../pipeline/step-kinds';

/** One model as it is in one environment. Its pipeline has rules of its own. */
export function modelRules(model: ModelDefinition, definition: MlopsDefinition, problems: Problems): void {
  const { batch, monitoring, pipeline } = model;
  const endpoint = madeEndpoint(model);
  modelSourceRules(model, problems);
  registryRules(model, problems.at('registry'));
  if (model.card !== undefined) cardRules(model.card, problems.at('card'));

  if (pipeline === undefined && model.endpoint === undefined && batch === undefined && model.registry === undefined) {
    problems.add('says nothing that could be deployed; give it a "pipeline", an "endpoint" or a "batch"');
  }
  if (endpoint !== undefined) {
    endpointRules(endpoint, problems.at('endpoint'));
    if (endpoint.components !== undefined && batch === undefined && pipeline === undefined && hasSource(model)) {
      problems.add('has a model of its own that nothing uses: the endpoint serves its "components"; move it to one of them');
    }
  }
  if (model.endpoint !== undefined && endpoint === undefined) existingEndpointRules(model.endpoint, monitoring, problems.at('endpoint'));
  const variants = entries(endpoint?.variants);
  const everyVariantHasModel = variants.length > 0 && variants.every(([, variant]) => variant.model !== undefined);
  const needsModel = endpoint !== undefined && endpoint.components === undefined && !everyVariantHasModel;
  if ((needsModel || batch !== undefined) && !hasSource(model) && model.multiModel === undefined) {
    problems.add(`has ${needsModel ? 'an "endpoint"' : 'a "batch"'} but no model; ${giveSource('pipeline')}`);
  }

  if ((endpoint ?? batch) !== undefined && pipeline?.steps !== undefined) {
    registeredRules(pipeline.steps, endpoint === undefined ? 'batch' : 'endpoint', problems);
  }

  const around = surroundingsOf(definition, model);
  if (batch !== undefined) batchRules(batch, problems.at('batch'), around);
  if (monitoring !== undefined) {
    monitoringRules(monitoring, problems.at('monitoring'), around);
    captureRules(monitoring, endpoint?.capture, problems.at('endpoint', 'capture'));
  }
}

/** What is deployed is a version, and versions come from a step that registers them. */
function registeredRules(steps: Named<StepDefinition>, served: string, problems: Problems): void {
  const names = namesOf(steps);
  if (names.length === 0 || names.some(name => entry(steps, name) === undefined || rowOf(entry(steps, name))?.registers)) return;
  const [trained] = entries(steps).find(([, step]) => trainingOf(step) !== undefined) ?? ['train'];
  problems.at('pipeline', 'steps').add(`never registers a version that the ${JSON.stringify(served)} could take; add a step such as register: `
    + `{ register: { model: ${trained}.model } }`);
}
