import { metricBoundRules } from './bound-rules';
import { checkUnique } from './names';
import { References } from './references';
import { Problems } from '../../private/problems';
import { isKnown } from '../../private/tokens';
import { seconds } from '../../private/units';
import { ModelDefinition } from '../model-definition';
import { MonitoringDefinition, MonitorOptions } from '../monitoring-definition';

/** What each check reads of the recorded requests, and whether it compares with a baseline. */
const CHECKS = {
  dataDrift: { reads: 'input', baseline: true },
  dataQuality: { reads: 'input', baseline: true },
  quality: { reads: 'output', baseline: false },
  fairness: { reads: 'both', baseline: false },
  attributionDrift: { reads: 'input', baseline: true },
} as const;

type Check = keyof typeof CHECKS;

/** Monitoring can see what it watches, and can do what it should do then. */
export function monitoringRules(monitoring: MonitoringDefinition, model: ModelDefinition, references: References, modelProblems: Problems): void {
  const problems = modelProblems.at('monitoring');
  if (model.endpoint === undefined) problems.add('needs an "endpoint" to watch; give the model one, or remove this');
  const checks = (Object.keys(CHECKS) as Check[]).filter(name => isKnown(monitoring[name]));
  for (const name of checks) {
    const at = problems.at(name);
    checkRules(name, monitoring[name]!, references, at);
  }
  captureRules(checks, model, modelProblems.at('endpoint', 'capture'));
  const { fairness, quality } = monitoring;
  references.dataset(quality?.labels, problems.at('quality', 'labels'));
  metricBoundRules(quality?.metrics, problems.at('quality', 'metrics'));
  references.dataset(fairness?.labels, problems.at('fairness', 'labels'));
  metricBoundRules(fairness?.metrics, problems.at('fairness', 'metrics'));
  checkUnique(fairness?.segments, problems.at('fairness', 'segments'));

  const { onDrift } = monitoring;
  if (!isKnown(onDrift)) return;
  if (checks.length === 0) problems.at('onDrift').add('waits for a check that is not there; give "dataDrift", "quality" or another one');
  if (onDrift.retrain !== undefined && model.pipeline === undefined) {
    problems.at('onDrift', 'retrain').add('needs a "pipeline" to start; give the model one, or write { notify: {} }');
  }
}

function checkRules(name: Check, check: MonitorOptions, references: References, problems: Problems): void {
  if (check.baseline !== undefined) references.data(check.baseline, problems.at('baseline'));
  else if (CHECKS[name].baseline) problems.at('baseline').add('is missing; give the data that is normal, such as "prepare.train" or "datasets.<name>"');
  const [, rate, unit] = /^rate\((\d+) (minute)s?\)$/.exec(isKnown(check.schedule) ? check.schedule : '') ?? [];
  if (unit !== undefined && seconds(`${rate}m`) < 3600) problems.at('schedule').add(`must be at most once an hour, got ${JSON.stringify(check.schedule)}`);
}

/** What is not recorded cannot be checked. */
function captureRules(checks: readonly Check[], model: ModelDefinition, problems: Problems): void {
  const { percent, only } = model.endpoint?.capture ?? {};
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
