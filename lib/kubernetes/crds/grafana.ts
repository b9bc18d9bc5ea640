import { ApiObject, ApiObjectMetadata } from 'cdk8s';
import { Construct } from 'constructs';

/** `grafana.integreatly.org/v1beta1`: a dashboard, and in which Grafana it is. */
export class GrafanaDashboard extends ApiObject {
  constructor(scope: Construct, id: string, { json, metadata }: { metadata: ApiObjectMetadata; json: string }) {
    super(scope, id, {
      apiVersion: 'grafana.integreatly.org/v1beta1',
      kind: 'GrafanaDashboard',
      metadata,
      spec: { allowCrossNamespaceImport: true, instanceSelector: { matchLabels: { dashboards: 'grafana' } }, json },
    });
  }
}
