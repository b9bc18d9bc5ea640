import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { PipelineSettings } from './pipeline-settings';
import { tcp, TO_HTTPS, TO_NAMES } from '../foundation/network-rules';
import { identityMarks } from '../foundation/workload-identity';

/** The account that reports what a step has made. */
export function executorAccount(name: string): string {
  return `${name}-executor`;
}

/**
 * As whom steps run, and what they may do. Code of the user's own runs as an account without rights in the cluster and without a token; only
 * Argo's own containers beside it have one, with which they report results and nothing else.
 */
export function defineAccess(scope: Construct, { identity, name }: PipelineSettings): void {
  const executor = executorAccount(name);
  new k8s.KubeServiceAccount(scope, 'ServiceAccount', {
    metadata: { name, annotations: { ...identityMarks(identity).annotations } },
    automountServiceAccountToken: false,
  });
  new k8s.KubeServiceAccount(scope, 'ExecutorAccount', { metadata: { name: executor }, automountServiceAccountToken: false });
  new k8s.KubeSecret(scope, 'ExecutorToken', {
    // Argo looks for the token of an executor under this name.
    metadata: { name: `${executor}.service-account-token`, annotations: { 'kubernetes.io/service-account.name': executor } },
    type: 'kubernetes.io/service-account-token',
  });
  new k8s.KubeRole(scope, 'ExecutorRole', {
    metadata: { name: executor },
    rules: [{ apiGroups: ['argoproj.io'], resources: ['workflowtaskresults'], verbs: ['create', 'patch'] }],
  });
  new k8s.KubeRoleBinding(scope, 'ExecutorBinding', {
    metadata: { name: executor },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: executor },
    subjects: [{ kind: 'ServiceAccount', name: executor }],
  });
}

/** Nobody calls a step. It may call stores of files and the API server, and who records runs beside it. */
export function trainingNetwork(settings: PipelineSettings, labels: Readonly<Record<string, string>>): k8s.NetworkPolicySpec {
  const { identity, trackingUri } = settings;
  return {
    podSelector: { matchLabels: { ...labels } },
    policyTypes: ['Ingress', 'Egress'],
    egress: [
      TO_NAMES,
      TO_HTTPS,
      // Where the API server itself listens: a policy sees the address behind that of its service.
      { ports: [tcp(6443)] },
      ...trackingUri === undefined ? [] : [{ to: [{ podSelector: {} }] }],
      ...identityMarks(identity).egress,
    ],
  };
}
