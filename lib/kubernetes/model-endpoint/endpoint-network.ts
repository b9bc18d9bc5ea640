import { k8s } from 'cdk8s-plus-28';
import { EndpointSettings } from './endpoint-settings';
import { fromNamespaces, tcp, TO_HTTPS, TO_NAMES } from '../foundation/network-rules';
import { identityMarks } from '../foundation/workload-identity';

/** Who may call an endpoint, and what it may call: nothing, unless it downloads its model. */
export function endpointNetwork(settings: EndpointSettings, labels: Readonly<Record<string, string>>): k8s.NetworkPolicySpec {
  const { clients, identity, model, port } = settings;
  const downloads = model.artifact !== undefined && !model.artifact.startsWith('pvc://');
  return {
    podSelector: { matchLabels: { ...labels } },
    policyTypes: ['Ingress', 'Egress'],
    ingress: [{ from: fromNamespaces(clients), ports: [tcp(port)] }],
    egress: downloads ? [TO_NAMES, TO_HTTPS, ...identityMarks(identity).egress] : undefined,
  };
}
