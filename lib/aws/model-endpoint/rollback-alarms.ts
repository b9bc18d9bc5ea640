import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as actions from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { EndpointPart, instancesOf, instanceType } from './endpoint-parts';
import { coreCount, gpuCount } from './instance-types';
import { ModelEndpointMetrics } from './model-endpoint-metrics';
import { AlarmsDefinition } from '../../definition/monitoring-definition';
import { isKnown } from '../../private/tokens';
import { seconds } from '../../private/units';
import { acknowledge } from '../foundation/acknowledgements';

const MAX_ALARMS = 10;
const PERIOD = Duration.minutes(1);

/** The parts of an endpoint whose alarms are wanted, and the bounds. */
export interface RollbackAlarmsProps {
  readonly metrics: ModelEndpointMetrics;
  readonly parts: EndpointPart[];
  readonly bounds?: AlarmsDefinition;
  readonly topic?: sns.ITopic;
}

/** What an alarm watches, and where it rings. */
interface Watch {
  readonly id: string;
  readonly description: string;
  readonly metric: cloudwatch.IMetric;
  readonly threshold: number;
}

/**
 * The alarms that take an update back: error rate, latency, overhead and saturation of every variant.
 *
 * SageMaker takes ten alarms at most, so many variants are watched for fewer things, the most important ones first. The
 * metrics have literal names: the endpoint refers to the alarms, so the alarms cannot refer to the endpoint.
 */
export class RollbackAlarms extends Construct {
  public readonly alarms: cloudwatch.Alarm[];

  constructor(scope: Construct, id: string, { metrics, parts, bounds = {}, topic }: RollbackAlarmsProps) {
    super(scope, id);
    const each = Math.floor(MAX_ALARMS / parts.length);
    const watches = parts.flatMap(part => watchesOf(part, metrics, bounds).slice(0, each));
    this.alarms = watches.map(({ id: watchId, description, metric, threshold }) => new cloudwatch.Alarm(this, watchId, {
      alarmDescription: description,
      metric,
      threshold,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: 3,
      datapointsToAlarm: 2,
      // A new fleet has no data at first.
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    }));
    if (topic) this.alarms.forEach(alarm => alarm.addAlarmAction(new actions.SnsAction(topic)));
    else acknowledge(this, 'rollbackAlarm');
  }
}

/** The most important first. */
function watchesOf(part: EndpointPart, metrics: ModelEndpointMetrics, bounds: AlarmsDefinition): Watch[] {
  const { name: variant } = part;
  const { errorRate = 0.05, latencyP99 = '5s', overheadP99 = '1s', saturation = 90, minimumRequests = 10 } = bounds;
  const options = { variant, period: PERIOD };
  const requests = metrics.invocations(options);
  // A few slow or failed requests in the quiet of the night say nothing.
  const judged = (metric: cloudwatch.IMetric, label: string) => new cloudwatch.MathExpression({
    expression: `IF(requests >= ${minimumRequests}, value, 0)`, usingMetrics: { requests, value: metric }, label, period: PERIOD,
  });
  const saturated = saturationOf(part, metrics);
  return [
    {
      id: `${variant}ErrorRate`,
      description: `More than ${errorRate} of the requests to ${variant} fail`,
      metric: metrics.errorRate(minimumRequests, options),
      threshold: errorRate,
    },
    {
      id: `${variant}Latency`,
      description: `The slowest hundredth of the requests to ${variant} takes more than ${latencyP99} in the container`,
      metric: judged(metrics.latency(options), 'latency'),
      threshold: seconds(latencyP99) * 1_000_000,
    },
    {
      id: `${variant}Overhead`,
      description: `The slowest hundredth of the requests to ${variant} takes more than ${overheadP99} outside the container`,
      metric: judged(metrics.overhead(options), 'overhead'),
      threshold: seconds(overheadP99) * 1_000_000,
    },
    ...(saturated ? [{
      id: `${variant}Saturation`,
      description: `Processor, memory or GPU of ${variant} is used to more than ${saturation} percent`,
      metric: saturated,
      threshold: saturation,
    }] : []),
  ];
}

/** The fullest of processor, memory and GPU, in percent of one machine. The service counts 100 for each core and GPU. */
function saturationOf({ name: variant, compute }: EndpointPart, metrics: ModelEndpointMetrics): cloudwatch.IMetric | undefined {
  const instances = instancesOf(compute);
  const type = instances && instanceType(instances);
  if (!isKnown(type)) return undefined;
  const options = { variant, period: PERIOD };
  const share = (id: string, metric: cloudwatch.IMetric, of: number) => new cloudwatch.MathExpression({
    expression: `${id} / ${of}`, usingMetrics: { [id]: metric }, period: PERIOD,
  });
  const gpus = gpuCount(type);
  const resources: Record<string, cloudwatch.IMetric> = {
    processor: share('cores', metrics.cpu(options), coreCount(type)),
    memory: metrics.memory(options),
    ...(gpus > 0 ? { gpu: share('gpus', metrics.gpu(options), gpus), gpuMemory: share('gpuMemories', metrics.gpuMemory(options), gpus) } : {}),
  };
  return new cloudwatch.MathExpression({
    expression: `MAX([${Object.keys(resources).join(', ')}])`,
    usingMetrics: resources,
    label: 'saturation',
    period: PERIOD,
  });
}
