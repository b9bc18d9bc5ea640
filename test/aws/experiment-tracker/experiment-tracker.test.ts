import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { ExperimentTracker, ExperimentTrackerProps, IExperimentTracker } from '../../../lib/aws/experiment-tracker';
import { acknowledge, acknowledgeWildcards } from '../../../lib/aws/foundation/acknowledgements';
import { MlPlatform } from '../../../lib/aws/ml-platform';
import { checkedApp, findings } from '../../quality/policy-checks';

const MLFLOW_APP = 'AWS::SageMaker::MlflowApp';
const SERVER = 'AWS::SageMaker::MlflowTrackingServer';

function synth(props: ExperimentTrackerProps = {}, use: (tracker: IExperimentTracker, role: iam.Role) => void = () => {}): Template {
  const stack = new Stack(new App(), 'Stack');
  const role = new iam.Role(stack, 'Caller', { assumedBy: new iam.ServicePrincipal('sagemaker.amazonaws.com') });
  use(new ExperimentTracker(stack, 'Tracker', { trackerName: 'risk', ...props }), role);
  return Template.fromStack(stack);
}

const actionsOf = (template: Template, id: string): string[] => Object.entries(template.findResources('AWS::IAM::Policy'))
  .filter(([logicalId]) => logicalId.startsWith(id))
  .flatMap(([, policy]) => policy.Properties.PolicyDocument.Statement).flatMap(statement => statement.Action).sort();

test('is a serverless app by default, which registers no models by itself and is kept', () => {
  const template = synth();
  template.resourceCountIs(SERVER, 0);
  template.hasResource(MLFLOW_APP, {
    Properties: { Name: 'risk', ModelRegistrationMode: 'AutoModelRegistrationDisabled', ArtifactStoreUri: Match.anyValue() },
    DeletionPolicy: 'Retain',
    UpdateReplacePolicy: 'Retain',
  });
  expect(JSON.stringify(template.findResources(MLFLOW_APP))).toContain('/mlflow/risk"');
});

test('has the maintenance window of the app', () => {
  synth({ app: { maintenanceWindow: 'Tue:03:30' } }).hasResourceProperties(MLFLOW_APP, { WeeklyMaintenanceWindowStart: 'Tue:03:30' });
});

test('can be a tracking server', () => {
  const template = synth({ server: { size: 'medium', version: '3.0', maintenanceWindow: 'Sun:00:00' } });
  template.resourceCountIs(MLFLOW_APP, 0);
  template.hasResource(SERVER, {
    Properties: {
      TrackingServerName: 'risk', TrackingServerSize: 'Medium', MlflowVersion: '3.0', AutomaticModelRegistration: false, WeeklyMaintenanceWindowStart: 'Sun:00:00',
    },
    DeletionPolicy: 'Retain',
  });
  synth({ server: {} }).hasResourceProperties(SERVER, { TrackingServerSize: 'Small', MlflowVersion: Match.absent() });
});

test('fails when it is both', () => {
  expect(() => synth({ app: {}, server: {} })).toThrow(/app|server/);
});

test('has its ARN as tracking URI', () => {
  const stack = new Stack(new App(), 'Stack');
  expect(stack.resolve(new ExperimentTracker(stack, 'App').trackingUri)).toEqual({ 'Fn::GetAtt': [expect.stringMatching(/^App/), 'Arn'] });
  expect(stack.resolve(new ExperimentTracker(stack, 'Server', { server: {} }).trackingUri)).toEqual({ 'Fn::GetAtt': [expect.stringMatching(/^Server/), 'TrackingServerArn'] });
});

test('writes below its own prefix of the bucket of the platform, with a role that can do nothing else', () => {
  const stack = new Stack(new App(), 'Stack');
  const tracker = new ExperimentTracker(stack, 'Tracker', { platform: new MlPlatform(stack, 'Platform'), trackerName: 'risk' });
  expect(tracker.artifactPrefix).toBe('mlflow/risk/');
  const template = Template.fromStack(stack);
  template.resourceCountIs('AWS::KMS::Key', 1);
  expect(actionsOf(template, 'TrackerRole')).toEqual([
    'kms:Decrypt', 'kms:GenerateDataKey', 's3:AbortMultipartUpload', 's3:GetBucketLocation', 's3:GetObject', 's3:GetObjectVersion',
    's3:ListBucket', 's3:ListBucketVersions', 's3:ListMultipartUploadParts', 's3:PutObject',
  ]);
  expect(JSON.stringify(template.findResources('AWS::IAM::Policy'))).toContain('/mlflow/risk/*');
});

describe('grants', () => {
  test('log records runs and their files, and neither deletes nor moves model versions', () => {
    const actions = actionsOf(synth({}, (tracker, role) => tracker.grants.log(role)), 'Caller');
    expect(actions).toEqual(expect.arrayContaining([
      'sagemaker:CallMlflowAppApi', 'sagemaker-mlflow:CreateRun', 'sagemaker-mlflow:LogMetric', 'sagemaker-mlflow:GetExperimentByName', 's3:PutObject',
    ]));
    expect(actions.filter(action => /Delete|Transition|Restore|\*/.test(action))).toEqual([]);
  });

  test('read changes nothing', () => {
    const actions = actionsOf(synth({}, (tracker, role) => tracker.grants.read(role)), 'Caller');
    expect(actions).toEqual(expect.arrayContaining(['sagemaker:CallMlflowAppApi', 'sagemaker-mlflow:GetRun', 's3:GetObject']));
    expect(actions.filter(action => /^sagemaker-mlflow:(?!Get|List|Search)|Put/.test(action))).toEqual([]);
  });

  test('are bound to the one tracker', () => {
    synth({}, (tracker, role) => tracker.grants.log(role)).hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: Match.arrayWith([Match.objectLike({
          Action: Match.arrayWith(['sagemaker-mlflow:CreateRun']), Resource: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Tracker'), 'Arn'] },
        })]),
      },
    });
  });

  test('work on an imported tracker', () => {
    const template = synth({}, (tracker, role) => ExperimentTracker.fromExperimentTrackerAttributes(tracker, 'Imported', {
      trackingUri: 'arn:aws:sagemaker:eu-west-1:111111111111:mlflow-app/app-1',
      artifactBucket: s3.Bucket.fromBucketName(tracker, 'Runs', 'runs'),
    }).grants.read(role));
    expect(JSON.stringify(template.findResources('AWS::IAM::Policy'))).toContain('mlflow-app/app-1');
  });
});

test.each<[string, ExperimentTrackerProps]>([['app', {}], ['server', { server: {} }]])('passes every policy check as %s', (_, props) => {
  const app = checkedApp();
  const stack = new Stack(app, 'Stack');
  const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('sagemaker.amazonaws.com') });
  acknowledge(role, 'inlinePolicy');
  acknowledgeWildcards(role, 'objectKeys');
  new ExperimentTracker(stack, 'Alone', props);
  new ExperimentTracker(stack, 'Tracker', { ...props, platform: new MlPlatform(stack, 'Platform') }).grants.log(role);
  expect(findings(app)).toEqual([]);
});
