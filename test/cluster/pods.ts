import { isObject, JsonObject, Manifest, valuesIn } from './manifest';

interface PodTemplate { readonly metadata?: JsonObject; readonly spec: JsonObject }

/** What becomes pods by a deployment that KServe's controllers make: the tests look into that. */
const LEFT_TO_KSERVE: readonly string[] = ['InferenceService', 'ServingRuntime'];

/**
 * The pods that an object leads to once controllers have seen it. Pod Security refuses pods; of what will make them it only warns.
 * Where each kind has its templates is found, not listed: a template has a `spec` with `containers`.
 */
export function podsOf(manifest: Manifest): PodTemplate[] {
  if (LEFT_TO_KSERVE.includes(manifest.kind)) return [];
  if (isObject(manifest.spec) && Array.isArray(manifest.spec.templates)) return [manifest.spec].flatMap(workflowPods);
  return [...valuesIn(manifest)].flatMap(([, value]): PodTemplate[] => {
    if (!isObject(value)) return [];
    if (isObject(value.workflowSpec)) return workflowPods(value.workflowSpec);
    return isObject(value.spec) && Array.isArray(value.spec.containers) ? [value as unknown as PodTemplate] : [];
  });
}

/** Whether it says anywhere what program is run. */
export function runsSomething({ kind, ...rest }: Manifest): boolean {
  return !LEFT_TO_KSERVE.includes(kind) && [...valuesIn(rest as Manifest)].some(([path]) => /\.image$/.test(path));
}

/** Each step of a workflow is a pod of its own, with what the workflow says of all. */
function workflowPods(workflow: JsonObject): PodTemplate[] {
  const { automountServiceAccountToken, nodeSelector, securityContext, serviceAccountName, tolerations, volumes } = workflow;
  const ofAll = { automountServiceAccountToken, nodeSelector, securityContext, serviceAccountName, tolerations, volumes };
  return (workflow.templates as unknown as JsonObject[] | undefined ?? []).flatMap((template): PodTemplate[] => {
    const program = template.container ?? template.script;
    if (!isObject(program)) return [];
    const { source, ...container } = program;
    const own = { volumes: [...volumes as [] ?? [], ...template.volumes as [] ?? []] };
    return [{ spec: { ...ofAll, ...own, restartPolicy: 'Never', containers: [{ ...container, name: 'main' }] } }];
  });
}
