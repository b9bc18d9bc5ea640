import { k8s } from 'cdk8s-plus-28';
import { tcp } from './network-rules';
import { KubernetesIdentityDefinition } from '../../definition/kubernetes-identity-definition';

/** What an identity of a cloud needs in the cluster. */
export interface IdentityMarks {
  /** Of the service account. */
  readonly annotations: Readonly<Record<string, string>>;
  /** Of the pods. */
  readonly podLabels: Readonly<Record<string, string>>;
  /** Where pods get their tokens, besides HTTPS. */
  readonly egress: readonly k8s.NetworkPolicyEgressRule[];
}

/** An identity is a mark on the service account; the cluster's own webhook or metadata server does the rest. */
export function identityMarks({ azure, gke, irsa, podIdentity }: KubernetesIdentityDefinition = {}): IdentityMarks {
  return {
    annotations: {
      ...irsa && { 'eks.amazonaws.com/role-arn': irsa.role, 'eks.amazonaws.com/sts-regional-endpoints': 'true' },
      ...gke && { 'iam.gke.io/gcp-service-account': gke.serviceAccount },
      ...azure && { 'azure.workload.identity/client-id': azure.clientId },
    },
    podLabels: azure ? { 'azure.workload.identity/use': 'true' } : {},
    egress: [
      ...podIdentity ? [to('169.254.170.23/32', 80)] : [],
      // The metadata server, with kube-proxy and with Dataplane V2.
      ...gke ? [to('169.254.169.252/32', 988), to('169.254.169.254/32', 80)] : [],
    ],
  };
}

function to(cidr: string, port: number): k8s.NetworkPolicyEgressRule {
  return { to: [{ ipBlock: { cidr } }], ports: [tcp(port)] };
}
