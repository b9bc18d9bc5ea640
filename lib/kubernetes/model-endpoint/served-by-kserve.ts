import { Construct } from 'constructs';
import { EndpointSettings } from './endpoint-settings';
import { ModelPod } from './model-pod';
import { DEPLOYMENT_MODE, InferenceService, ServingRuntime } from '../crds/kserve';

/** The labels that KServe gives the pods of an endpoint. */
export function kservePodLabels(name: string): Readonly<Record<string, string>> {
  return { app: `isvc.${name}-predictor` };
}

/** The runtime and the service of an endpoint on KServe, which makes deployment, service and autoscaler of them. */
export function defineOnKserve(scope: Construct, settings: EndpointSettings, podLabels: Readonly<Record<string, string>>): void {
  const { copies: { min, max, utilization }, name, server } = settings;
  const pod = new ModelPod(settings, kservePodLabels(name));
  // The service's own protocol list has no word for OpenAI's.
  const protocol = server?.protocol === 'v1' ? 'v1' : 'v2';
  if (server) new ServingRuntime(scope, 'Runtime', { metadata: { name }, format: server.framework, protocol, container: pod.program() });
  new InferenceService(scope, 'Resource', {
    metadata: {
      name,
      annotations: {
        ...DEPLOYMENT_MODE,
        'serving.kserve.io/autoscalerClass': max === undefined ? 'none' : 'hpa',
        ...server && { modelFormat: server.framework },
      },
      // Without it KServe would also put the endpoint behind the cluster's ingress.
      labels: { 'networking.kserve.io/visibility': 'cluster-local' },
    },
    predictor: {
      pod: pod.spec(),
      model: server && {
        name: '',
        modelFormat: { name: server.framework },
        protocolVersion: protocol,
        runtime: name,
        storageUri: settings.model.artifact,
        env: pod.environment(),
        resources: pod.resources(),
        volumeMounts: pod.mounts(),
      },
      minReplicas: min,
      ...max !== undefined && { maxReplicas: max, scaleMetric: 'cpu', scaleTarget: Math.round(utilization * 100) },
      deploymentStrategy: pod.strategy(),
      labels: Object.keys(podLabels).length > 0 ? podLabels : undefined,
    },
  });
}
