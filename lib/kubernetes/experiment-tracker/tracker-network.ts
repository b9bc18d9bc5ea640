import { k8s } from 'cdk8s-plus-28';
import { TRACKER_PORT, TrackerSettings } from './tracker-settings';
import { fromNamespaces, tcp, TO_HTTPS, TO_NAMES } from '../foundation/network-rules';
import { some } from '../foundation/stored-values';
import { identityMarks } from '../foundation/workload-identity';

/** Who may record runs, and what the server may call: its database, and the place of its files. */
export function trackerNetwork(settings: TrackerSettings, labels: Readonly<Record<string, string>>): k8s.NetworkPolicySpec {
  const { clients, database, identity, isRemote } = settings;
  return {
    podSelector: { matchLabels: { ...labels } },
    policyTypes: ['Ingress', 'Egress'],
    ingress: [{ from: fromNamespaces(clients), ports: [tcp(TRACKER_PORT)] }],
    egress: some([
      ...database || isRemote ? [TO_NAMES] : [],
      ...database ? [{ ports: [tcp(database.port)] }] : [],
      ...isRemote ? [TO_HTTPS, ...identityMarks(identity).egress] : [],
    ]),
  };
}
