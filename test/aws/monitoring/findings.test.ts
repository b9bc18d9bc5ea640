import { App, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { MODEL_PACKAGE, program, trainingPipeline } from './monitored-endpoint';
import { ModelEndpoint } from '../../../lib/aws/model-endpoint';
import { ModelMonitor, ModelMonitorProps } from '../../../lib/aws/monitoring';
import { checkedApp, findings } from '../../quality/policy-checks';

const BASE = 's3://acme-data/baselines/risk/';
const LABELS = 's3://acme-labels/risk/';

function everything(app: App, props: Partial<ModelMonitorProps>): Stack {
  const stack = new Stack(app, 'Monitoring', { env: { account: '111111111111', region: 'eu-west-1' } });
  const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-0123456789abcdef0',
    availabilityZones: ['eu-west-1a'],
    privateSubnetIds: ['subnet-0123456789abcdef0'],
    privateSubnetRouteTableIds: ['rtb-0123456789abcdef0'],
  });
  const endpoint = ModelEndpoint.fromEndpointAttributes(stack, 'Endpoint', {
    endpointName: 'risk', captureUri: 's3://acme-data/capture/risk/', instanceTypes: { AllTraffic: 'ml.g5.xlarge' },
  });
  new ModelMonitor(stack, 'Monitor', {
    endpoint,
    program,
    vpc,
    modelPackage: MODEL_PACKAGE,
    trainingPipeline: trainingPipeline(stack),
    alarms: { noData: '6h' },
    dataQuality: { baseline: BASE, schedule: 'hourly' },
    quality: { labels: LABELS, metrics: { auc: { atLeast: 0.7 } } },
    fairness: { segments: ['sex'], labels: LABELS, baseline: BASE, metrics: { gap: { atMost: 0.1 } } },
    attributionDrift: { baseline: BASE },
    onDrift: { retrain: {} },
    ...props,
  });
  return stack;
}

describe('policy packs and the CloudFormation rules of the CDK', () => {
  test('find nothing in a monitor that makes everything itself', () => {
    const app = checkedApp();
    everything(app, { dataDrift: { baseline: BASE }, predictionDrift: { baseline: BASE } });
    expect(findings(app)).toEqual([]);
  });

  test('find nothing in the backend model-monitor but the warning of its status', () => {
    const app = checkedApp();
    everything(app, { aws: { backend: 'model-monitor' } });
    expect(findings(app).filter(finding => !finding.includes('modelMonitorClosed'))).toEqual([]);
  });
});
