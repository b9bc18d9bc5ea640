import { App, Tags } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { CfnEndpoint } from 'aws-cdk-lib/aws-sagemaker';
import { ModelMonitor, ModelMonitorProps } from '../../../../lib/aws/monitoring';
import { Json, monitor, watched } from '../monitored-endpoint';

const BASE = 's3://acme-data/baselines/risk/';
const LABELS = 's3://acme-labels/risk/';
const KINDS = ['DataQuality', 'ModelQuality', 'ModelBias', 'ModelExplainability'];

function everything(): Partial<ModelMonitorProps> {
  return {
    aws: { backend: 'model-monitor' },
    program: undefined,
    dataQuality: { baseline: BASE, schedule: 'hourly' },
    quality: { labels: LABELS, labelDelay: '2d', metrics: { auc: { atLeast: 0.75 } } },
    fairness: { baseline: BASE, labels: LABELS, segments: ['sex'], metrics: { dpl: { atMost: 0.1 } } },
    attributionDrift: { baseline: BASE },
  };
}

function only(template: Template, type: string): Json {
  const found = Object.values(template.findResources(type));
  expect(found).toHaveLength(1);
  return found[0]!;
}

const definition = (template: Template, kind: string) => only(template, `AWS::SageMaker::${kind}JobDefinition`).Properties;

describe('the backend model-monitor', () => {
  test('warns that SageMaker Model Monitor is closed to new customers', () => {
    const { place } = monitor(everything());
    Annotations.fromStack(place.stack).hasWarning('*', Match.stringLikeRegexp('closed to new customers.*mlops-constructs:modelMonitorClosed'));
  });

  test('is not the default', () => {
    const { template, place } = monitor({ dataDrift: { baseline: BASE } });
    template.resourceCountIs('AWS::SageMaker::MonitoringSchedule', 0);
    Annotations.fromStack(place.stack).hasNoWarning('*', Match.anyValue());
  });

  test('defines one job and one schedule for each check', () => {
    const { template } = monitor(everything());
    KINDS.forEach(kind => template.resourceCountIs(`AWS::SageMaker::${kind}JobDefinition`, 1));
    const schedules = Object.values(template.findResources('AWS::SageMaker::MonitoringSchedule')).map(({ Properties }) => Properties);
    expect(schedules.map(({ MonitoringScheduleConfig }) => MonitoringScheduleConfig.MonitoringType)).toEqual(KINDS);
  });

  test('reads constraints as constraints and statistics as statistics', () => {
    const { template } = monitor(everything());
    expect(definition(template, 'DataQuality').DataQualityBaselineConfig).toEqual({
      ConstraintsResource: { S3Uri: `${BASE}constraints.json` },
      StatisticsResource: { S3Uri: `${BASE}statistics.json` },
    });
    expect(definition(template, 'ModelBias')).toMatchObject({
      ModelBiasBaselineConfig: { ConstraintsResource: { S3Uri: `${BASE}analysis.json` } },
      ModelBiasAppSpecification: { ConfigUri: `${BASE}analysis_config.json` },
    });
  });

  test('renames a job definition when anything in it changes, and never its schedule', () => {
    const names = (props: Partial<ModelMonitorProps>) => {
      const { template } = monitor({ aws: { backend: 'model-monitor' }, program: undefined, dataQuality: { baseline: BASE }, ...props });
      const schedule = only(template, 'AWS::SageMaker::MonitoringSchedule').Properties;
      const name = definition(template, 'DataQuality').JobDefinitionName;
      expect(schedule.MonitoringScheduleConfig.MonitoringJobDefinitionName).toBe(name);
      return { definition: name, schedule: schedule.MonitoringScheduleName };
    };
    const first = names({});
    expect(names({})).toEqual(first);
    for (const change of [{ compute: { type: 'ml.m5.2xlarge' } }, { dataQuality: { baseline: 's3://acme-data/baselines/other/' } }]) {
      expect(names(change).definition).not.toBe(first.definition);
      expect(names(change).schedule).toBe(first.schedule);
    }
    expect(first.schedule).toBe('risk-data-quality');
    expect(first.definition.length).toBeLessThanOrEqual(63);
  });

  test('keeps every tag of the app away from job definitions', () => {
    const place = watched();
    Tags.of(App.of(place.stack)!).add('cost-center', '42');
    const { template } = monitor(everything(), place);
    KINDS.forEach(kind => expect(definition(template, kind).Tags).toBeUndefined());
    expect(JSON.stringify(template.toJSON())).toContain('cost-center');
  });

  test('deletes schedules before definitions, and both before the endpoint', () => {
    const { template } = monitor({ ...everything(), quality: undefined, fairness: undefined, attributionDrift: undefined });
    const [id] = Object.keys(template.findResources('AWS::SageMaker::DataQualityJobDefinition'));
    expect(only(template, 'AWS::SageMaker::MonitoringSchedule').DependsOn).toEqual(expect.arrayContaining([id]));
  });

  test('makes the endpoint before its schedules', () => {
    const place = watched();
    new CfnEndpoint(place.endpoint, 'Resource', { endpointConfigName: 'config' });
    const { template } = monitor({ aws: { backend: 'model-monitor' }, program: undefined, dataQuality: { baseline: BASE } }, place);
    const [id] = Object.keys(template.findResources('AWS::SageMaker::Endpoint'));
    expect(only(template, 'AWS::SageMaker::MonitoringSchedule').DependsOn).toContain(id);
  });

  test.each([
    ['hourly', 'cron(0 * ? * * *)', 3240], ['daily', 'cron(0 0 ? * * *)', 14_400],
    ['rate(6 hours)', 'cron(0 0/6 ? * * *)', 14_400], ['cron(0 5 ? * * *)', 'cron(0 5 ? * * *)', 14_400],
  ])('writes %s in the dialect of Model Monitor, and ends before the next run', (schedule, expression, runtime) => {
    const { template } = monitor({ aws: { backend: 'model-monitor' }, program: undefined, dataQuality: { baseline: BASE, schedule } });
    const { MonitoringScheduleConfig } = only(template, 'AWS::SageMaker::MonitoringSchedule').Properties;
    expect(MonitoringScheduleConfig.ScheduleConfig.ScheduleExpression).toBe(expression);
    expect(definition(template, 'DataQuality').StoppingCondition.MaxRuntimeInSeconds).toBe(runtime);
  });

  test('gives every check one input and one output', () => {
    const { template } = monitor(everything());
    expect(definition(template, 'DataQuality').DataQualityJobInput).toEqual({ EndpointInput: { EndpointName: 'risk', LocalPath: '/opt/ml/processing/input/endpoint' } });
    expect(definition(template, 'DataQuality').DataQualityJobOutputConfig.MonitoringOutputs).toEqual([
      { S3Output: { LocalPath: '/opt/ml/processing/output', S3UploadMode: 'EndOfJob', S3Uri: 's3://acme-data/monitoring/risk/data-quality/' } },
    ]);
  });

  test('waits for late labels: the window begins one interval before they have arrived', () => {
    const { template } = monitor(everything());
    expect(definition(template, 'ModelQuality').ModelQualityJobInput).toMatchObject({
      EndpointInput: { StartTimeOffset: '-PT72H', EndTimeOffset: '-PT48H', ProbabilityAttribute: '0' },
      GroundTruthS3Input: { S3Uri: LABELS },
    });
  });

  test('rings by the events of runs with violations, not by metrics whose names are in doubt', () => {
    const { template } = monitor({ aws: { backend: 'model-monitor' }, program: undefined, dataQuality: { baseline: BASE } });
    template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: {
        'detail-type': ['SageMaker Processing Job State Change'],
        'detail': { ExitMessage: [{ prefix: 'CompletedWithViolations' }], MonitoringScheduleArn: Match.anyValue() },
      },
    });
    template.hasResourceProperties('AWS::CloudWatch::Alarm', { Namespace: 'AWS/Events', MetricName: 'Invocations', TreatMissingData: 'notBreaching' });
  });

  test.each([
    ['eu-west-1', '468650794304', '131013547314'], ['sa-east-1', '539772159869', '520018980103'],
  ])('takes its images from the accounts of %s', (region, analyzer, clarify) => {
    const { template } = monitor({ ...everything() }, watched({ env: { region, account: '111111111111' } }));
    expect(JSON.stringify(definition(template, 'DataQuality').DataQualityAppSpecification.ImageUri)).toContain(`${analyzer}.dkr.ecr.${region}`);
    expect(JSON.stringify(definition(template, 'ModelBias').ModelBiasAppSpecification.ImageUri)).toContain(`${clarify}.dkr.ecr.${region}`);
  });

  test('looks images up at deployment when the region is only known then', () => {
    const { template } = monitor(everything(), watched({ env: {} }));
    expect(Object.keys(template.findMappings('*'))).toHaveLength(4);
  });

  test('fails in a region whose image it does not know, and takes one that is given', () => {
    const props = { aws: { backend: 'model-monitor' }, program: undefined, fairness: everything().fairness } as const;
    const place = () => watched({ env: { region: 'eu-south-2', account: '111111111111' } });
    expect(() => monitor(props, place())).toThrow(/knows no sagemaker-clarify-processing:1.0 image in region "eu-south-2", only in .*; set 'modelMonitorImages.clarify'/);
    const { stack, given } = place();
    const modelMonitorImages = { clarify: '222222222222.dkr.ecr.eu-south-2.amazonaws.com/clarify:1' };
    expect(() => new ModelMonitor(stack, 'Monitor', { ...given, ...props, modelMonitorImages })).not.toThrow();
  });

  test('does not grant all of SageMaker to its jobs', () => {
    const { template } = monitor(everything());
    const policies = JSON.stringify(template.findResources('AWS::IAM::Policy'));
    expect(policies).not.toMatch(/"sagemaker:\*"|FullAccess/);
    expect(policies).toContain(':endpoint/sm-clarify-*');
  });
});
