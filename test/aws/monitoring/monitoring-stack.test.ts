import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as sns from 'aws-cdk-lib/aws-sns';
import { ModelEndpoint } from '../../../lib/aws/model-endpoint';
import { ModelMonitor, MonitoringStack } from '../../../lib/aws/monitoring';

test('a monitoring stack is one monitor and nothing more', () => {
  const app = new App();
  const serving = new Stack(app, 'Serving');
  new sns.Topic(serving, 'SomethingElse');
  const endpoint = ModelEndpoint.fromEndpointName(serving, 'Endpoint', 'risk');
  const stack = new MonitoringStack(app, 'Monitoring', { env: { region: 'eu-west-1' }, description: 'Watches risk', endpoint });
  expect(stack.monitor).toBeInstanceOf(ModelMonitor);
  expect(stack.node.children).toEqual([stack.monitor]);
  expect(Template.fromStack(stack).toJSON().Description).toBe('Watches risk');
});
