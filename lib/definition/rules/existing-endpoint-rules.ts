import { hasSource } from './model-source-rules';
import { firstCheck } from './monitoring-rules';
import { checkNames, entries, entry, has, isOpen, namesOf } from './names';
import { Problems } from '../../private/problems';
import { modelIn } from '../environment-model';
import { ExistingEndpointDefinition } from '../existing-endpoint-definition';
import { MlopsDefinition } from '../mlops-definition';
import { ModelEndpointDefinition } from '../model-endpoint-definition';
import { MonitoringDefinition } from '../monitoring-definition';

/** An endpoint that is there already is only watched, and what watches it must be told what nobody can see from outside. */
export function existingEndpointRules(endpoint: ModelEndpointDefinition, monitoring: MonitoringDefinition | undefined, problems: Problems): void {
  const { existing } = endpoint;
  for (const key of namesOf(endpoint as { [key: string]: unknown }).filter(name => name !== 'existing')) {
    problems.at(key).add('is not given together with "existing": that endpoint is there already, and nothing of it is made; remove one');
  }
  if (existing === undefined) return;
  const at = problems.at('existing');
  if (existing.variants !== undefined) {
    if (namesOf(existing.variants).length === 0) at.at('variants').add('must have at least one variant');
    checkNames(existing.variants, 63, at.at('variants'));
  }
  if (monitoring !== undefined) watchedRules(existing, monitoring, at);
}

/** Where every endpoint of a model is there already, nothing takes files or an image of its own. */
export function unusedModelRules(system: MlopsDefinition, problems: Problems): void {
  const environments = namesOf(system.environments);
  for (const [name, model] of entries(system.models)) {
    if (model.batch !== undefined || model.pipeline !== undefined || !hasSource(model) || environments.length === 0) continue;
    if (isOpen(model) || environments.some(environment => entry(system.environments, environment) === undefined)) continue;
    const endpoints = environments.map(environment => modelIn(system, environment, name).endpoint);
    if (endpoints.every(endpoint => endpoint?.existing !== undefined)) {
      problems.at(name).add('has a model of its own that nothing uses: its "endpoint" is there already; '
        + 'remove it, or let the system make the endpoint');
    }
  }
}

/** What the checks and alarms that are asked for need to know. */
function watchedRules(existing: ExistingEndpointDefinition, monitoring: MonitoringDefinition, problems: Problems): void {
  const check = firstCheck(monitoring);
  if (check !== undefined && !has(existing, 'capture')) {
    problems.at('capture').add(`is missing; "monitoring.${check}" reads recorded requests, so say where the endpoint leaves them, `
      + 'such as { destination: s3://bucket/prefix/ }');
  }
  if (monitoring.alarms?.saturation === undefined) return;
  const { variants = { AllTraffic: {} } } = existing;
  for (const [name] of entries(variants).filter(([, variant]) => !has(variant, 'type'))) {
    problems.at('variants', name, 'type').add('is missing; "monitoring.alarms.saturation" counts processor cores and GPUs, so say which machines '
      + 'the variant has, such as ml.m5.large, or remove that bound');
  }
}
