import { CfnParameter, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { ENV, MODEL } from './fixture';
import { ModelEndpoint } from '../../../lib/aws/model-endpoint';
import { checkedApp, findings } from '../../quality/policy-checks';

test('no policy pack and no rule of CloudFormation finds anything that is not explained', () => {
  const app = checkedApp({ context: { '@aws-cdk/aws-iam:minimizePolicies': true } });
  const stack = new Stack(app, 'Stack', { env: ENV });
  const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-0123456789abcdef0',
    vpcCidrBlock: '10.0.0.0/16',
    availabilityZones: ['eu-west-1a', 'eu-west-1b'],
    privateSubnetIds: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'],
  });
  new ModelEndpoint(stack, 'RealTime', {
    model: MODEL,
    vpc,
    compute: { instances: { count: 2, scale: { min: 2, max: 8, steps: { changes: [{ from: 0, add: -1 }, { from: 20, add: 0 }, { from: 70, add: 1 }] }, schedules: { night: { at: 'daily', min: 1 } } } } },
    rollout: { canary: { percent: 10 } },
    capture: {},
  });
  new ModelEndpoint(stack, 'Serverless', {
    model: { aws: { modelPackage: new CfnParameter(stack, 'Version').valueAsString } }, compute: { serverless: { scale: { max: 10 } } },
  });
  new ModelEndpoint(stack, 'Queued', {
    model: { artifact: 's3://models/a/', framework: 'pytorch' }, asynchronous: {}, compute: { instances: { type: 'ml.g5.xlarge', scale: { min: 0, max: 3 } } },
  });
  new ModelEndpoint(stack, 'Shared', {
    vpc,
    compute: { instances: { type: 'ml.g5.12xlarge', scale: { min: 0, max: 3 } } },
    components: {
      llm: { model: { artifact: 's3://models/llm/', framework: 'huggingface' }, accelerators: 1, scale: { min: 0, max: 4 } },
      lora: { baseComponent: 'llm', model: { artifact: 's3://models/lora.tar.gz' } },
    },
    rollout: { rolling: { percent: 50 } },
  });
  new ModelEndpoint(stack, 'Detachable', { model: MODEL, vpc, compute: { instances: { count: 2, scale: { min: 2, max: 8 } } }, detachScaling: true });
  const known = (finding: string) => /mlops-constructs:|aws-ec2:noSubnetRouteTableId/.test(finding);
  expect(findings(app).filter(finding => !known(finding))).toEqual([]);
});
