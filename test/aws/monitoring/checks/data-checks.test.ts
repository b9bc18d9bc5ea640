import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, CfnParameter, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { DatasetStore } from '../../../../lib/aws/dataset-store';
import { ModelMonitor, MonitorProgram } from '../../../../lib/aws/monitoring';
import { jobRequest, Json, MODEL_PACKAGE, monitor, program, watched } from '../monitored-endpoint';

const drift = { dataDrift: { baseline: 'prepare.train' } };

/** The statements of every policy of a role whose logical id contains the text. */
function statements(template: Template, role: string): Json[] {
  return Object.values(template.findResources('AWS::IAM::Policy'))
    .filter(({ Properties }) => JSON.stringify(Properties.Roles).includes(role))
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
}

function actions(found: Json[]): string[] {
  return found.flatMap(({ Action }) => Action);
}

function config(stack: Stack, request: Json): Json {
  const hash = /([0-9a-f]{64})\.json$/.exec(request.ProcessingInputs[0].S3Input.S3Uri)![1];
  return JSON.parse(readFileSync(join((App.of(stack) as App).outdir, `asset.${hash}.json`), 'utf8'));
}

describe('a check', () => {
  test('is started by EventBridge Scheduler itself, under a new name and with the scheduled time', () => {
    const { template } = monitor(drift);
    template.resourceCountIs('AWS::Lambda::Function', 0);
    template.hasResourceProperties('AWS::Scheduler::Schedule', { ScheduleExpression: 'cron(20 0 * * ? *)', State: 'ENABLED' });
    const request = jobRequest(template);
    expect(request.ProcessingJobName).toBe('risk-data-drift-<aws.scheduler.execution-id>');
    expect(request.Environment.MONITOR_SCHEDULED_TIME).toBe('<aws.scheduler.scheduled-time>');
  });

  test('runs by the clock of a time zone, over an hour more, so that nothing is left out when clocks change', () => {
    const { place, template } = monitor({ dataDrift: { ...drift.dataDrift, timeZone: 'Europe/Berlin' } });
    template.hasResourceProperties('AWS::Scheduler::Schedule', { ScheduleExpression: 'cron(20 0 * * ? *)', ScheduleExpressionTimezone: 'Europe/Berlin' });
    expect(config(place.stack, jobRequest(template)).windowSeconds).toBe(25 * 3600);
  });

  test('has a name that leaves room for the longest id of an execution', () => {
    const place = watched();
    const endpoint = { ...place.endpoint, node: place.endpoint.node, endpointName: 'e'.repeat(63), metrics: place.endpoint.metrics, grants: place.endpoint.grants } as never;
    const { template } = monitor({ ...drift, endpoint }, place);
    const [prefix] = jobRequest(template).ProcessingJobName.split('<');
    expect(prefix.length + 36).toBeLessThanOrEqual(63);
    expect(prefix).toMatch(/-[0-9a-f]{8}-$/);
  });

  test('is told where everything is in environment variables of at most 256 characters', () => {
    const request = jobRequest(monitor({ ...drift, namespace: 'MLOps/credit-risk' }).template);
    expect(request.Environment).toEqual({
      AWS_DEFAULT_REGION: 'eu-west-1',
      MONITOR_CHECK: 'data-drift',
      MONITOR_SCHEDULED_TIME: '<aws.scheduler.scheduled-time>',
      MONITOR_ENDPOINT: 'risk',
      MONITOR_CAPTURE: 's3://acme-data/capture/risk/',
      MONITOR_CONFIG: '/opt/ml/processing/input/config',
      MONITOR_REPORT: '/opt/ml/processing/output/report',
      MONITOR_HISTORY: 's3://acme-data/monitoring/risk/data-drift/',
      MONITOR_NAMESPACE: 'MLOps/credit-risk',
      MONITOR_VIOLATION_EXIT_CODE: '0',
      MONITOR_BASELINE_KEY: 'output.prepare.train',
      MONITOR_MODEL_PACKAGE: MODEL_PACKAGE,
    });
    expect(Math.max(...Object.values<string>(request.Environment).map(value => value.length))).toBeLessThanOrEqual(256);
  });

  test('of predictions is told what they are called, and reads nothing but what was recorded and the baseline', () => {
    const { place, template } = monitor({ predictionDrift: { baseline: 'evaluate.predictions', prediction: 'score', threshold: { bound: 0.2, test: 'psi' } } });
    expect(config(place.stack, jobRequest(template))).toEqual({
      version: 1,
      check: 'prediction-drift',
      windowSeconds: 86_400,
      delaySeconds: 0,
      problem: 'binary-classification',
      threshold: { perFeature: 0.2, test: 'psi' },
      prediction: 'score',
    });
    template.hasResourceProperties('AWS::CloudWatch::Dashboard', { DashboardBody: Match.anyValue() });
    expect(JSON.stringify(template.findResources('AWS::CloudWatch::Dashboard'))).toContain('MovedShare');
  });

  test('gets its thresholds as a file that is named by its content', () => {
    const uri = (share: number) => {
      const { template, place } = monitor({ dataDrift: { baseline: 'prepare.train', threshold: { share, test: 'psi' }, features: ['income'] } });
      const request = jobRequest(template);
      expect(config(place.stack, request)).toEqual({
        version: 1, check: 'data-drift', windowSeconds: 86_400, delaySeconds: 0, threshold: { share, test: 'psi' }, features: ['income'],
      });
      return request.ProcessingInputs[0].S3Input.S3Uri;
    };
    expect(uri(0.3)).toBe(uri(0.3));
    expect(uri(0.3)).not.toBe(uri(0.4));
  });

  test('looks at records that are as old as labels take to arrive', () => {
    const { template, place } = monitor({ quality: { labels: 's3://acme-labels/risk/', labelDelay: '3d', schedule: 'hourly', metrics: { auc: { atLeast: 0.7 } } } });
    const request = jobRequest(template);
    expect(config(place.stack, request)).toMatchObject({ windowSeconds: 3600, delaySeconds: 259_200, problem: 'binary-classification', metrics: { auc: { atLeast: 0.7 } } });
    expect(request.Environment.MONITOR_LABELS).toBe('s3://acme-labels/risk/');
  });

  test('ends before its next run begins', () => {
    expect(jobRequest(monitor({ dataDrift: { ...drift.dataDrift, schedule: 'hourly' } }).template).StoppingCondition.MaxRuntimeInSeconds).toBe(3240);
    expect(jobRequest(monitor(drift).template).StoppingCondition.MaxRuntimeInSeconds).toBe(14_400);
  });

  test('encrypts volume and report with the key, except on machines with local disks', () => {
    const { ProcessingResources, ProcessingOutputConfig } = jobRequest(monitor(drift).template);
    expect(ProcessingResources.ClusterConfig.VolumeKmsKeyId).toMatch(/^arn:aws:kms/);
    expect(ProcessingOutputConfig.KmsKeyId).toMatch(/^arn:aws:kms/);
    const local = jobRequest(monitor({ ...drift, compute: { type: 'ml.g5.xlarge' } }).template);
    expect(local.ProcessingResources.ClusterConfig).toEqual({ InstanceCount: 1, InstanceType: 'ml.g5.xlarge', VolumeSizeInGB: 30 });
  });

  test('writes its reports below one documented prefix', () => {
    const place = watched();
    const reportBucket = s3.Bucket.fromBucketName(place.stack, 'Reports', 'acme-reports');
    const made = monitor({ ...drift, reportBucket }, place);
    expect(jobRequest(made.template).ProcessingOutputConfig.Outputs[0].S3Output.S3Uri).toBe('s3://acme-reports/monitoring/risk/data-drift/');
    expect(made.monitor.reportUri).toBe('s3://acme-reports/monitoring/risk/');
  });

  test('runs in the VPC that is given, and lets nothing in', () => {
    const place = watched();
    const vpc = new ec2.Vpc(place.stack, 'Vpc', { restrictDefaultSecurityGroup: false });
    const { template } = monitor({ ...drift, vpc }, place);
    const { NetworkConfig } = jobRequest(template);
    expect(NetworkConfig.VpcConfig.Subnets).toHaveLength(3);
    expect(NetworkConfig.EnableInterContainerTrafficEncryption).toBe(true);
    template.allResourcesProperties('AWS::EC2::SecurityGroup', { SecurityGroupIngress: Match.absent() });
  });

  test('keeps what cannot be started, and retries before', () => {
    const { template } = monitor({ dataDrift: { ...drift.dataDrift, schedule: 'hourly' } });
    template.hasResourceProperties('AWS::Scheduler::Schedule', {
      Target: { DeadLetterConfig: { Arn: Match.anyValue() }, RetryPolicy: { MaximumEventAgeInSeconds: 3600, MaximumRetryAttempts: 30 } },
    });
    template.hasResourceProperties('AWS::SQS::Queue', { SqsManagedSseEnabled: true });
  });

  test('that failed, was stopped or could not be started rings an alarm', () => {
    const { template } = monitor(drift);
    template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: {
        'detail-type': ['SageMaker Processing Job State Change'],
        'detail': { ProcessingJobStatus: ['Failed', 'Stopped'], ProcessingJobName: [{ prefix: 'risk-data-drift-' }] },
      },
    });
    template.hasResourceProperties('AWS::CloudWatch::Alarm', { MetricName: 'ApproximateNumberOfMessagesVisible', Threshold: 1 });
  });

  test('accepts a version that is only known at deployment', () => {
    const place = watched();
    const modelPackage = new CfnParameter(place.stack, 'Version').valueAsString;
    const { template } = monitor({ ...drift, modelPackage }, place);
    expect(jobRequest(template).Environment.MONITOR_MODEL_PACKAGE).toBe('<Version>');
  });
});

describe('drift alarms', () => {
  test.each([['hourly', 3600, 1], ['daily', 86_400, 1], ['weekly', 86_400, 7], ['rate(3 hours)', 10_800, 1], ['monthly', 86_400, 7]])(
    'look back as far as %s runs are apart, and take no data for no violation', (schedule, Period, EvaluationPeriods) => {
      monitor({ dataDrift: { ...drift.dataDrift, schedule } }).template.hasResourceProperties('AWS::CloudWatch::Alarm', {
        Namespace: 'MLOps/risk',
        MetricName: 'Violations',
        Dimensions: [{ Name: 'Check', Value: 'data-drift' }, { Name: 'Endpoint', Value: 'risk' }],
        Period,
        EvaluationPeriods,
        DatapointsToAlarm: 1,
        TreatMissingData: 'notBreaching',
      });
    });

  test('use one namespace for every check, and nothing that another service defines', () => {
    const { template } = monitor({ ...drift, dataQuality: { baseline: 's3://acme-data/base/' }, attributionDrift: { baseline: 'prepare.train' }, namespace: 'MLOps/risk' });
    const alarms = Object.values(template.findResources('AWS::CloudWatch::Alarm', { Properties: { MetricName: 'Violations' } }));
    expect(alarms.map(({ Properties }) => Properties.Namespace)).toEqual(['MLOps/risk', 'MLOps/risk', 'MLOps/risk']);
  });
});

describe('baselines', () => {
  test('belong to the version that serves: the version tells where its outputs are, and nothing computes them again', () => {
    const { template } = monitor(drift);
    const request = jobRequest(template);
    expect(request.Environment).toMatchObject({ MONITOR_BASELINE_KEY: 'output.prepare.train', MONITOR_MODEL_PACKAGE: MODEL_PACKAGE });
    expect(request.ProcessingInputs.map((input: Json) => input.InputName)).toEqual(['config', 'code']);
    template.resourceCountIs('AWS::Scheduler::Schedule', 1);
    const writes = statements(template, 'MonitorChecksRole').filter(({ Action }) => JSON.stringify(Action).includes('s3:PutObject'));
    expect(JSON.stringify(writes)).toContain('/monitoring/risk/data-drift/*');
    expect(writes).toHaveLength(1);
  });

  test('are an input of the job when their place is known', () => {
    const place = watched();
    const bucket = s3.Bucket.fromBucketName(place.stack, 'Data', 'acme-datasets');
    const datasets = { applications: DatasetStore.fromBucket(place.stack, 'Applications', bucket, 'applications/') };
    const { template } = monitor({ dataDrift: { baseline: 'datasets.applications' }, dataQuality: { baseline: 's3://acme-data/base/train.csv' }, datasets }, place);
    expect(jobRequest(template, 'DataDrift').ProcessingInputs[2]).toMatchObject({ InputName: 'baseline', S3Input: { S3Uri: 's3://acme-datasets/applications/' } });
    expect(jobRequest(template, 'DataQuality').Environment.MONITOR_BASELINE).toBe('/opt/ml/processing/input/baseline');
    const read = JSON.stringify(statements(template, 'MonitorChecksRole'));
    expect(read).toContain(':s3:::acme-datasets/applications/*');
    expect(read).toContain(':s3:::acme-data/base/train.csv"');
  });

  test('are places too when they are only known at deployment', () => {
    const place = watched();
    const { valueAsString } = new CfnParameter(place.stack, 'Base');
    const { template } = monitor({ dataDrift: { baseline: valueAsString } }, place);
    expect(jobRequest(template).Environment.MONITOR_BASELINE).toBe('/opt/ml/processing/input/baseline');
    expect(JSON.stringify(statements(template, 'MonitorChecksRole'))).toContain('"Fn::Split":["s3://",{"Ref":"Base"}]');
  });
});

describe('roles', () => {
  test('of jobs, of the scheduler and of retraining are never the same', () => {
    const place = watched();
    const { template } = monitor({ ...drift, quality: { labels: 's3://acme-labels/', metrics: { auc: { atLeast: 0.7 } } } }, place);
    const principals = Object.values(template.findResources('AWS::IAM::Role')).map(({ Properties }) => Properties.AssumeRolePolicyDocument.Statement[0].Principal.Service);
    expect(principals.sort()).toEqual(['sagemaker.amazonaws.com', 'scheduler.amazonaws.com', 'scheduler.amazonaws.com']);
  });

  test('of jobs read the recorded requests and write their reports only, and publish metrics for their own model only', () => {
    const found = statements(monitor({ ...drift, artifactPrefix: 'default-risk/' }).template, 'MonitorChecksRole');
    expect(found).toContainEqual(expect.objectContaining({
      Action: 'cloudwatch:PutMetricData', Resource: '*', Condition: { StringLike: { 'cloudwatch:namespace': ['MLOps/risk'] } },
    }));
    expect(found).toContainEqual(expect.objectContaining({ Action: 'sagemaker:DescribeModelPackage', Resource: MODEL_PACKAGE }));
    expect(JSON.stringify(found)).toContain(':s3:::acme-data/capture/risk/*');
    expect(JSON.stringify(found)).toContain(':s3:::acme-artifacts/default-risk/*');
    expect(actions(found).filter(action => action.includes('*') || /Delete/.test(action))).toEqual([]);
    expect(found.filter(({ Resource }) => Resource === '*').map(({ Action }) => Action)).toEqual(['cloudwatch:PutMetricData', 'ecr:GetAuthorizationToken']);
  });

  test('of the scheduler start jobs of one check and pass one role to SageMaker only', () => {
    const found = statements(monitor(drift).template, 'SchedulerRole');
    expect(JSON.stringify(found)).toContain(':processing-job/risk-data-drift-*');
    expect(found).toContainEqual(expect.objectContaining({ Action: 'iam:PassRole', Condition: { StringEquals: { 'iam:PassedToService': 'sagemaker.amazonaws.com' } } }));
    expect(actions(found).filter(action => action.includes('*'))).toEqual([]);
  });

  test('can be given', () => {
    const place = watched();
    const role = iam.Role.fromRoleName(place.stack, 'Given', 'monitoring');
    const made = monitor({ ...drift, role }, place);
    expect(made.monitor.role).toBe(role);
    expect(jobRequest(made.template).RoleArn).toContain(':role/monitoring');
  });
});

describe('programs', () => {
  test('of your own are packed and started without building an image', () => {
    const { AppSpecification, ProcessingInputs } = jobRequest(monitor(drift).template);
    expect(AppSpecification.ImageUri).toContain('sagemaker-scikit-learn');
    expect(AppSpecification.ContainerEntrypoint.slice(0, 2)).toEqual(['/bin/sh', '-c']);
    expect(AppSpecification.ContainerEntrypoint[3]).toBe('monitor.py');
    expect(Math.max(...AppSpecification.ContainerEntrypoint.map((word: string) => word.length))).toBeLessThanOrEqual(256);
    expect(ProcessingInputs[1].S3Input).toMatchObject({ S3Uri: expect.stringMatching(/\.tgz$/), LocalPath: '/opt/ml/processing/input/code' });
  });

  test('are the one of the library unless another is given', () => {
    const { AppSpecification, ProcessingInputs } = jobRequest(monitor({ ...drift, program: undefined }).template);
    expect(AppSpecification.ContainerEntrypoint[3]).toBe('monitor.py');
    expect(ProcessingInputs[1].S3Input.S3Uri).not.toBe(jobRequest(monitor(drift).template).ProcessingInputs[1].S3Input.S3Uri);
  });

  test('come in an image, with an entry point of their own', () => {
    const image = MonitorProgram.fromImage('222222222222.dkr.ecr.eu-west-1.amazonaws.com/monitor:3', { entryPoint: ['python', '-m', 'monitor'] });
    const { template } = monitor({ ...drift, program: image });
    expect(jobRequest(template).AppSpecification).toEqual({ ImageUri: '222222222222.dkr.ecr.eu-west-1.amazonaws.com/monitor:3', ContainerEntrypoint: ['python', '-m', 'monitor'] });
    expect(JSON.stringify(statements(template, 'MonitorChecksRole'))).toContain(':ecr:eu-west-1:222222222222:repository/monitor');
  });

  test('come from a repository of the app', () => {
    const place = watched();
    const repository = new ecr.Repository(place.stack, 'Repository');
    const { template } = monitor({ ...drift, program: MonitorProgram.fromEcrRepository(repository, 'v1') }, place);
    expect(jobRequest(template).AppSpecification.ImageUri).toMatch(/:v1$/);
  });

  test('fail when the file is not there', () => {
    expect(() => monitor({ ...drift, program: MonitorProgram.fromScript({ directory: __dirname, entryPoint: 'missing.py' }) }))
      .toThrow('there is no file "missing.py"');
  });

  test('fail when the file is not at the top of the folder', () => {
    expect(() => MonitorProgram.fromScript({ directory: __dirname, entryPoint: 'src/monitor.py' }))
      .toThrow("'entryPoint' must be a file at the top of 'directory', got \"src/monitor.py\"; name its folder as 'directory'");
  });
});

describe('a monitor', () => {
  test('of another stack grants its reports and knows its metrics', () => {
    const stack = new Stack();
    const bucket = s3.Bucket.fromBucketName(stack, 'Reports', 'acme-reports');
    const imported = ModelMonitor.fromModelMonitorAttributes(stack, 'Monitor', { endpointName: 'risk', reportBucket: bucket });
    const role = new iam.Role(stack, 'Reader', { assumedBy: new iam.AccountRootPrincipal() });
    imported.grants.readReports(role);
    expect(JSON.stringify(statements(Template.fromStack(stack), 'Reader'))).toContain(':s3:::acme-reports/monitoring/risk/*');
    expect(stack.resolve(imported.metrics.driftShare().toMetricConfig().metricStat)).toMatchObject({ namespace: 'MLOps/risk', metricName: 'DriftShare' });
  });

  test('fails to grant reports when it has no checks', () => {
    const { place, monitor: made } = monitor({}, watched());
    const role = new iam.Role(place.stack, 'Reader', { assumedBy: new iam.AccountRootPrincipal() });
    expect(() => made.grants.readReports(role)).toThrow('a monitor without checks writes no reports');
  });

  test('is the same template every time', () => {
    const once = () => JSON.stringify(monitor({ ...drift, program }).template.toJSON());
    expect(once()).toBe(once());
  });
});
