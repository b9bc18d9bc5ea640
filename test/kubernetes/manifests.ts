import { Chart } from 'cdk8s';

interface Container {
  readonly name: string;
  readonly image: string;
  readonly env?: readonly { readonly name: string; readonly value?: string }[];
  readonly ports?: readonly object[];
  readonly resources?: { readonly limits: Readonly<Record<string, string>>; readonly requests: Readonly<Record<string, string>> };
  readonly securityContext?: Readonly<Record<string, unknown>>;
  readonly volumeMounts?: readonly object[];
  readonly readinessProbe?: object;
  readonly livenessProbe?: object;
  readonly startupProbe?: object;
}

export interface PodSpec {
  readonly automountServiceAccountToken?: boolean;
  readonly serviceAccountName?: string;
  readonly containers?: readonly Container[];
  readonly initContainers?: readonly Container[];
  readonly securityContext?: Readonly<Record<string, unknown>>;
  readonly volumes?: readonly Readonly<Record<string, unknown>>[];
}

interface Predictor extends PodSpec {
  readonly model?: object;
  readonly labels?: object;
  readonly deploymentStrategy: { readonly rollingUpdate: object };
}

/** What all steps of a workflow have in common, and the containers of each. */
interface Workflow {
  readonly templates: readonly { readonly container?: Container }[];
}

/** As far as tests look into it. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly annotations?: object; readonly labels?: object };
  readonly spec: {
    readonly predictor: Predictor;
    readonly containers: readonly Container[];
    readonly template: { readonly metadata: { readonly labels: object }; readonly spec: PodSpec };
    readonly podSelector?: object;
    readonly ingress?: readonly object[];
    readonly strategy?: object;
  };
}

/** Everything that a chart would apply. */
export function manifestsOf(chart: Chart): Manifest[] {
  return chart.toJson() as Manifest[];
}

/** The one object of a kind. */
export function only(manifests: readonly Manifest[], kind: string): Manifest {
  const found = manifests.filter(manifest => manifest.kind === kind);
  if (found.length !== 1) throw new Error(`there are ${found.length} of ${kind} among ${manifests.map(manifest => manifest.kind).join(', ')}`);
  return found[0]!;
}

/** The pods that manifests lead to; on KServe with the container of the runtime. */
export function podSpecs(manifests: readonly Manifest[]): PodSpec[] {
  return manifests.flatMap(({ kind, metadata, spec }): PodSpec[] => {
    if (kind === 'Deployment') return [spec.template.spec];
    if (kind === 'WorkflowTemplate') {
      return (spec as unknown as Workflow).templates.flatMap(({ container }) => container ? [{ ...spec, containers: [container] } as PodSpec] : []);
    }
    if (kind !== 'InferenceService') return [];
    const runtime = manifests.find(other => other.kind === 'ServingRuntime' && other.metadata.name === metadata.name);
    const { predictor } = spec;
    if (!predictor.model) return [predictor];
    return [{ ...predictor, containers: runtime!.spec.containers.map(container => ({ ...container, ...predictor.model, name: container.name })) }];
  });
}

/** What nobody who looks after a cluster would let in. */
export function podFindings(manifests: readonly Manifest[]): string[] {
  return manifests.flatMap(manifest => {
    const text = JSON.stringify(manifest);
    const forbidden = ['"privileged":true', '"hostPath"', '"hostNetwork"', '"hostPID"', '"hostIPC"', '"hostPort"', ':latest"', '"automountServiceAccountToken":true'];
    return forbidden.filter(word => text.includes(word)).map(word => `${manifest.kind} ${manifest.metadata.name}: ${word}`);
  }).concat(podSpecs(manifests).flatMap(pod => [
    ...pod.automountServiceAccountToken === false ? [] : ['a pod with a token of the cluster'],
    ...pod.securityContext?.runAsNonRoot === true ? [] : ['a pod that may run as root'],
    ...[...pod.containers ?? [], ...pod.initContainers ?? []].flatMap(container => containerFindings(container)),
  ]));
}

function containerFindings({ image, name, resources, securityContext: context }: Container): string[] {
  const asked: Readonly<Record<string, boolean>> = {
    'no escalation': context?.allowPrivilegeEscalation === false,
    'no capability': JSON.stringify(context?.capabilities) === '{"drop":["ALL"]}',
    'a seccomp profile': JSON.stringify(context?.seccompProfile) === '{"type":"RuntimeDefault"}',
    'limits': resources?.limits.cpu !== undefined && resources.limits.memory !== undefined,
    'an exact image': /(:[\w][\w.-]*|@sha256:[0-9a-f]{64})$/.test(image),
  };
  return Object.entries(asked).filter(([, is]) => !is).map(([what]) => `${name} (${image}) without ${what}`);
}
