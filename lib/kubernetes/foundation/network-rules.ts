import { k8s } from 'cdk8s-plus-28';

/** A port of TCP in a network policy. */
export function tcp(port: number): k8s.NetworkPolicyPort {
  return { protocol: 'TCP', port: k8s.IntOrString.fromNumber(port) };
}

/** Whoever looks for something outside asks for its address first. */
export const TO_NAMES: k8s.NetworkPolicyEgressRule = { ports: [{ protocol: 'UDP', port: k8s.IntOrString.fromNumber(53) }, tcp(53)] };

/** Anything outside that speaks HTTPS: clouds have no fixed addresses. */
export const TO_HTTPS: k8s.NetworkPolicyEgressRule = { ports: [tcp(443)] };

/** The pods of the namespace, and those of others that are named. */
export function fromNamespaces(others: readonly string[]): k8s.NetworkPolicyPeer[] {
  return [
    { podSelector: {} },
    ...others.map(name => ({ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } } })),
  ];
}
