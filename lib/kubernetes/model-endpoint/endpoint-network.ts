import { k8s } from 'cdk8s-plus-28';
import { identityMarks } from './endpoint-identity';
import { EndpointSettings } from './endpoint-settings';

/** Who may call an endpoint, and what it may call: nothing, unless it downloads its model. */
export function endpointNetwork(settings: EndpointSettings, labels: Readonly<Record<string, string>>): k8s.NetworkPolicySpec {
  const { clients, identity, model, port } = settings;
  const tcp = (number: number): k8s.NetworkPolicyPort => ({ protocol: 'TCP', port: k8s.IntOrString.fromNumber(number) });
  const downloads = model.artifact !== undefined && !model.artifact.startsWith('pvc://');
  return {
    podSelector: { matchLabels: { ...labels } },
    policyTypes: ['Ingress', 'Egress'],
    ingress: [{
      from: [
        { podSelector: {} },
        ...clients.map(name => ({ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } } })),
      ],
      ports: [tcp(port)],
    }],
    egress: downloads ? [
      { ports: [{ protocol: 'UDP', port: k8s.IntOrString.fromNumber(53) }, tcp(53)] },
      { ports: [tcp(443)] },
      ...identityMarks(identity).egress,
    ] : undefined,
  };
}
