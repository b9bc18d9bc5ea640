import { isObject, JsonObject, Manifest, valuesIn } from './manifest';

interface PodTemplate { readonly metadata?: JsonObject; readonly spec: JsonObject }

/** What an InferenceService says of its pods that is not of a pod. */
const OF_KSERVE: readonly string[] = [
  'model', 'minReplicas', 'maxReplicas', 'scaleMetric', 'scaleTarget', 'deploymentStrategy', 'labels', 'annotations',
];

/**
 * The pods that an object leads to once controllers have seen it. Pod Security refuses pods; of what will make them it only warns.
 * Where each kind has its templates is found, not listed: a template has a `spec` with `containers`.
 */
export function podsOf(manifest: Manifest, all: readonly Manifest[]): PodTemplate[] {
  if (manifest.kind === 'ServingRuntime') return [];
  if (manifest.kind === 'InferenceService') return predictorPods(manifest, all);
  if (isObject(manifest.spec) && Array.isArray(manifest.spec.templates)) return [manifest.spec].flatMap(workflowPods);
  return [...valuesIn(manifest)].flatMap(([, value]): PodTemplate[] => {
    if (!isObject(value)) return [];
    if (isObject(value.workflowSpec)) return workflowPods(value.workflowSpec);
    return isObject(value.spec) && Array.isArray(value.spec.containers) ? [value as unknown as PodTemplate] : [];
  });
}

/** Whether it says anywhere what program is run. */
export function runsSomething({ kind, ...rest }: Manifest): boolean {
  return kind !== 'ServingRuntime' && [...valuesIn(rest as Manifest)].some(([path]) => /\.image$/.test(path));
}

/** A predictor is a pod, and has the containers of its runtime, with what the model asks for. */
function predictorPods({ metadata, spec }: Manifest, all: readonly Manifest[]): PodTemplate[] {
  const predictor = (spec as JsonObject).predictor as JsonObject;
  const own = Object.fromEntries(Object.entries(predictor).filter(([key]) => !OF_KSERVE.includes(key)));
  const { model } = predictor;
  if (!isObject(model)) return [{ spec: own }];
  const runtime = all.filter(({ kind }) => kind === 'ServingRuntime')
    .find(other => other.metadata.name === model.runtime && other.metadata.namespace === metadata.namespace);
  const { containers } = runtime!.spec as unknown as { containers: readonly JsonObject[] };
  const { env = [], modelFormat, name, protocolVersion, runtime: named, storageUri, ...asked } = model;
  // Of two variables of one name the model's is taken.
  const variables = (container: JsonObject) => {
    const both = [...container.env as unknown as JsonObject[] ?? [], ...env as unknown as JsonObject[]];
    return [...new Map(both.map(one => [one.name, one])).values()];
  };
  const merged = containers.map(container => ({ ...container, ...asked, env: variables(container) }));
  return [{ spec: { ...own, containers: merged } }];
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
