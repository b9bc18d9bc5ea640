import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as actions from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { AlarmsDefinition } from '../../../definition/monitoring-definition';
import { acknowledge } from '../../foundation/acknowledgements';
import { ThresholdAlarm } from '../../foundation/alarm';
import { ModelEndpointMetrics } from '../model-endpoint-metrics';
import { EndpointPart, instancesOf, instanceType } from '../shape/endpoint-parts';
import { VariantWatch, Watch } from '../variant-watch';

const MAX_ALARMS = 10;

/** The parts of an endpoint whose alarms are wanted, and the bounds. */
export interface RollbackAlarmsProps {
  readonly endpointName: string;
  readonly metrics: ModelEndpointMetrics;
  readonly parts: EndpointPart[];
  readonly bounds?: AlarmsDefinition;
  readonly topic?: sns.ITopic;
}

/**
 * The alarms that take an update back: error rate, latency, overhead and saturation of every variant.
 *
 * SageMaker takes ten alarms at most, so many variants are watched for fewer things, the most important ones first. The
 * metrics have literal names: the endpoint refers to the alarms, so the alarms cannot refer to the endpoint.
 */
export class RollbackAlarms extends Construct {
  public readonly alarms: cloudwatch.AlarmBase[];

  constructor(scope: Construct, id: string, { endpointName, metrics, parts, bounds = {}, topic }: RollbackAlarmsProps) {
    super(scope, id);
    const each = Math.floor(MAX_ALARMS / parts.length);
    const watches = parts.flatMap(part => watchesOf(part, metrics, bounds).slice(0, each));
    this.alarms = watches.map(({ id: watchId, description, metric, threshold }) => new ThresholdAlarm(this, watchId, {
      alarmDescription: `Update of endpoint ${endpointName}, ${description}`,
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

/** The most important first, under ids of their own. */
function watchesOf({ name, compute, fillsGpus }: EndpointPart, metrics: ModelEndpointMetrics, bounds: AlarmsDefinition): Watch[] {
  const instances = instancesOf(compute);
  const watch = new VariantWatch(name, metrics, bounds, { instanceType: instances && instanceType(instances), fillsGpus });
  return [...watch.requests, ...watch.fullest].map(found => ({ ...found, id: `${name}${found.id}` }));
}
