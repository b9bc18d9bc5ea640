import { k8s } from 'cdk8s-plus-28';

/** What a container may do that keeps the restricted Pod Security Standard. */
export const RESTRICTED: k8s.SecurityContext = {
  allowPrivilegeEscalation: false,
  privileged: false,
  runAsNonRoot: true,
  capabilities: { drop: ['ALL'] },
  seccompProfile: { type: 'RuntimeDefault' },
};

/** Who owns volumes, and whom a container runs as whose image says nothing of it or says root. */
export const USER = 1000;

/**
 * What a pod may do that keeps the restricted Pod Security Standard.
 *
 * @param user as whom its containers run; without one, as whom their images say
 */
export function restrictedPod(user?: number): k8s.PodSecurityContext {
  return { runAsNonRoot: true, runAsUser: user, fsGroup: USER, seccompProfile: { type: 'RuntimeDefault' } };
}
