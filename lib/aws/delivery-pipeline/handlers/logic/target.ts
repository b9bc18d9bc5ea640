import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import {
  DescribeEndpointCommand, DescribeEndpointConfigCommand, DescribeInferenceComponentCommand, DescribeModelCommand,
  ListInferenceComponentsCommand, SageMakerClient,
} from '@aws-sdk/client-sagemaker';
import { InvokeEndpointCommand, SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { EndpointPorts } from './endpoint-check';
import { textOf } from './media-type';

/** An endpoint, where it is, and the role that may look at it when it is in another account. */
export interface Target {
  readonly endpointName: string;
  readonly region: string;
  readonly roleArn?: string;
  readonly alarmNames?: string[];
}

/** The endpoint through the real clients. */
export function targetPorts(target: Target): EndpointPorts {
  const config = { region: target.region, maxAttempts: 6, ...assumed(target.roleArn) };
  const sagemaker = new SageMakerClient(config);
  const runtime = new SageMakerRuntimeClient(config);
  const cloudWatch = new CloudWatchClient(config);
  return {
    endpoint: async () => {
      const found = await sagemaker.send(new DescribeEndpointCommand({ EndpointName: target.endpointName }));
      return { status: found.EndpointStatus!, failureReason: found.FailureReason, configuration: found.EndpointConfigName! };
    },
    versions: async configuration => {
      const names = await modelNames(sagemaker, target.endpointName, configuration);
      return (await Promise.all(names.map(name => modelVersions(sagemaker, name)))).flat();
    },
    invoke: async ({ body, contentType, answer: expected }) => {
      const begin = performance.now();
      const request = { EndpointName: target.endpointName, Body: Buffer.from(body), ContentType: contentType, Accept: expected?.contentType };
      const { Body, ContentType: type = '' } = await runtime.send(new InvokeEndpointCommand(request));
      return { body: textOf(Buffer.from(Body ?? ''), type), contentType: type, latencyMs: performance.now() - begin };
    },
    alarmsInAlarm: async () => {
      if (!target.alarmNames?.length) return [];
      const { MetricAlarms = [], CompositeAlarms = [] } = await cloudWatch.send(new DescribeAlarmsCommand({
        AlarmNames: target.alarmNames, AlarmTypes: ['MetricAlarm', 'CompositeAlarm'], StateValue: 'ALARM',
      }));
      return [...MetricAlarms, ...CompositeAlarms].map(({ AlarmName }) => AlarmName!);
    },
  };
}

/** The models of the variants, or of the inference components when the variants have none. */
async function modelNames(sagemaker: SageMakerClient, endpointName: string, configuration: string): Promise<string[]> {
  const { ProductionVariants = [] } = await sagemaker.send(new DescribeEndpointConfigCommand({ EndpointConfigName: configuration }));
  const names = ProductionVariants.flatMap(({ ModelName }) => ModelName ?? []);
  if (names.length > 0) return names;
  const { InferenceComponents = [] } = await sagemaker.send(new ListInferenceComponentsCommand({ EndpointNameEquals: endpointName }));
  const components = await Promise.all(InferenceComponents.map(({ InferenceComponentName }) =>
    sagemaker.send(new DescribeInferenceComponentCommand({ InferenceComponentName }))));
  return components.flatMap(({ Specification }) => Specification?.ModelName ?? []);
}

async function modelVersions(sagemaker: SageMakerClient, ModelName: string): Promise<(string | undefined)[]> {
  const { PrimaryContainer, Containers } = await sagemaker.send(new DescribeModelCommand({ ModelName }));
  return (PrimaryContainer ? [PrimaryContainer] : Containers ?? []).map(container => container.ModelPackageName);
}

/** Takes on the role of another account, and again when its credentials run out. */
function assumed(roleArn: string | undefined): { credentials?: () => Promise<Credentials> } {
  if (roleArn === undefined) return {};
  return {
    credentials: async () => {
      const answer = await new STSClient({ maxAttempts: 6 }).send(new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: 'smoke-test' }));
      const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = answer.Credentials!;
      return { accessKeyId: AccessKeyId!, secretAccessKey: SecretAccessKey!, sessionToken: SessionToken!, expiration: Expiration! };
    },
  };
}

interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration: Date;
}
