import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { AlarmsDefinition } from '../../definition/monitoring-definition';
import { entry } from '../../definition/rules/names';
import { seconds } from '../../private/units';
import { checkProps } from '../foundation/check-props';
import { IModelEndpoint } from '../model-endpoint';
import { coreCount, gpuCount } from '../model-endpoint/instance-types';

/** How the alarms of an endpoint are set. */
export interface EndpointAlarmsProps extends AlarmsDefinition {
  /** The endpoint that is watched. */
  readonly endpoint: IModelEndpoint;

  /**
   * The SageMaker instance type of each variant, by the variant's name. SageMaker measures processor and GPU in percent of
   * one core or GPU; the type tells how many there are.
   *
   * @default - only memory is watched for saturation
   */
  readonly instanceTypes?: { [variant: string]: string };
}

const MINUTE = Duration.minutes(1);
// Three bad minutes of five: one slow request is no incident, and a real one is seen within five minutes.
const SUSTAINED = { evaluationPeriods: 5, datapointsToAlarm: 3, treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING };

/**
 * Alarms on errors, latency, saturation and silence of an endpoint, for each of its variants.
 *
 * @example
 * declare const endpoint: ModelEndpoint;
 *
 * new EndpointAlarms(this, 'Alarms', { endpoint, errorRate: 0.01 });
 */
export class EndpointAlarms extends Construct {
  /** Every alarm of the endpoint. */
  public readonly alarms: cloudwatch.Alarm[] = [];

  private readonly endpoint: IModelEndpoint;

  constructor(scope: Construct, id: string, props: EndpointAlarmsProps) {
    super(scope, id);
    checkProps(this, 'AlarmsDefinition', props);
    this.endpoint = props.endpoint;
    for (const variant of props.endpoint.variantNames) {
      const place = new Construct(this, variant);
      this.watchErrors(place, variant, props);
      this.watchLatency(place, variant, props);
      this.watchSaturation(place, variant, props);
    }
    if (props.noData !== undefined) this.watchSilence(props.noData);
  }

  private watchErrors(place: Construct, variant: string, { errorRate = 0.05, minimumRequests = 10 }: EndpointAlarmsProps): void {
    // Without a single request there is nothing to divide by, whatever the minimum.
    const metric = this.endpoint.metrics.errorRate(Math.max(minimumRequests, 1), { variant, period: MINUTE });
    this.add(place, 'ErrorRate', metric, errorRate, `variant ${variant}: more than ${percent(errorRate)} of the requests fail`);
  }

  private watchLatency(place: Construct, variant: string, props: EndpointAlarmsProps): void {
    const { latencyP99 = '5s', overheadP99 = '1s', minimumRequests = 10 } = props;
    const { metrics } = this.endpoint;
    const options = { variant, period: MINUTE };
    const judged = (label: string, latency: cloudwatch.Metric) => new cloudwatch.MathExpression({
      // SageMaker measures in microseconds, people in milliseconds.
      expression: `IF(requests >= ${minimumRequests}, latency / 1000, 0)`,
      usingMetrics: { requests: metrics.invocations(options), latency },
      label,
      period: MINUTE,
    });
    this.add(place, 'Latency', judged('p99 in the container (ms)', metrics.latency(options)), seconds(latencyP99) * 1000,
      `variant ${variant}: one request of a hundred takes longer than ${latencyP99} in the model's container`);
    this.add(place, 'Overhead', judged('p99 in the service (ms)', metrics.overhead(options)), seconds(overheadP99) * 1000,
      `variant ${variant}: one request of a hundred spends longer than ${overheadP99} outside the container`);
  }

  private watchSaturation(place: Construct, variant: string, { saturation = 90, instanceTypes = {} }: EndpointAlarmsProps): void {
    const { metrics } = this.endpoint;
    const options = { variant, period: MINUTE };
    const type = entry(instanceTypes, variant);
    const gpus = type === undefined ? 0 : gpuCount(type);
    const resources: [string, cloudwatch.Metric, number][] = [
      ['Memory', metrics.memory(options), 1],
      ['Cpu', metrics.cpu(options), type === undefined ? 0 : coreCount(type)],
      ['Gpu', metrics.gpu(options), gpus],
      ['GpuMemory', metrics.gpuMemory(options), gpus],
    ];
    for (const [id, metric, units] of resources) {
      if (units === 0) continue;
      const share = units === 1 ? metric : new cloudwatch.MathExpression({
        expression: `used / ${units}`, usingMetrics: { used: metric }, label: `${id} (%)`, period: MINUTE,
      });
      this.add(place, id, share, saturation, `variant ${variant}: the machines' ${id} is more than ${saturation}% used`);
    }
  }

  private watchSilence(noData: string): void {
    const length = seconds(noData);
    // The coarsest period that fits; CloudWatch looks back one day with periods below an hour, else seven days.
    const period = [3600, 300, 60].find(candidate => length % candidate === 0) ?? 60;
    const requests = Object.fromEntries(this.endpoint.variantNames.map((variant, index) =>
      [`requests${index}`, this.endpoint.metrics.invocations({ variant, period: Duration.seconds(period) })]));
    const metric = new cloudwatch.MathExpression({
      expression: Object.keys(requests).map(name => `FILL(${name}, 0)`).join(' + '),
      usingMetrics: requests,
      label: 'requests of all variants',
      period: Duration.seconds(period),
    });
    this.alarms.push(new cloudwatch.Alarm(this, 'NoData', {
      metric,
      threshold: 0,
      comparisonOperator: cloudwatch.ComparisonOperator.LESS_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: length / period,
      treatMissingData: cloudwatch.TreatMissingData.BREACHING,
      alarmDescription: this.describe(`no request for ${noData}`),
    }));
  }

  private add(place: Construct, id: string, metric: cloudwatch.IMetric, threshold: number, description: string): void {
    this.alarms.push(new cloudwatch.Alarm(place, id, {
      metric,
      threshold,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
      ...SUSTAINED,
      alarmDescription: this.describe(description),
    }));
  }

  private describe(what: string): string {
    return `Endpoint ${this.endpoint.endpointName}, ${what}`;
  }
}

function percent(share: number): string {
  return `${Number((share * 100).toFixed(2))}%`;
}
