import { metricBoundRules } from './bound-rules';
import { checkUnique, entries, has, namesOf } from './names';
import { References } from './references';
import { scheduleRules } from './schedule-rules';
import { SurroundingModel, Surroundings } from './surroundings';
import { listed } from '../../private/nearest';
import { Problems } from '../../private/problems';
import { isKnown } from '../../private/tokens';
import { CaptureDefinition } from '../endpoint-definition';
import { MonitoringDefinition, MonitorOptions } from '../monitoring-definition';

/** What each check reads of the recorded requests, and whether it compares with a baseline. */
const CHECKS = {
  dataDrift: { reads: 'input', baseline: true },
  dataQuality: { reads: 'input', baseline: true },
  predictionDrift: { reads: 'output', baseline: true },
  quality: { reads: 'output', baseline: false },
  fairness: { reads: 'both', baseline: false },
  attributionDrift: { reads: 'input', baseline: true },
} as const;

type Check = keyof typeof CHECKS;

/** Monitoring can see what it watches, and can do what it should do then. */
export function monitoringRules(monitoring: MonitoringDefinition, problems: Problems, around: Surroundings): void {
  const { fairness, onDrift } = monitoring;
  const references = new References(around);
  const checks = checksOf(monitoring);
  for (const name of checks) monitorCheckRules(name, monitoring[name]!, references, problems.at(name));
  for (const name of ['quality', 'fairness'] as const) {
    references.dataset(monitoring[name]?.labels, problems.at(name, 'labels'));
    metricBoundRules(monitoring[name]?.metrics, problems.at(name, 'metrics'));
  }
  checkUnique(fairness?.segments, problems.at('fairness', 'segments'));
  if (isKnown(onDrift) && !Object.keys(CHECKS).some(name => has(monitoring, name))) {
    problems.at('onDrift').add('waits for a check that is not there; give "dataDrift", "quality" or another one');
  }
  if (around.model !== undefined) watchedRules(monitoring, around.model, problems);
}

/** What monitoring asks of the model that it watches. */
function watchedRules(monitoring: MonitoringDefinition, model: SurroundingModel, problems: Problems): void {
  if (!has(model, 'endpoint')) problems.add('needs an "endpoint" to watch; give the model one, or remove this');
  const [first] = checksOf(monitoring);
  const several = severalModels(model);
  if (first !== undefined && several !== undefined) {
    problems.at(first).add(`looks at the requests and answers of one model, and the endpoint has several: ${several}; `
      + 'give each an endpoint of its own, or remove this check');
  }
  if (isKnown(monitoring.onDrift) && monitoring.onDrift.retrain !== undefined && !has(model, 'pipeline')) {
    problems.at('onDrift', 'retrain').add('needs a training pipeline to start; give one, or write { notify: {} }');
  }
}

/** The first of the checks that read recorded requests; nothing when only the endpoint itself is watched. */
export function firstCheck(monitoring: MonitoringDefinition): string | undefined {
  return checksOf(monitoring)[0];
}

function checksOf(monitoring: MonitoringDefinition): Check[] {
  return (Object.keys(CHECKS) as Check[]).filter(name => isKnown(monitoring[name]));
}

/** The models that answer at one endpoint, in words; nothing when it is one. */
function severalModels({ endpoint, multiModel }: SurroundingModel): string | undefined {
  const components = namesOf(endpoint?.components);
  if (components.length > 1) return `"components" ${listed(components)}`;
  const variants = namesOf(endpoint?.variants);
  const own = entries(endpoint?.variants).filter(([, variant]) => variant.model !== undefined);
  if (variants.length > 1 && own.length > 0) return `"variants" ${listed(variants)}`;
  return multiModel === undefined ? undefined : '"multiModel"';
}

/** A check has the data that it compares with, and runs at a time that can be read. */
export function monitorCheckRules(name: Check, options: MonitorOptions, references: References, problems: Problems): void {
  const { baseline, schedule = 'daily', timeZone } = options;
  if (baseline === undefined && CHECKS[name].baseline) {
    problems.at('baseline').add('is missing; give the data that is normal, such as "datasets.<name>" or "prepare.train"');
  }
  references.data(baseline, problems.at('baseline'));
  scheduleRules({ schedule, timeZone }, problems);
}

/** What is not recorded cannot be checked. */
export function captureRules(monitoring: MonitoringDefinition, capture: CaptureDefinition | undefined, problems: Problems): void {
  const { percent, only } = capture ?? {};
  const checks = checksOf(monitoring);
  const [first] = checks;
  if (percent === 0 && first !== undefined) {
    problems.at('percent').add(`must be above 0, got 0: "monitoring.${first}" needs recorded requests; raise it, or remove that check`);
  }
  const blind = checks.find(name => CHECKS[name].reads !== only);
  if (isKnown(only) && blind !== undefined) {
    const reads = CHECKS[blind].reads === 'both' ? 'input and output' : `the ${CHECKS[blind].reads}`;
    problems.at('only').add(`must not be ${JSON.stringify(only)}: "monitoring.${blind}" needs ${reads} of the model; remove it`);
  }
}
