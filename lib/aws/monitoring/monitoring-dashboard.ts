import { Duration, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { ModelMonitorMetrics } from './model-monitor-metrics';
import { DEFAULTS } from './monitor-contract';
import { MonitoringDefinition } from '../../definition/monitoring-definition';
import { IModelEndpoint } from '../model-endpoint';

/** What a dashboard shows. */
export interface MonitoringDashboardProps {
  readonly endpoint: IModelEndpoint;
  readonly alarms: cloudwatch.AlarmBase[];
  readonly monitoring: MonitoringDefinition;
  readonly metrics: ModelMonitorMetrics;
}

const LATENCY = Duration.minutes(5);

/** One page for one model: its alarms, its traffic, its machines, its checks. */
export function monitoringDashboard(scope: Construct, id: string, props: MonitoringDashboardProps): cloudwatch.Dashboard {
  const { alarms } = props;
  const { region } = Stack.of(scope);
  const graphs = [trafficGraphs(props.endpoint), checkGraphs(props)].filter(row => row.length > 0);
  return new cloudwatch.Dashboard(scope, id, {
    widgets: [
      [new cloudwatch.AlarmStatusWidget({ title: 'Alarms', alarms, width: 24, height: 4 })],
      // A region that is known is text: as a token in every graph it would be looked for again and again.
      ...graphs.map(row => row.map(shown => new cloudwatch.GraphWidget({ ...shown, region, width: 8 }))),
    ],
  });
}

function trafficGraphs({ metrics, variantNames }: IModelEndpoint): cloudwatch.GraphWidgetProps[] {
  const each = (measure: (variant: string, index: number) => cloudwatch.IMetric[]) => variantNames.flatMap(measure);
  // The parts of an expression have a name of their own in the whole graph.
  const milliseconds = (id: string, latency: cloudwatch.Metric, label: string) =>
    new cloudwatch.MathExpression({ expression: `${id} / 1000`, usingMetrics: { [id]: latency }, label, period: LATENCY });
  return [
    graph('Requests and failures', each(variant => [
      metrics.invocations({ variant, label: `${variant} requests` }), metrics.serverErrors({ variant, label: `${variant} failures` }),
    ])),
    graph('Latency, p99 (ms)', each((variant, index) => [
      milliseconds(`container${index}`, metrics.latency({ variant }), `${variant} container`),
      milliseconds(`service${index}`, metrics.overhead({ variant }), `${variant} service`),
    ])),
    graph('Machines (%)', each(variant => [
      metrics.cpu({ variant, label: `${variant} processor, of one core` }), metrics.memory({ variant, label: `${variant} memory` }),
    ])),
  ];
}

// SageMaker Model Monitor publishes metrics of its own; the dashboard shows those of the library's contract.
function checkGraphs({ monitoring, metrics }: MonitoringDashboardProps): cloudwatch.GraphWidgetProps[] {
  if (monitoring.backend === 'model-monitor') return [];
  const { dataDrift, dataQuality, quality, fairness, attributionDrift } = monitoring;
  return [
    dataDrift && graph('Data drift (share of features)', [metrics.driftShare()], [dataDrift.threshold?.share ?? DEFAULTS.threshold.share]),
    dataQuality && graph('Data quality (worst feature)', [metrics.missingShare(), metrics.outOfRangeShare()],
      [dataQuality.missing ?? DEFAULTS.missing, dataQuality.outOfRange ?? DEFAULTS.outOfRange]),
    quality && graph('Model quality', Object.keys(quality.metrics).map(name => metrics.quality(name)), bounds(quality.metrics)),
    fairness && graph('Fairness (worst segment)', Object.keys(fairness.metrics).map(name => metrics.fairness(name)), bounds(fairness.metrics)),
    attributionDrift && graph('Attribution drift (share of features)', [metrics.attributionDriftShare()],
      [attributionDrift.threshold?.share ?? DEFAULTS.threshold.share]),
  ].filter(shown => shown !== undefined);
}

function bounds(metrics: { [name: string]: { readonly atLeast?: number; readonly atMost?: number } }): number[] {
  return Object.values(metrics).flatMap(({ atLeast, atMost }) => [atLeast, atMost]).filter(bound => bound !== undefined);
}

function graph(title: string, left: cloudwatch.IMetric[], limits: number[] = []): cloudwatch.GraphWidgetProps {
  return { title, left, leftAnnotations: limits.map(value => ({ value })) };
}
