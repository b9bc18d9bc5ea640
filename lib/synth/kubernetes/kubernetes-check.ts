import { keptTracker } from './kept-tracker';
import { ServedModel, servedModels } from './served-model';
import { trainingRules } from './training-check';
import { KubernetesPlaceDefinition, MlopsDefinition, ModelDefinition, ModelSourceDefinition } from '../../definition';
import { problemsOfModel } from '../../definition/check';
import { kubernetesPlaces } from '../../definition/places';
import { entries, entry } from '../../definition/rules/names';
import { experimentTrackerLimits } from '../../kubernetes/experiment-tracker/experiment-tracker-limits';
import { serverOf } from '../../kubernetes/model-endpoint/endpoint-settings';
import { namespaceLimits, podEndpointLimits, podModelLimits } from '../../kubernetes/model-endpoint/model-endpoint-limits';
import { podMonitoringLimits } from '../../kubernetes/model-monitor/model-monitor-limits';
import { listed } from '../../private/nearest';
import { Problem, Problems } from '../../private/problems';
import { modelSource } from '../system/model-source';
import { CheckedSystem } from '../system/platform';

/** What Kubernetes asks of a system beyond what holds everywhere. */
export function kubernetesLimits(checked: CheckedSystem): readonly Problem[] {
  const { directory, isWhole, lock, system } = checked;
  const found = new Problems();
  for (const [name, place] of kubernetesPlaces(system)) namespaceLimits(place, found.at('environments', name, 'kubernetes'));
  for (const [name, place] of kubernetesPlaces(system)) trackingLimits(system, name, place, found);
  trainingRules(system, directory, found);
  for (const [modelName] of entries(system.models)) {
    found.addAll(problemsOfModel(system, modelName, (model, at, { kubernetes }) => {
      const { endpoint } = model;
      if (!kubernetes || !endpoint) return;
      const { namespace, serving } = kubernetes;
      const asked = { endpoint, model: modelSource(model) ?? {}, name: endpoint.name ?? modelName, namespace, serving };
      podEndpointLimits(asked, at.at('endpoint'));
      watchLimits(model, kubernetes, at.at('monitoring'));
      if (model.pipeline) return;
      podModelLimits(asked, { model: at, endpoint: at.at('endpoint') });
      podMonitoringLimits(model.monitoring ?? {}, serverOf(asked), at.at('monitoring'));
    }));
  }
  if (!isWhole) return found.all;
  for (const [environmentName] of kubernetesPlaces(system)) {
    const served = servedModels(system, environmentName, lock);
    nameRules(environmentName, served, found.at('models'));
    trackerNameRules(system, environmentName, served, found.at('models'));
    for (const { model, modelName, ...asked } of served) {
      if (model === undefined || entry(system.models, modelName)?.pipeline === undefined) continue;
      pinnedLimits({ ...asked, model }, found.at('models', modelName));
    }
  }
  return found.all;
}

/** Alarms need somebody who looks. */
function watchLimits({ monitoring = {} }: ModelDefinition, { prometheus }: KubernetesPlaceDefinition, problems: Problems): void {
  if (prometheus !== undefined) return;
  const asked = (['alarms', 'slo'] as const).find(key => monitoring[key] !== undefined);
  if (asked === undefined) return;
  problems.at(asked).add('needs the Prometheus of the cluster; give its environment "kubernetes.prometheus", or remove this');
}

/** One namespace has one object of a name. */
function nameRules(environmentName: string, served: readonly ServedModel[], problems: Problems): void {
  for (const { modelName, name } of served) {
    const others = served.filter(other => other.name === name && other.modelName !== modelName).map(other => other.modelName);
    if (others.length === 0) continue;
    problems.at(modelName, 'endpoint').add(`must have a "name" of its own in ${JSON.stringify(environmentName)}: `
      + `that of ${listed(others)} is ${JSON.stringify(name)} too`);
  }
}

/** The server of MLflow has what belongs to an endpoint, under its own name. */
function trackerNameRules(system: MlopsDefinition, environmentName: string, served: readonly ServedModel[], problems: Problems): void {
  const tracker = keptTracker(system, environmentName);
  for (const { modelName, name } of served) {
    if (name === tracker?.name) {
      problems.at(modelName, 'endpoint').add(`must have another "name" in ${JSON.stringify(environmentName)}: `
        + `that of the tracking server is ${JSON.stringify(name)} too`);
    }
  }
}

/** What a server of MLflow needs is said where there is one. */
function trackingLimits(system: MlopsDefinition, environmentName: string, { tracking }: KubernetesPlaceDefinition, problems: Problems): void {
  const at = problems.at('environments', environmentName, 'kubernetes', 'tracking');
  const asked = keptTracker(system, environmentName);
  if (asked) {
    experimentTrackerLimits(asked, { tracking: problems.at('tracking'), cluster: at });
  } else if (tracking !== undefined) {
    at.addForKey('has no meaning: runs are recorded where models are trained, and no "tracking" is kept here; remove it');
  }
}

/** A pinned version has files; what loads them must be known, too. */
function pinnedLimits(asked: Omit<ServedModel, 'model' | 'modelName'> & { readonly model: ModelSourceDefinition }, problems: Problems): void {
  const { framework, image } = asked.model;
  if (framework === undefined && image === undefined) return problems.add('needs a "framework" or an "image" that loads its versions on Kubernetes');
  podModelLimits(asked, { model: problems, endpoint: problems.at('endpoint') });
  podMonitoringLimits(asked.monitoring ?? {}, serverOf(asked), problems.at('monitoring'));
}
