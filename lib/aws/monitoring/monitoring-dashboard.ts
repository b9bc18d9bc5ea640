import { Duration, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { CheckKey, isManaged } from './checks/check-kinds';
import { checksOf } from './checks/monitor-check';
import { ModelMonitorMetrics } from './model-monitor-metrics';
import { DEFAULTS } from './monitor-contract';
import { WrittenDashboard } from './written-dashboard';
import { MonitoringDefinition, PredictionDriftMonitorDefinition } from '../../definition/monitoring-definition';
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
  return new WrittenDashboard(scope, id, [
    [new cloudwatch.AlarmStatusWidget({ title: 'Alarms', alarms, width: 24, height: 4 })],
    // A region that is known is text: as a token in every graph it would be looked for again and again.
    ...graphs.map(row => row.map(shown => new cloudwatch.GraphWidget({ ...shown, region, width: 8 }))),
  ]);
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

/** What a check publishes, as one graph. */
const GRAPHS: Record<CheckKey, { readonly title: string; readonly measured: (props: MonitoringDashboardProps) => cloudwatch.IMetric[] }> = {
  dataDrift: { title: 'Data drift (share of features)', measured: ({ metrics }) => [metrics.driftShare()] },
  dataQuality: { title: 'Data quality (worst feature)', measured: ({ metrics }) => [metrics.missingShare(), metrics.outOfRangeShare()] },
  predictionDrift: {
    title: 'Predictions (shares)',
    measured: ({ metrics, monitoring }) => [
      metrics.movedShare(), ...isBinary(monitoring.predictionDrift!) ? [metrics.positiveShare()] : [],
    ],
  },
  quality: {
    title: 'Model quality',
    measured: ({ metrics, monitoring }) =>
      Object.keys(monitoring.quality!.metrics).map(name => metrics.quality(name)),
  },
  fairness: {
    title: 'Fairness (worst segment)',
    measured: ({ metrics, monitoring }) => Object.keys(monitoring.fairness!.metrics).map(name => metrics.fairness(name)),
  },
  attributionDrift: { title: 'Attribution drift (share of features)', measured: ({ metrics }) => [metrics.attributionDriftShare()] },
};

function isBinary({ problem }: PredictionDriftMonitorDefinition): boolean {
  return (problem ?? DEFAULTS.problem) === 'binary-classification';
}

// SageMaker Model Monitor publishes metrics of its own; the dashboard shows those of the library's contract.
function checkGraphs(props: MonitoringDashboardProps): cloudwatch.GraphWidgetProps[] {
  if (isManaged(props.monitoring)) return [];
  return checksOf(props.monitoring).map(({ key, limits }) => graph(GRAPHS[key].title, GRAPHS[key].measured(props), limits));
}

function graph(title: string, left: cloudwatch.IMetric[], limits: number[] = []): cloudwatch.GraphWidgetProps {
  return { title, left, leftAnnotations: limits.map(value => ({ value })) };
}
