import { ApiObject, ApiObjectMetadata } from 'cdk8s';
import { Construct } from 'constructs';

/** A rule that rings. */
export interface AlertRule {
  readonly alert: string;
  readonly expr: string;
  /** How long it must be true without a gap. */
  readonly for: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** A series that is computed once and read often. */
export interface RecordingRule {
  readonly record: string;
  readonly expr: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** Rules that are evaluated one after the other, so that a later one sees what an earlier one has recorded. */
export interface RuleGroup {
  readonly name: string;
  readonly rules: readonly (AlertRule | RecordingRule)[];
}

/** `monitoring.coreos.com/v1`: which pods Prometheus reads, where. */
export class PodMonitor extends ApiObject {
  constructor(scope: Construct, id: string, props: {
    metadata: ApiObjectMetadata; podLabels: Readonly<Record<string, string>>; port: number; path: string;
  }) {
    const { metadata, path, podLabels, port } = props;
    super(scope, id, {
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'PodMonitor',
      metadata,
      // By its number: what KServe makes of a runtime keeps it, whatever becomes of names.
      spec: { selector: { matchLabels: podLabels }, podMetricsEndpoints: [{ portNumber: port, path, scheme: 'http' }] },
    });
  }
}

/** `monitoring.coreos.com/v1`: what Prometheus judges. */
export class PrometheusRule extends ApiObject {
  constructor(scope: Construct, id: string, { groups, metadata }: { metadata: ApiObjectMetadata; groups: readonly RuleGroup[] }) {
    super(scope, id, { apiVersion: 'monitoring.coreos.com/v1', kind: 'PrometheusRule', metadata, spec: { groups } });
  }
}
