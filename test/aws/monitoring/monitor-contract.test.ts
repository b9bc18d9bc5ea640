import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHECKS } from '../../../lib/aws/monitoring/checks/check-kinds';
import { checksOf } from '../../../lib/aws/monitoring/checks/monitor-check';
import { monitorConfig, monitorEnvironment } from '../../../lib/aws/monitoring/checks/monitor-run';
import { DEFAULTS, MONITOR_CONTRACT } from '../../../lib/aws/monitoring/monitor-contract';
import { MonitoringDefinition } from '../../../lib/definition/monitoring-definition';

const { definitions } = JSON.parse(readFileSync(join(__dirname, '..', '..', '..', 'lib', 'definition', 'definition.schema.json'), 'utf8'));
const metrics = { accuracy: { atLeast: 0.9 } };
const EVERYTHING: MonitoringDefinition = {
  dataDrift: { baseline: 'prepare.train', features: ['age'], label: 'paid' },
  dataQuality: { baseline: 's3://data/baseline/' },
  predictionDrift: { baseline: 's3://data/predictions/', prediction: 'score', positive: 'yes', threshold: { bound: 0.2, test: 'psi' } },
  quality: { labels: 'datasets.labels', metrics, positive: 'yes' },
  fairness: { segments: ['sex'], metrics, positive: 'yes', labels: 'datasets.labels' },
  attributionDrift: { baseline: 'prepare.train' },
};
const checks = checksOf(EVERYTHING);

test('the checks of a definition are those of the program', () => {
  expect(Object.values(CHECKS).map(({ name }) => name)).toEqual(MONITOR_CONTRACT.checks);
  expect(checks.map(({ name }) => name)).toEqual(MONITOR_CONTRACT.checks);
});

test('the program knows every key of every configuration', () => {
  const known = ['version', 'check', ...Object.keys(DEFAULTS)];
  const configs = checks.map(monitorConfig);
  expect(configs.flatMap(config => Object.keys(config)).filter(key => !known.includes(key))).toEqual([]);
  expect(configs[1]).toMatchObject({ version: MONITOR_CONTRACT.version, missing: DEFAULTS.missing, outOfRange: DEFAULTS.outOfRange });
});

test('the defaults that the definition tells are those of the contract', () => {
  const told = (struct: string, key: string): unknown => definitions[struct].properties[key].default;
  expect(told('DriftThresholdDefinition', 'share')).toBe(DEFAULTS.threshold.share);
  for (const key of ['missing', 'outOfRange']) expect(told('DataQualityMonitorDefinition', key)).toBe(DEFAULTS[key]);
  for (const struct of ['QualityMonitorDefinition', 'PredictionDriftMonitorDefinition']) expect(told(struct, 'problem')).toBe(DEFAULTS.problem);
});

test('a job has no variable but those of the contract', () => {
  const places = {
    endpointName: 'credit',
    captureUri: 's3://data/capture',
    inputUri: 's3://data/input',
    historyUri: 's3://data/monitoring/credit/data-drift/',
    namespace: 'credit',
    region: 'eu-west-1',
    scheduledTime: '2026-01-31T05:20:00Z',
    labelsUri: 's3://data/labels',
    modelPackage: 'arn:aws:sagemaker:eu-west-1:111111111111:model-package/credit/7',
  };
  const given = new Set(checks.flatMap(check => Object.keys(monitorEnvironment(check, places))));
  given.delete('AWS_DEFAULT_REGION');
  expect([...given].sort()).toEqual(Object.values(MONITOR_CONTRACT.variables).sort());
});
