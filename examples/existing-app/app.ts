import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { FeatureStore, ModelEndpoint, MonitoringStack } from 'mlops-constructs';

export const app = new App();
const env = { account: '333333333333', region: 'eu-west-1' };

// --- What is there already: a key of this app, a network and a role of other teams.
const security = new Stack(app, 'Security', { env });
const encryptionKey = new kms.Key(security, 'Key', { enableKeyRotation: true, removalPolicy: RemovalPolicy.RETAIN });

const shop = new Stack(app, 'Shop', { env });
const vpc = ec2.Vpc.fromVpcAttributes(shop, 'Vpc', {
  vpcId: 'vpc-0a1b2c3d4e5f60718',
  availabilityZones: ['eu-west-1a', 'eu-west-1b'],
  privateSubnetIds: ['subnet-0a1b2c3d4e5f60718', 'subnet-0b1c2d3e4f5a60718'],
  privateSubnetRouteTableIds: ['rtb-0a1b2c3d4e5f60718', 'rtb-0b1c2d3e4f5a60718'],
});
const backend = iam.Role.fromRoleName(shop, 'Backend', 'shop-backend');

// --- What the constructs add.
const customers = new FeatureStore(shop, 'Customers', {
  featureGroupName: 'customers',
  recordId: 'customer_id',
  eventTime: 'updated_at',
  schema: { orders: 'integral', revenue: 'fractional', segment: 'string' },
  online: { ttl: '90d' },
  encryptionKey,
});

const endpoint = new ModelEndpoint(shop, 'Recommendations', {
  name: 'recommendations',
  model: { artifact: 's3://acme-models/recommendations/7/model.tar.gz', framework: 'xgboost' },
  compute: { instances: { type: 'ml.m5.large', count: 2, scale: { min: 2, max: 6, invocationsPerMinute: 600 } } },
  rollout: { canary: { percent: 50 } },
  vpc,
  encryptionKey,
});

// --- The backend of the shop looks up a customer and asks for recommendations.
const recommend = new iam.ManagedPolicy(shop, 'Recommend', { roles: [backend] });
customers.grants.read(recommend);
endpoint.grants.invoke(recommend);

new MonitoringStack(app, 'ShopMonitoring', { env, endpoint, encryptionKey, alarms: { latencyP99: '500ms' } });
