import { Token } from 'aws-cdk-lib';
import { CHECKS, CheckKey, checkKeys, findsDrift, isManaged } from './checks/check-kinds';
import { MonitorSchedule, monitorSchedule, skippedRun } from './checks/monitor-schedule';
import { managedImageProblem } from './managed/managed-image';
import { managedSchedule } from './managed/managed-schedule';
import { METRICS } from './monitor-contract';
import { BatchMonitoringDefinition } from '../../definition/batch-monitoring-definition';
import { CaptureDefinition } from '../../definition/endpoint-definition';
import { ModelDefinition } from '../../definition/model-definition';
import { AlarmsDefinition, MonitoringDefinition, MonitorOptions } from '../../definition/monitoring-definition';
import { parseReference } from '../../definition/pipeline/reference';
import { isTimeZone } from '../../definition/rules/time-zone-rules';
import { BoundDefinition } from '../../definition/values';
import { isPlain } from '../../private/plain-data';
import { Problems } from '../../private/problems';
import { isKnown } from '../../private/tokens';
import { mebibytes, seconds } from '../../private/units';
import { instanceTypeLimits } from '../foundation/instance-type-limits';
import { LITERAL } from '../foundation/known-props';
import { s3PlaceLimits } from '../foundation/s3-place-limits';
import { imageProblems } from '../model/framework-image';

/** What the program that comes with the library runs in. */
export const PROGRAM_IMAGE = { framework: 'sklearn', version: '1.4-2', purpose: 'training' } as const;

const HOUR = 3600;
const DAY = 86_400;
const RESERVED_METRICS: readonly string[] = Object.values(METRICS);

/** What the checks and Amazon CloudWatch ask of monitoring. */
export function monitoringLimits(monitoring: MonitoringDefinition, problems: Problems): void {
  literalLimits(monitoring, problems);
  const keys = checkKeys(monitoring);
  const managed = isManaged(monitoring);
  for (const key of keys) {
    const at = problems.at(key);
    scheduleLimits(monitoring[key]!, at);
    clockChangeLimits(monitoring[key]!, at);
    baselineLimits(key, monitoring[key]!, managed, at);
    if (managed) managedCheckLimits(key, monitoring, at);
  }
  s3PlaceLimits(monitoring.quality?.labels, problems.at('quality', 'labels'));
  s3PlaceLimits(monitoring.fairness?.labels, problems.at('fairness', 'labels'));
  if (monitoring.quality) metricLimits(monitoring.quality.metrics, problems.at('quality', 'metrics'));
  if (monitoring.fairness) metricLimits(monitoring.fairness.metrics, problems.at('fairness', 'metrics'));
  if (monitoring.alarms) alarmLimits(monitoring.alarms, problems.at('alarms'));
  if (monitoring.compute) computeLimits(monitoring, problems.at('compute'));
  if (monitoring.onDrift?.retrain && keys.length > 0 && !keys.some(key => findsDrift(key, managed))) {
    problems.at('onDrift', 'retrain').add('no check finds drift; '
      + 'add `dataDrift`, `predictionDrift`, `attributionDrift` or `quality`, or use `notify`');
  }
}

/** The same of the checks that follow runs of batch inference. */
export function batchMonitoringLimits({ compute, ...given }: BatchMonitoringDefinition, region: string, problems: Problems): void {
  const checks: MonitoringDefinition = given;
  literalLimits(checks, problems);
  for (const key of checkKeys(checks)) baselineLimits(key, checks[key]!, false, problems.at(key));
  if (compute) computeLimits({ compute }, problems.at('compute'));
  instanceTypeLimits(compute?.type, 'processing', region, problems.at('compute', 'type'));
  imageProblems(PROGRAM_IMAGE, region, problems);
}

/** What becomes part of a file or of an expression must be known at synth: a token would be nonsense there. */
function literalLimits(monitoring: MonitoringDefinition, problems: Problems): void {
  for (const key of checkKeys(monitoring)) {
    const { baseline, labels, ...bounds } = monitoring[key] as { readonly baseline?: string; readonly labels?: string };
    literal(bounds, problems.at(key));
  }
  literal(monitoring.alarms?.minimumRequests, problems.at('alarms', 'minimumRequests'));
  literal(monitoring.onDrift?.retrain?.maxPerMonth, problems.at('onDrift', 'retrain', 'maxPerMonth'));
}

function literal(value: unknown, problems: Problems): void {
  if (Token.isUnresolved(value)) problems.add(LITERAL);
  else if (isPlain(value)) Object.entries(value).forEach(([key, inner]) => literal(inner, problems.at(Array.isArray(value) ? Number(key) : key)));
}

/** Whether jobs of a program run, which installs packages unless it is an image; those of Model Monitor bring theirs. */
export function installsPackages(monitoring: MonitoringDefinition): boolean {
  return checkKeys(monitoring).length > 0 && !isManaged(monitoring);
}

/** The region has the machines and the images of the checks. */
export function monitoringRegionLimits(monitoring: MonitoringDefinition, region: string, problems: Problems): void {
  const keys = checkKeys(monitoring);
  instanceTypeLimits(monitoring.compute?.type, 'processing', region, problems.at('compute', 'type'));
  if (installsPackages(monitoring)) imageProblems(PROGRAM_IMAGE, region, problems);
  if (!isManaged(monitoring)) return;
  for (const key of keys) {
    const { managed } = CHECKS[key];
    const problem = managed && managedImageProblem(managed.image, region);
    if (problem !== undefined) problems.at(key).add(problem);
  }
}

/** What monitoring asks of the model that it watches on SageMaker. */
export function monitoredModelLimits({ endpoint, monitoring }: ModelDefinition, problems: Problems): void {
  const [check] = checkKeys(monitoring ?? {});
  if (check === undefined || endpoint === undefined) return;
  const { title } = CHECKS[check];
  if (endpoint.compute?.serverless) {
    problems.at('endpoint', 'compute', 'serverless').add(`a serverless endpoint records no requests, so ${title} cannot be checked; `
      + 'use `instances`');
  }
  if (endpoint.asynchronous) {
    problems.at('endpoint', 'asynchronous').add(`an asynchronous endpoint records no requests, so ${title} cannot be checked; `
      + 'remove it, or the check');
  }
  captureLimits(monitoring!, endpoint.capture, problems.at('endpoint', 'capture'));
  if (isManaged(monitoring!) && endpoint.components) {
    problems.at('monitoring', 'aws', 'backend').add('SageMaker Model Monitor does not watch endpoints with `components`; use "evidently"');
  }
}

/** All checks but that of predictions take apart requests and answers together. */
export function captureLimits(monitoring: MonitoringDefinition, capture: CaptureDefinition | undefined, problems: Problems): void {
  const both = checkKeys(monitoring).find(key => !CHECKS[key].needsAnswersAlone);
  if (!isKnown(capture?.only) || both === undefined) return;
  problems.at('only').add(`must not be given, got ${JSON.stringify(capture.only)}; "monitoring.${both}" needs requests and answers`);
}

function scheduleLimits({ schedule }: MonitorOptions, problems: Problems): void {
  if (!isKnown(schedule)) return;
  const read = monitorSchedule(schedule);
  if (!read) {
    problems.at('schedule').add(`must run every year, got ${JSON.stringify(schedule)}; records would wait too long for a check`);
  } else if (read.shortestGap < HOUR) {
    problems.at('schedule').add(`must be at least an hour apart, got ${JSON.stringify(schedule)} which runs every ${read.shortestGap / 60} `
      + 'minutes; records arrive in files of an hour');
  }
}

/** Amazon EventBridge Scheduler leaves a run out when its time is not there on the day on which clocks go forward. */
function clockChangeLimits({ schedule = 'daily', timeZone }: MonitorOptions, problems: Problems): void {
  if (!isKnown(timeZone) || !isKnown(schedule) || !isTimeZone(timeZone)) return;
  const time = skippedRun(schedule, timeZone);
  if (time === undefined) return;
  problems.at('timeZone').add(`clocks of ${JSON.stringify(timeZone)} skip ${time} on one day of the year, `
    + 'and the check of that day would be left out with its records; '
    + 'give a `schedule` at another hour');
}

function baselineLimits(key: CheckKey, { baseline }: MonitorOptions, managed: boolean, problems: Problems): void {
  if (baseline === undefined && managed && CHECKS[key].managed?.needs.includes('baseline')) {
    problems.at('baseline').add('is missing with backend "model-monitor"; '
      + 'give a prefix in Amazon S3 that holds the configuration of SageMaker Clarify');
  }
  if (!isKnown(baseline)) return;
  const { kind } = parseReference(baseline);
  s3PlaceLimits(kind === 'place' ? baseline : undefined, problems.at('baseline'));
  if (kind === 'features') {
    problems.at('baseline').add('must be an output of a pipeline step (`prepare.train`), `datasets.<name>` or an S3 URI, '
      + `got ${JSON.stringify(baseline)}`);
  } else if (managed && kind === 'step') {
    problems.at('baseline').add(`must be an S3 URI or \`datasets.<name>\` with backend "model-monitor", got ${JSON.stringify(baseline)}; `
      + 'it holds the files that Model Monitor\'s baseline job wrote');
  }
}

function metricLimits(metrics: { [name: string]: BoundDefinition }, problems: Problems): void {
  for (const name of Object.keys(isKnown(metrics) ? metrics : {})) {
    const at = problems.at(name);
    if (RESERVED_METRICS.includes(name)) at.add(`is a metric of its own in every check; choose another name than ${RESERVED_METRICS.join(', ')}`);
    if (!/^[\x21-\x39\x3b-\x7e][\x21-\x7e]{0,254}$/.test(name)) {
      at.add('must be 1 to 255 printable characters without spaces that do not begin with a colon: it becomes the name of a CloudWatch metric');
    }
  }
}

function alarmLimits(alarms: AlarmsDefinition, problems: Problems): void {
  for (const key of ['latencyP99', 'overheadP99'] as const) {
    const value = alarms[key];
    if (isKnown(value) && !(seconds(value) > 0)) problems.at(key).add(`must be above 0, got ${JSON.stringify(value)}`);
  }
  const { noData } = alarms;
  if (!isKnown(noData)) return;
  const length = seconds(noData);
  if (!(length >= 60 && length <= 7 * DAY)) {
    problems.at('noData').add(`must be from 1m to 7d, got ${JSON.stringify(noData)}; CloudWatch looks back no further`);
  } else if (length % 60 !== 0 || length > DAY && length % HOUR !== 0) {
    problems.at('noData').add(`must be whole minutes, and whole hours above one day, got ${JSON.stringify(noData)}`);
  }
}

function computeLimits(monitoring: MonitoringDefinition, problems: Problems): void {
  const { compute } = monitoring;
  if (isKnown(compute?.count) && compute.count !== 1 && !isManaged(monitoring)) {
    problems.at('count').add(`must be 1, got ${compute.count}; the checks run on one machine, so choose a larger type instead`);
  }
  if (isKnown(compute?.volume)) {
    const gibibytes = mebibytes(compute.volume) / 1024;
    if (!(Number.isInteger(gibibytes) && gibibytes >= 1 && gibibytes <= 16_384)) {
      problems.at('volume').add(`must be whole gibibytes from 1GiB to 16384GiB, got ${JSON.stringify(compute.volume)}`);
    }
  }
}

/** What SageMaker Model Monitor cannot do, or takes from the files of its baseline. */
function managedCheckLimits(key: CheckKey, monitoring: MonitoringDefinition, problems: Problems): void {
  const options: MonitorOptions & { readonly labels?: string } = monitoring[key]!;
  const { managed, title } = CHECKS[key];
  if (managed === undefined) {
    problems.add(`SageMaker Model Monitor has no check of ${title}; remove it, or use the backend "evidently"`);
    return;
  }
  const { needs, fromBaseline } = managed;
  const read: MonitorSchedule | undefined = isKnown(options.schedule) ? monitorSchedule(options.schedule) : undefined;
  if (read && read.shortestGap >= HOUR && managedSchedule(options.schedule!) === undefined) {
    problems.at('schedule').add('must be hourly, daily, cron(0 <hour> ? * * *) or rate(<n> hours) with n a divisor of 24 with backend '
      + `"model-monitor", got ${JSON.stringify(options.schedule)}`);
  }
  if (options.timeZone !== undefined && options.timeZone !== 'UTC') {
    problems.at('timeZone').add(`must be "UTC" with backend "model-monitor", got ${JSON.stringify(options.timeZone)}; its schedules know no other`);
  }
  if (needs.includes('labels') && options.labels === undefined) {
    problems.add('needs `labels` with backend "model-monitor"; SageMaker Clarify measures bias on labelled records');
  }
  if (key === 'quality') oneBoundLimits(monitoring.quality!.metrics, problems.at('metrics'));
  if (key === 'dataDrift' && monitoring.dataQuality) {
    problems.add('SageMaker Model Monitor checks drift and quality of the data in one job; keep `dataQuality` only');
  }
  for (const name of fromBaseline) {
    if ((options as Record<string, unknown>)[name] !== undefined) {
      problems.at(name).add('SageMaker Model Monitor takes it from the constraints of the baseline; remove it here and set it there');
    }
  }
}

function oneBoundLimits(metrics: { [name: string]: BoundDefinition }, problems: Problems): void {
  for (const [name, { atLeast, atMost }] of Object.entries(metrics)) {
    if (atLeast !== undefined && atMost !== undefined) {
      problems.at(name).add('SageMaker Model Monitor compares a metric with one bound; give `atLeast` or `atMost`');
    }
  }
}
