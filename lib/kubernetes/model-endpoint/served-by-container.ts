import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { EndpointSettings } from './endpoint-settings';
import { ModelPod } from './model-pod';
import { partLabels } from '../foundation/part-labels';

/** The deployment, service and autoscaler of an endpoint in a cluster that has nothing for models. */
export function defineAsContainer(scope: Construct, settings: EndpointSettings, podLabels: Readonly<Record<string, string>>): void {
  const { copies: { min, max, utilization }, name, port } = settings;
  const labels = partLabels(name);
  const pod = new ModelPod(settings, labels);
  new k8s.KubeDeployment(scope, 'Resource', {
    metadata: { name },
    spec: {
      // What scales has its number from the autoscaler, also when it is applied again.
      replicas: max === undefined ? min : undefined,
      selector: { matchLabels: { ...labels } },
      strategy: pod.strategy(),
      template: { metadata: { labels: { ...labels, ...podLabels } }, spec: pod.spec() },
    },
  });
  new k8s.KubeService(scope, 'Service', {
    metadata: { name },
    spec: {
      type: 'ClusterIP',
      selector: { ...labels },
      ports: [{ name: 'http', port: 80, targetPort: k8s.IntOrString.fromNumber(port), protocol: 'TCP' }],
    },
  });
  if (max === undefined) return;
  new k8s.KubeHorizontalPodAutoscalerV2(scope, 'Scaling', {
    metadata: { name },
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name },
      minReplicas: min,
      maxReplicas: max,
      metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: Math.round(utilization * 100) } } }],
    },
  });
}
