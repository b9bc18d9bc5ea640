import { Lazy } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Json, monitor, watched } from './monitored-endpoint';
import { ModelEndpoint } from '../../../lib/aws/model-endpoint';

/** The alarm whose description holds the text. */
function alarm(template: Template, text: string): Json {
  const found = Object.values(template.findResources('AWS::CloudWatch::Alarm')).filter(({ Properties }) => Properties.AlarmDescription.includes(text));
  expect(found).toHaveLength(1);
  return found[0]!.Properties;
}

function expression(properties: Json): string {
  return properties.Metrics.find((metric: Json) => metric.Expression).Expression;
}

describe('alarms on an endpoint', () => {
  test('watch errors, latency, overhead and memory of each variant by default', () => {
    const { template } = monitor({}, watched({ variantNames: ['blue', 'green'] }));
    template.resourceCountIs('AWS::CloudWatch::Alarm', 8);
    for (const variant of ['blue', 'green']) {
      for (const what of ['fail', 'container', 'outside', 'memory']) {
        const found = Object.values(template.findResources('AWS::CloudWatch::Alarm')).map(({ Properties }) => Properties.AlarmDescription as string);
        expect(found.filter(text => text.includes(`variant ${variant}`) && text.includes(what))).not.toHaveLength(0);
      }
    }
  });

  test('watch errors and latency of each component, by the metrics of its own name', () => {
    const place = watched();
    const endpoint = new ModelEndpoint(place.stack, 'Fleet', {
      name: 'fleet',
      compute: { instances: { type: 'ml.g5.2xlarge' } },
      components: {
        chat: { model: { artifact: 's3://acme-models/chat/', framework: 'huggingface' }, accelerators: 1 },
        lora: { model: { artifact: 's3://acme-models/lora/adapter.tar.gz' }, baseComponent: 'chat' },
      },
    });
    const { template } = monitor({ endpoint, alarms: { errorRate: 0.02, latencyP99: '20s' } }, place);
    for (const name of ['chat', 'lora']) {
      const errors = alarm(template, `component ${name}: more than 2% of the requests fail`);
      const latency = alarm(template, `component ${name}: one request of a hundred takes longer than 20s`);
      expect([errors.Threshold, latency.Threshold]).toEqual([0.02, 20_000]);
      for (const { Metrics } of [errors, latency]) {
        const measured = Metrics.flatMap((metric: Json) => metric.MetricStat ?? []);
        expect(measured.map((stat: Json) => stat.Metric.Dimensions)).toEqual([1, 2].map(() => [{ Name: 'InferenceComponentName', Value: `fleet-${name}` }]));
      }
    }
  });

  test('are never asked of a component for what only machines have', () => {
    const { endpoint } = watched();
    expect(endpoint.metrics.invocations({ component: 'fleet-chat' }).dimensions).toEqual({ InferenceComponentName: 'fleet-chat' });
    expect(() => endpoint.metrics.memory({ component: 'fleet-chat' })).toThrow('MemoryUtilization is measured of the machines');
  });

  test('judge the error rate only when there are enough requests', () => {
    const { template } = monitor({ alarms: { errorRate: 0.02, minimumRequests: 50 } });
    const { Threshold, TreatMissingData, ...properties } = alarm(template, 'more than 2% of the requests fail');
    expect({ Threshold, TreatMissingData }).toEqual({ Threshold: 0.02, TreatMissingData: 'notBreaching' });
    expect(expression(properties)).toMatch(/^IF\(requests >= 50, .*errors.* \/ requests, 0\)$/);
  });

  test('never divide by zero requests', () => {
    const { template } = monitor({ alarms: { minimumRequests: 0 } });
    expect(expression(alarm(template, 'requests fail'))).toContain('requests >= 1');
  });

  test('compare milliseconds, while SageMaker measures microseconds', () => {
    const { template } = monitor({ alarms: { latencyP99: '300ms', overheadP99: '2s' } });
    const latency = alarm(template, 'longer than 300ms in the model\'s container');
    expect(latency.Threshold).toBe(300);
    expect(expression(latency)).toBe('IF(requests >= 10, latency / 1000, 0)');
    expect(latency.Metrics).toContainEqual(expect.objectContaining({ MetricStat: expect.objectContaining({ Stat: 'p99' }) }));
    expect(alarm(template, 'longer than 2s outside').Threshold).toBe(2000);
  });

  test('relate processor and GPU to the number of cores and GPUs of the machine', () => {
    const { template } = monitor({ alarms: { saturation: 80 } }, watched({ instanceTypes: { AllTraffic: 'ml.g5.12xlarge' } }));
    expect(expression(alarm(template, 'processor is more than 80%'))).toBe('cores / 48');
    expect(expression(alarm(template, 'GPU is more than 80%'))).toBe('gpus / 4');
    expect(expression(alarm(template, 'GPU memory is more than 80%'))).toBe('gpuMemories / 4');
  });

  test('watch no GPU on machines without one', () => {
    const { template } = monitor({}, watched({ instanceTypes: { AllTraffic: 'ml.m5.large' } }));
    expect(JSON.stringify(template.findResources('AWS::CloudWatch::Alarm'))).not.toContain('GPU');
    expect(expression(alarm(template, 'processor'))).toBe('cores / 2');
  });

  test.each([['2h', 3600, 2], ['90m', 300, 18], ['1m', 60, 1], ['7d', 3600, 168]])('ring after %s without a request', (noData, Period, EvaluationPeriods) => {
    const { template } = monitor({ alarms: { noData } }, watched({ variantNames: ['blue', 'green'] }));
    const silence = alarm(template, `no request for ${noData}`);
    expect(silence).toMatchObject({ EvaluationPeriods, Threshold: 0, ComparisonOperator: 'LessThanOrEqualToThreshold', TreatMissingData: 'breaching' });
    expect(expression(silence)).toBe('FILL(requests0, 0) + FILL(requests1, 0)');
    expect(silence.Metrics[1].MetricStat.Period).toBe(Period);
  });

  test('take no silence for an alarm by default', () => {
    expect(JSON.stringify(monitor().template.toJSON())).not.toContain('no request for');
  });

  test('are all sent to the topic, and joined in one composite alarm', () => {
    const { template } = monitor();
    template.allResourcesProperties('AWS::CloudWatch::Alarm', { AlarmActions: ['arn:aws:sns:eu-west-1:111111111111:alarms'] });
    const [composite] = Object.values(template.findResources('AWS::CloudWatch::CompositeAlarm'));
    expect(JSON.stringify(composite).match(/ALARM\(/g)).toHaveLength(4);
    expect(composite!.Properties.AlarmActions).toBeUndefined();
  });

  test('are sent to a new encrypted topic that CloudWatch may use when there is none', () => {
    const { template } = monitor({ alarmTopic: undefined, encryptionKey: undefined });
    template.hasResourceProperties('AWS::SNS::Topic', { KmsMasterKeyId: Match.anyValue() });
    template.hasResourceProperties('AWS::KMS::Key', {
      EnableKeyRotation: true,
      KeyPolicy: { Statement: Match.arrayWith([Match.objectLike({ Principal: { Service: 'cloudwatch.amazonaws.com' } })]) },
    });
  });

  test('accept tokens, and say no number that nobody knows', () => {
    const bounds = { errorRate: Lazy.number({ produce: () => 0.2 }), saturation: Lazy.number({ produce: () => 70 }) };
    const { template } = monitor({ alarms: bounds });
    expect(alarm(template, 'variant AllTraffic: too many of the requests fail').Threshold).toBe(0.2);
    expect(alarm(template, 'memory is too much used').Threshold).toBe(70);
  });

  test('need neither a program nor recorded requests, and make no role, no key and no queue', () => {
    const { template } = monitor({ program: undefined }, watched({ captureUri: null }));
    for (const type of ['AWS::IAM::Role', 'AWS::KMS::Key', 'AWS::SQS::Queue', 'AWS::Scheduler::Schedule', 'AWS::S3::Bucket']) template.resourceCountIs(type, 0);
    template.resourceCountIs('AWS::CloudWatch::Dashboard', 1);
  });
});
