import { IConstruct } from 'constructs';
import { ModelMonitorGrants } from './model-monitor-grants';
import { ModelMonitorMetrics } from './model-monitor-metrics';

/**
 * What watches a model.
 */
export interface IModelMonitor extends IConstruct {
  /** Metrics that the checks publish. */
  readonly metrics: ModelMonitorMetrics;

  /** Permissions on the reports. */
  readonly grants: ModelMonitorGrants;

  /** Where the reports of all checks begin, `s3://bucket/prefix/`, when there is a check. */
  readonly reportUri?: string;
}
