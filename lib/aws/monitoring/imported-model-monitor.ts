import { Construct } from 'constructs';
import { ModelMonitorAttributes } from './model-monitor-attributes';
import { ModelMonitorGrants } from './model-monitor-grants';
import { IModelMonitor } from './model-monitor-interface';
import { ModelMonitorMetrics } from './model-monitor-metrics';
import { metricNamespace, reportsOf } from './monitor-names';

/** A monitor that another stack defines: it defines nothing. */
export class ImportedModelMonitor extends Construct implements IModelMonitor {
  public readonly metrics: ModelMonitorMetrics;
  public readonly grants: ModelMonitorGrants;
  public readonly reportUri?: string;

  constructor(scope: Construct, id: string, attributes: ModelMonitorAttributes) {
    super(scope, id);
    const { endpointName, reportBucket, reportPrefix = reportsOf(endpointName), namespace = metricNamespace(endpointName) } = attributes;
    this.metrics = new ModelMonitorMetrics(namespace, endpointName);
    this.grants = ModelMonitorGrants._on({ bucket: reportBucket, prefix: reportPrefix });
    this.reportUri = reportBucket.s3UrlForObject(reportPrefix);
  }
}
