import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { FeatureStore, ModelEndpoint, MonitoringStack } from 'mlops-constructs';

export const app = new App();
const env = { account: '333333333333', region: 'eu-west-1' };

// --- What is there already.
const network = new Stack(app, 'Network', { env });
const vpc = new ec2.Vpc(network, 'Vpc', {
  maxAzs: 2,
  natGateways: 0,
  subnetConfiguration: [{ name: 'Private', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }],
  restrictDefaultSecurityGroup: false,
});
vpc.addFlowLog('FlowLog');
const encryptionKey = new kms.Key(network, 'Key', { enableKeyRotation: true, removalPolicy: RemovalPolicy.RETAIN });

// --- What the constructs add.
const serving = new Stack(app, 'Recommendations', { env });

const features = new FeatureStore(serving, 'Customers', {
  name: 'customers',
  recordId: 'customer_id',
  eventTime: 'updated_at',
  schema: { orders: 'integral', revenue: 'fractional', segment: 'string' },
  online: { ttl: '90d' },
  offline: { format: 'iceberg' },
  encryptionKey,
});

const endpoint = new ModelEndpoint(serving, 'Endpoint', {
  name: 'recommendations',
  model: { artifact: 's3://acme-models/recommendations/7/model.tar.gz', framework: 'xgboost' },
  compute: { instances: { type: 'ml.m5.large', count: 2, scale: { min: 2, max: 6, invocationsPerMinute: 600 } } },
  rollout: { canary: { percent: 50 } },
  capture: { percent: 20 },
  vpc,
  encryptionKey,
});

// A function of the app asks the model for recommendations, with the features of the customer.
const caller = iam.Role.fromRoleName(serving, 'Caller', 'shop-backend');
endpoint.grants.invoke(caller);
features.grants.read(caller);

new MonitoringStack(app, 'RecommendationsMonitoring', { env, endpoint });
