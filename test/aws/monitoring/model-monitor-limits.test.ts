import { Lazy } from 'aws-cdk-lib';
import { monitor, trainingPipeline, watched } from './monitored-endpoint';
import { monitorSchedule } from '../../../lib/aws/monitoring/checks/monitor-schedule';
import { monitoredModelLimits, monitoringLimits } from '../../../lib/aws/monitoring/model-monitor-limits';
import { ModelDefinition, MonitoringDefinition } from '../../../lib/definition';
import { partRules } from '../../../lib/definition/rules/part-rules';
import { inTurn, Problems, renderPath } from '../../../lib/private/problems';

function problems(monitoring: MonitoringDefinition): string[] {
  const [general, limits] = [new Problems(), new Problems()];
  partRules('MonitoringDefinition', monitoring, general, {});
  monitoringLimits(monitoring, limits);
  return inTurn(general.all, limits.all).map(({ path, message }) => `${renderPath(path)}: ${message}`);
}

function modelProblems(model: ModelDefinition): string[] {
  const found = new Problems();
  monitoredModelLimits(model, found);
  return found.all.map(({ path, message }) => `${renderPath(path)}: ${message}`);
}

const base = { baseline: 's3://acme/base/' };

describe('schedules', () => {
  test.each(['hourly', 'daily', 'weekly', 'monthly', 'rate(60 minutes)', 'rate(2 days)', 'cron(0 6 ? * MON-FRI *)', 'cron(30 0/2 * * ? *)'])('may be %s', schedule => {
    expect(problems({ dataDrift: { ...base, schedule } })).toEqual([]);
  });

  test.each([['rate(59 minutes)', 59], ['cron(0/15 * * * ? *)', 15], ['cron(0,30 6 * * ? *)', 30]])('fails when %s runs more often than hourly', (schedule, minutes) => {
    expect(problems({ dataDrift: { ...base, schedule } })).toEqual([
      `dataDrift.schedule: must be at least an hour apart, got ${JSON.stringify(schedule)} which runs every ${minutes} minutes; records arrive in files of an hour`,
    ]);
  });

  test.each(['cron(0 25 * * ? *)'])('fails when %s cannot be read', schedule => {
    expect(problems({ dataDrift: { ...base, schedule } })[0]).toMatch(/^dataDrift.schedule: cannot be read/);
  });

  test('look at every record: the window is the longest time between two runs', () => {
    expect(monitorSchedule('cron(0 6 ? * MON-FRI *)')).toMatchObject({ shortestGap: 86_400, longestGap: 259_200 });
  });

  test.each([
    ['cron(30 2 * * ? *)', 'Europe/Berlin', '02:30'],
    ['cron(30 2 ? * MON-FRI *)', 'America/New_York', '02:30'],
    ['cron(20 2/6 * * ? *)', 'Australia/Lord_Howe', '02:20'],
    ['weekly', 'Africa/Cairo', '00:20'],
    [undefined, 'America/Santiago', '00:20'],
  ])('fail at a time that clocks skip: %s in %s', (schedule, timeZone, time) => {
    expect(problems({ dataDrift: { ...base, schedule, timeZone } })).toEqual([
      `dataDrift.timeZone: clocks of ${JSON.stringify(timeZone)} skip ${time} on one day of the year, and the check of that day would be left out with its records; `
      + 'give a `schedule` at another hour',
    ]);
  });

  test.each([
    ['cron(30 1 * * ? *)', 'Europe/Berlin'],
    ['cron(0 3 * * ? *)', 'Europe/Berlin'],
    ['cron(30 2 * * ? *)', 'Asia/Kolkata'],
    ['cron(30 2 * * ? *)', 'UTC'],
    // The next run looks as far back as the one that is left out.
    ['cron(30 0/2 * * ? *)', 'Europe/Berlin'],
  ])('may be %s in %s', (schedule, timeZone) => {
    expect(problems({ dataDrift: { ...base, schedule, timeZone } })).toEqual([]);
  });

  test('fail in a time zone with Model Monitor, which knows UTC alone', () => {
    expect(problems({ aws: { backend: 'model-monitor' }, dataQuality: { ...base, timeZone: 'Europe/Berlin' } })).toEqual([
      'dataQuality.timeZone: must be "UTC" with backend "model-monitor", got "Europe/Berlin"; its schedules know no other',
    ]);
  });

  test.each(['weekly', 'monthly', 'rate(5 hours)', 'rate(2 days)', 'cron(30 5 ? * * *)'])('fails when Model Monitor cannot run %s', schedule => {
    expect(problems({ aws: { backend: 'model-monitor' }, dataQuality: { ...base, schedule } })[0]).toMatch(/^dataQuality.schedule: must be hourly, daily, .* with backend "model-monitor"/);
  });

  test('fail when it is a token, of which nobody knows what lies between two runs', () => {
    expect(problems({ dataDrift: { ...base, schedule: Lazy.string({ produce: () => 'rate(1 minute)' }) } })).toEqual([
      'dataDrift.schedule: must be known when the app is synthesised, got a token; write the value itself',
    ]);
  });
});

describe('baselines', () => {
  test.each(['dataDrift', 'dataQuality', 'attributionDrift'])('fail when %s has none', key => {
    expect(problems({ [key]: {} })).toEqual([
      `${key}.baseline: is missing; give the data that is normal, such as "datasets.<name>" or "prepare.train"`,
    ]);
  });

  test('fail when they are no reference', () => {
    expect(problems({ dataDrift: { baseline: 'train' } })[0]).toMatch(/^dataDrift.baseline: must be a reference such as .*, got "train"$/);
    // They have no place that a version remembers.
    expect(problems({ dataDrift: { baseline: 'features.applicant' } })[0]).toMatch(/^dataDrift.baseline: must be an output of a pipeline step .*, got "features.applicant"$/);
  });

  test('fail when Model Monitor would have to find an output of a step', () => {
    expect(problems({ aws: { backend: 'model-monitor' }, dataQuality: { baseline: 'prepare.train' } })[0])
      .toMatch(/^dataQuality.baseline: must be an S3 URI or `datasets.<name>` with backend "model-monitor", got "prepare.train"/);
  });
});

describe('metrics', () => {
  const quality = (metrics: NonNullable<MonitoringDefinition['quality']>['metrics']) => problems({ quality: { labels: 's3://acme/labels/', metrics } });

  test('fail when there is none', () => {
    expect(quality({})).toEqual(['quality.metrics: must have at least one metric, for example { auc: { atLeast: 0.75 } }']);
  });

  test('fail when a bound is missing', () => {
    expect(quality({ auc: {} })).toEqual(['quality.metrics.auc: needs a bound; give "atLeast", "atMost" or both']);
  });

  test('fail when no value is good', () => {
    expect(quality({ auc: { atLeast: 0.9, atMost: 0.8 } })).toEqual(['quality.metrics.auc.atLeast: must be at most 0.8, the value of "atMost", got 0.9; no value fulfils both']);
  });

  test('may have bounds that meet', () => {
    expect(quality({ auc: { atLeast: 0.8, atMost: 0.8 } })).toEqual([]);
  });

  test('fail when a name is one of the contract', () => {
    expect(quality({ Violations: { atMost: 1 } })[0]).toMatch(/^quality.metrics.Violations: is a metric of its own in every check/);
  });
});

describe('alarms', () => {
  test.each(['1m', '24h', '7d', '26h'])('may ring after %s of silence', noData => expect(problems({ alarms: { noData } })).toEqual([]));

  test.each(['59s', '8d'])('fail when silence is %s', noData => {
    expect(problems({ alarms: { noData } })).toEqual([`alarms.noData: must be from 1m to 7d, got "${noData}"; CloudWatch looks back no further`]);
  });

  test.each(['90s', '1501m'])('fail when silence of %s is no whole number of periods', noData => {
    expect(problems({ alarms: { noData } })).toEqual([`alarms.noData: must be whole minutes, and whole hours above one day, got "${noData}"`]);
  });

  test('fail when latency must be 0', () => {
    expect(problems({ alarms: { latencyP99: '0ms' } })).toEqual(['alarms.latencyP99: must be above 0, got "0ms"']);
  });
});

describe('machines', () => {
  test('fail when there is more than one', () => {
    expect(problems({ dataDrift: base, compute: { count: 2 } })).toEqual(['compute.count: must be 1, got 2; the checks run on one machine, so choose a larger type instead']);
    expect(problems({ aws: { backend: 'model-monitor' }, dataQuality: base, compute: { count: 2 } })).toEqual([]);
  });

  test.each(['512MiB', '17TiB'])('fail when the volume is %s', volume => {
    expect(problems({ dataDrift: base, compute: { volume } })[0]).toMatch(/^compute.volume: must be whole gibibytes from 1GiB to 16384GiB/);
  });
});

describe('retraining', () => {
  test('fails when no check finds drift', () => {
    expect(problems({ dataQuality: base, onDrift: { retrain: {} } })).toEqual([
      'onDrift.retrain: no check finds drift; add `dataDrift`, `predictionDrift`, `attributionDrift` or `quality`, or use `notify`',
    ]);
  });

  test('fails when there is no pipeline', () => {
    expect(() => monitor({ dataDrift: base, onDrift: { retrain: {} } })).toThrow('onDrift.retrain: needs a training pipeline to start; give one, or write { notify: {} }');
    const place = watched();
    expect(() => monitor({ dataDrift: base, onDrift: { retrain: {} }, trainingPipeline: trainingPipeline(place.stack) }, place)).not.toThrow();
  });
});

describe('what only files of Model Monitor can say', () => {
  test.each([
    ['dataQuality', { missing: 0.2 }, 'missing'], ['dataDrift', { threshold: { share: 0.2 } }, 'threshold'], ['attributionDrift', { features: ['age'] }, 'features'],
  ])('fails when %s sets it', (key, own, name) => {
    expect(problems({ aws: { backend: 'model-monitor' }, [key]: { ...base, ...own } })).toEqual([
      `${key}.${name}: SageMaker Model Monitor takes it from the constraints of the baseline; remove it here and set it there`,
    ]);
  });

  test('fails when drift and quality of the data are two jobs', () => {
    expect(problems({ aws: { backend: 'model-monitor' }, dataDrift: base, dataQuality: base }))
      .toEqual(['dataDrift: SageMaker Model Monitor checks drift and quality of the data in one job; keep `dataQuality` only']);
  });

  test('fails when predictions are checked alone', () => {
    expect(problems({ aws: { backend: 'model-monitor' }, predictionDrift: base }))
      .toEqual(['predictionDrift: SageMaker Model Monitor has no check of prediction drift; remove it, or use the backend "evidently"']);
  });

  test('fails when fairness has no labels', () => {
    expect(problems({ aws: { backend: 'model-monitor' }, fairness: { ...base, segments: ['sex'], metrics: { dpl: { atMost: 0.1 } } } })[0]).toMatch(/^fairness: needs `labels`/);
  });

  test('fails when a metric has two bounds', () => {
    expect(problems({ aws: { backend: 'model-monitor' }, quality: { labels: 's3://acme/labels/', metrics: { auc: { atLeast: 0.1, atMost: 0.9 } } } }))
      .toEqual(['quality.metrics.auc: SageMaker Model Monitor compares a metric with one bound; give `atLeast` or `atMost`']);
  });
});

describe('what monitoring needs of the model', () => {
  const monitoring = { dataDrift: base };

  test('fails when the endpoint is serverless', () => {
    expect(modelProblems({ monitoring, endpoint: { compute: { serverless: {} } } })[0]).toMatch(/^endpoint.compute.serverless: a serverless endpoint records no requests/);
  });

  test.each<'input' | 'output'>(['input', 'output'])('fails when only the %s is recorded', only => {
    expect(modelProblems({ monitoring, endpoint: { capture: { only } } })).toEqual([`endpoint.capture.only: must not be given, got "${only}"; "monitoring.dataDrift" needs requests and answers`]);
  });

  test('lets answers be recorded alone for a check that reads nothing else', () => {
    expect(modelProblems({ monitoring: { predictionDrift: base }, endpoint: { capture: { only: 'output' } } })).toEqual([]);
    expect(modelProblems({ monitoring: { predictionDrift: base, ...monitoring }, endpoint: { capture: { only: 'output' } } })[0])
      .toMatch(/"monitoring.dataDrift" needs requests and answers$/);
  });

  test('fails when Model Monitor would have to watch components', () => {
    expect(modelProblems({ monitoring: { ...monitoring, aws: { backend: 'model-monitor' } }, endpoint: { components: {} } }))
      .toEqual(['monitoring.aws.backend: SageMaker Model Monitor does not watch endpoints with `components`; use "evidently"']);
  });

  test('asks nothing for alarms alone', () => {
    expect(modelProblems({ monitoring: { alarms: {} }, endpoint: { compute: { serverless: {} } } })).toEqual([]);
  });
});

describe('what a construct is not given', () => {
  test('fails when the endpoint records nothing', () => {
    expect(() => monitor({ dataDrift: base }, watched({ captureUri: null }))).toThrow('endpoint: records no requests, so data drift cannot be checked; give the endpoint `capture: {}`');
  });

  test('fails when a dataset is missing', () => {
    expect(() => monitor({ dataDrift: { baseline: 'datasets.applications' } })).toThrow('dataDrift.baseline: there is no dataset "applications"; none is defined; give it in "datasets"');
  });

  test('fails when nothing knows where the output of a step is', () => {
    expect(() => monitor({ dataDrift: { baseline: 'prepare.train' }, modelPackage: undefined, artifactBucket: undefined })).toThrow(
      /dataDrift.baseline: only the version that serves knows where "prepare.train" is; give `modelPackage`, or an S3 URI\n.*give `artifactBucket` or `platform`/,
    );
  });

  test('fails with every problem at once', () => {
    expect(() => monitor({ dataDrift: { schedule: 'rate(5 minutes)' }, alarms: { noData: '9d' } })).toThrow(
      /ModelMonitor 'Monitoring\/Monitor' is not valid:\n.*dataDrift.baseline: is missing.*\n.*dataDrift.schedule.*\n.*alarms.noData/,
    );
  });
});
