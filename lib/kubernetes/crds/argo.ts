import { ApiObject, ApiObjectMetadata } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';

/** The first release with everything that is used here, such as several schedules of one workflow. */
export const ARGO_VERSION = '3.6';

/** Where an artifact is: in one of three stores of objects, reached as the pod's own account. */
export type ArtifactPlace =
  | { readonly s3: { readonly endpoint: string; readonly bucket: string; readonly key: string; readonly useSDKCreds: true } }
  | { readonly gcs: { readonly bucket: string; readonly key: string } }
  | { readonly azure: { readonly endpoint: string; readonly container: string; readonly blob: string; readonly useSDKCreds: true } };

/** Files that come into a container, or out of it. */
export interface Artifact {
  readonly name: string;
  readonly path: string;
  readonly place?: ArtifactPlace;
}

/** A text that comes out of a container, as the content of a file. */
export interface OutputParameter {
  readonly name: string;
  readonly path: string;
}

/** A container that runs once. */
export interface ContainerTemplate {
  readonly name: string;
  readonly container: k8s.Container;
  readonly volumes: readonly k8s.Volume[];
  readonly inputs: { readonly artifacts: readonly Artifact[]; readonly parameters: readonly string[] };
  readonly outputs: { readonly artifacts: readonly Artifact[]; readonly parameters: readonly OutputParameter[] };
  readonly activeDeadlineSeconds?: number;
  readonly tolerations?: readonly k8s.Toleration[];
  readonly retry?: { readonly limit: number; readonly seconds: number };
}

/** A step of a graph: what it runs, after what, and whether. */
export interface Task {
  readonly name: string;
  /** Tasks that must have succeeded. */
  readonly after: readonly string[];
  /** An expression that must be true. */
  readonly when?: string;
  /** Texts and files of other tasks, by the names under which the template takes them. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly artifacts: Readonly<Record<string, string>>;
}

/** A graph of containers, and as whom and how they run. */
export interface WorkflowSpec {
  readonly serviceAccountName: string;
  /** As whom results are reported; the containers of the user get no token of it. */
  readonly executorAccountName: string;
  readonly podLabels: Readonly<Record<string, string>>;
  readonly securityContext: k8s.PodSecurityContext;
  readonly parameters: Readonly<Record<string, string>>;
  readonly parallelism?: number;
  readonly tasks: readonly Task[];
  readonly templates: readonly ContainerTemplate[];
}

const GRAPH = 'graph';
const DAY = 86_400;

/** `argoproj.io/v1alpha1`: a workflow that is started by its name. */
export class WorkflowTemplate extends ApiObject {
  constructor(scope: Construct, id: string, { metadata, spec }: { metadata: ApiObjectMetadata; spec: WorkflowSpec }) {
    super(scope, id, { apiVersion: 'argoproj.io/v1alpha1', kind: 'WorkflowTemplate', metadata, spec: renderWorkflow(spec) });
  }
}

/** `argoproj.io/v1alpha1`: starts of a workflow by the clock. Of two runs at a time the later one is left out. */
export class CronWorkflow extends ApiObject {
  constructor(scope: Construct, id: string, { metadata, schedule, template, timeZone }: {
    metadata: ApiObjectMetadata; schedule: string; timeZone: string; template: string;
  }) {
    super(scope, id, {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'CronWorkflow',
      metadata,
      spec: {
        schedules: [schedule],
        timezone: timeZone,
        concurrencyPolicy: 'Forbid',
        startingDeadlineSeconds: 3600,
        successfulJobsHistoryLimit: 3,
        failedJobsHistoryLimit: 3,
        workflowSpec: { workflowTemplateRef: { name: template } },
      },
    });
  }
}

function renderWorkflow(spec: WorkflowSpec): object {
  return {
    entrypoint: GRAPH,
    serviceAccountName: spec.serviceAccountName,
    automountServiceAccountToken: false,
    executor: { serviceAccountName: spec.executorAccountName },
    podMetadata: { labels: { ...spec.podLabels } },
    securityContext: k8s.toJson_PodSecurityContext(spec.securityContext),
    arguments: listed(spec.parameters, 'parameters', value => ({ value })),
    parallelism: spec.parallelism,
    // Pods of a run that has failed stay as long as the run does: somebody reads their logs.
    podGC: { strategy: 'OnWorkflowSuccess' },
    ttlStrategy: { secondsAfterSuccess: 7 * DAY, secondsAfterFailure: 30 * DAY },
    templates: [{ name: GRAPH, dag: { tasks: spec.tasks.map(renderTask) } }, ...spec.templates.map(renderTemplate)],
  };
}

function renderTask({ after, artifacts, name, parameters, when }: Task): object {
  const given = { ...listed(parameters, 'parameters', value => ({ value })), ...listed(artifacts, 'artifacts', from => ({ from })) };
  return {
    name,
    template: name,
    ...after.length > 0 && { depends: after.map(other => `${other}.Succeeded`).join(' && ') },
    ...when !== undefined && { when },
    ...Object.keys(given).length > 0 && { arguments: given },
  };
}

function renderTemplate({ inputs, outputs, retry, tolerations, ...template }: ContainerTemplate): object {
  const takes = {
    ...inputs.parameters.length > 0 && { parameters: inputs.parameters.map(name => ({ name })) },
    ...inputs.artifacts.length > 0 && { artifacts: inputs.artifacts.map(({ name, path, place }) => ({ name, path, ...place })) },
  };
  const gives = {
    ...outputs.parameters.length > 0 && { parameters: outputs.parameters.map(({ name, path }) => ({ name, valueFrom: { path } })) },
    // Files as they are: what reads them outside of the workflow unpacks nothing.
    ...outputs.artifacts.length > 0 && {
      artifacts: outputs.artifacts.map(({ name, path, place }) => ({ name, path, archive: { none: {} }, ...place })),
    },
  };
  return {
    name: template.name,
    ...Object.keys(takes).length > 0 && { inputs: takes },
    ...Object.keys(gives).length > 0 && { outputs: gives },
    activeDeadlineSeconds: template.activeDeadlineSeconds,
    ...tolerations && { tolerations: tolerations.map(toleration => k8s.toJson_Toleration(toleration)) },
    ...retry && {
      retryStrategy: { limit: retry.limit, retryPolicy: 'OnError', backoff: { duration: `${retry.seconds}s`, factor: 2 } },
    },
    ...template.volumes.length > 0 && { volumes: template.volumes.map(volume => k8s.toJson_Volume(volume)) },
    container: k8s.toJson_Container(template.container),
  };
}

/** A list of things with names; the key is left out when there is none. */
function listed(values: Readonly<Record<string, string>>, key: string, rest: (value: string) => object): Record<string, object[]> | undefined {
  const all = Object.entries(values).map(([name, value]) => ({ name, ...rest(value) }));
  return all.length > 0 ? { [key]: all } : undefined;
}
