import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { AlarmsDefinition } from '../../definition/monitoring-definition';
import { entry } from '../../definition/rules/names';
import { seconds } from '../../private/units';
import { ThresholdAlarm } from '../foundation/alarm';
import { checkProps } from '../foundation/check-props';
import { IModelEndpoint } from '../model-endpoint';
import { componentWatches, VariantWatch, Watch } from '../model-endpoint/variant-watch';

/** How the alarms of an endpoint are set. */
export interface EndpointAlarmsProps extends AlarmsDefinition {
  /** The endpoint that is watched. */
  readonly endpoint: IModelEndpoint;
}

/** An endpoint of this library knows what it serves; of one that was there already nobody does. */
interface KnownEndpoint extends IModelEndpoint {
  readonly _fillsGpus?: readonly string[];
  readonly componentNames?: { [name: string]: string };
}

// Three bad minutes of five: one slow request is no incident, and a real one is seen within five minutes.
const SUSTAINED = { evaluationPeriods: 5, datapointsToAlarm: 3, treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING };

/**
 * Alarms on errors, latency, saturation and silence of an endpoint, for each of its variants; on errors and latency of each of its components.
 *
 * @example
 * declare const endpoint: ModelEndpoint;
 *
 * new EndpointAlarms(this, 'Alarms', { endpoint, errorRate: 0.01 });
 */
export class EndpointAlarms extends Construct {
  /** Every alarm of the endpoint. */
  public readonly alarms: cloudwatch.AlarmBase[] = [];

  private readonly endpoint: IModelEndpoint;

  constructor(scope: Construct, id: string, props: EndpointAlarmsProps) {
    super(scope, id);
    checkProps(this, 'AlarmsDefinition', props);
    const { endpoint } = props;
    this.endpoint = endpoint;
    const { _fillsGpus: filling = [], componentNames = {} } = endpoint as KnownEndpoint;
    for (const variant of endpoint.variantNames) {
      const place = new Construct(this, variant);
      const watch = new VariantWatch(variant, endpoint.metrics, props, {
        instanceType: entry(endpoint.instanceTypes, variant), fillsGpus: filling.includes(variant),
      });
      [...watch.requests, ...watch.saturation].forEach(found => this.add(place, found));
    }
    for (const [name, component] of Object.entries(componentNames)) {
      const place = new Construct(this, `${name}Component`);
      componentWatches(name, component, endpoint.metrics, props).forEach(found => this.add(place, found));
    }
    if (props.noData !== undefined) this.watchSilence(props.noData);
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
    this.alarms.push(new ThresholdAlarm(this, 'NoData', {
      metric,
      threshold: 0,
      comparisonOperator: cloudwatch.ComparisonOperator.LESS_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: length / period,
      treatMissingData: cloudwatch.TreatMissingData.BREACHING,
      alarmDescription: this.describe(`no request for ${noData}`),
    }));
  }

  private add(place: Construct, { id, metric, threshold, description }: Watch): void {
    this.alarms.push(new ThresholdAlarm(place, id, {
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
