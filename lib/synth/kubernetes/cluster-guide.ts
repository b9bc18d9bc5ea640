import { keptTracker } from './kept-tracker';
import { ServedModel, servedModels } from './served-model';
import { TrainedModel, trainedModels } from './trained-model';
import { KubernetesPlaceDefinition, ModelSourceDefinition } from '../../definition';
import { KubernetesIdentityDefinition } from '../../definition/kubernetes-identity-definition';
import { PrometheusDefinition } from '../../definition/kubernetes-place-definition';
import { kubernetesPlaces } from '../../definition/places';
import { ARGO_VERSION } from '../../kubernetes/crds/argo';
import { KSERVE_VERSION } from '../../kubernetes/crds/kserve';
import { trackerSettings, TrackerSettings } from '../../kubernetes/experiment-tracker/tracker-settings';
import { endpointSettings, EndpointSettings } from '../../kubernetes/model-endpoint/endpoint-settings';
import { blindness } from '../../kubernetes/model-monitor/model-monitor-limits';
import { SystemFiles } from '../system/system-files';

/** What a cluster must have before the manifests are applied, as a page for who looks after it. */
export function clusterGuide(files: SystemFiles, environmentName: string, waves: readonly string[]): string {
  const { definition, lock } = files;
  const [, place] = kubernetesPlaces(definition).find(([name]) => name === environmentName)!;
  const served = servedModels(definition, environmentName, lock);
  const endpoints = served.filter(hasModel).map(asked => endpointSettings(asked));
  const recorded = keptTracker(definition, environmentName);
  const trained = trainedModels(definition, environmentName, '');
  const tracker = recorded && trackerSettings(recorded);
  const waiting = served.filter(asked => !hasModel(asked));
  return [
    `# ${definition.name} in ${environmentName}`,
    '',
    '## What the cluster needs',
    '',
    ...[...needs(place, endpoints), ...trackerNeeds(tracker), ...trainingNeeds(trained)].map(need => `- ${need}`),
    '',
    ...trust('', place.identity, [...endpoints, ...tracker?.isRemote ? [tracker] : [], ...place.training?.identity ? [] : trained]),
    ...trust(' to train', place.training?.identity, trained),
    '## How to apply',
    '',
    '```sh',
    ...waves.map(file => `kubectl apply --server-side -f ${file}`),
    ...place.serving !== 'container' && endpoints.length > 0 ? [waitFor(place.namespace)] : [],
    '```',
    '',
    ...howToTrain(trained),
    ...notThere(environmentName, waiting),
    ...place.prometheus ? unseen(endpoints) : [],
    ...notes(endpoints),
  ].join('\n').trimEnd() + '\n';
}

function hasModel(asked: ServedModel): asked is ServedModel & { model: ModelSourceDefinition } {
  return asked.model !== undefined;
}

function waitFor(namespace: string): string {
  return `kubectl wait --namespace ${namespace} --for=condition=Ready --timeout=15m inferenceservice --all`;
}

/** Trained models of which nothing says which version runs. */
function notThere(environmentName: string, waiting: readonly ServedModel[]): string[] {
  if (waiting.length === 0) return [];
  return ['## Not there yet', '', ...waiting.map(({ modelName }) =>
    `- ${modelName}: no version is pinned. Write it into mlops.lock.json, `
    + `\`environments.${environmentName}.${modelName}.kubernetes.artifact\`.`), ''];
}

/** Operators, plug-ins and versions. */
function needs({ prometheus, serving = 'kserve', shared }: KubernetesPlaceDefinition, endpoints: readonly EndpointSettings[]): string[] {
  return [
    serving === 'kserve'
      ? `Kubernetes 1.32 or later, with KServe ${KSERVE_VERSION} or a later 0.20 (which needs cert-manager 1.15 or later). `
        + 'Any default deployment mode will do: every service names its own.'
      : 'Kubernetes 1.25 or later. No operator.',
    'A network plug-in that enforces NetworkPolicy, such as Calico or Cilium.',
    ...endpoints.some(({ copies }) => copies.max !== undefined) ? ['The metrics server, from which the autoscaler reads.'] : [],
    ...endpoints.some(({ gpus }) => gpus > 0) ? ['Nodes with NVIDIA GPUs, and the device plug-in that offers them as `nvidia.com/gpu`.'] : [],
    ...prometheus ? watching(prometheus) : [],
    ...shared ? ['The namespace, which stays as it is. All pods keep the restricted Pod Security Standard.'] : [],
  ];
}

/** What watches the endpoints. */
function watching({ dashboard = 'sidecar', labels, namespace = 'monitoring' }: PrometheusDefinition): string[] {
  const selected = Object.entries(labels).map(([name, value]) => `\`${name}: ${value}\``);
  return [
    'The Prometheus Operator with its resources `PodMonitor` and `PrometheusRule` (monitoring.coreos.com/v1), '
      + `and a Prometheus in \`${namespace}\` that takes `
      + (selected.length > 0 ? `what is labelled ${selected.join(' and ')}.` : 'every one of them, whatever its labels.'),
    'Metrics of containers and deployments in it: cAdvisor and kube-state-metrics, which come with kube-prometheus-stack.',
    ...dashboard === 'sidecar' ? ['Grafana with its sidecar for dashboards, which looks for `grafana_dashboard: "1"` in every namespace.'] : [],
    ...dashboard === 'operator' ? ['The Grafana Operator 5, and a Grafana that is labelled `dashboards: grafana`.'] : [],
  ];
}

/** Whose requests no alert can see, and why; and what somebody must do before one can. */
function unseen(endpoints: readonly EndpointSettings[]): string[] {
  const lines = endpoints.flatMap(({ metrics, name, serverName }) => {
    const why = blindness(serverName);
    if (why !== undefined) return [`- ${name}: its requests, as ${why}. Its copies are watched.`];
    return [
      ...metrics?.needs === undefined ? [] : [`- ${name}: anything, until the model's files are right: ${metrics.needs}.`],
      ...metrics?.latency ? [] : [`- ${name}: how long its requests take, as ${serverName} keeps no percentile.`],
    ];
  });
  return lines.length > 0 ? ['## What no alert sees', '', ...lines, ''] : [];
}

/** What MLflow's server finds in the cluster. */
function trackerNeeds(tracker: TrackerSettings | undefined): string[] {
  if (tracker === undefined) return [];
  const { database, namespace, volume } = tracker;
  return [
    ...volume ? ['A default storage class, from which MLflow\'s volume comes. Deleting the namespace deletes it, with every run on it.'] : [],
    ...database ? [`The secret \`${database.secret}\` in ${namespace}, whose key \`${database.key}\` holds the address of MLflow's database.`] : [],
  ];
}

/** The operator that runs workflows. */
function trainingNeeds(trained: readonly TrainedModel[]): string[] {
  if (trained.length === 0) return [];
  const { files, namespace } = trained[0]!;
  return [
    `Argo Workflows ${ARGO_VERSION} or later, whose controller looks after the namespace ${namespace}.`,
    `An identity of training that reads its data, and writes below ${files}.`,
  ];
}

function howToTrain(trained: readonly TrainedModel[]): string[] {
  if (trained.length === 0) return [];
  return ['## How to train', '', '```sh',
    ...trained.map(({ name, namespace }) => `argo submit --namespace ${namespace} --from workflowtemplate/${name} --watch`), '```', '',
    'A version that `register` has made says in its tag `artifact` where its files are: pin that place in mlops.lock.json, and the endpoint '
      + 'takes it.', ''];
}

/** What the cloud must say of the service accounts. */
function trust(
  what: string, identity: KubernetesIdentityDefinition | undefined, parts: readonly { readonly name: string; readonly namespace: string }[],
): string[] {
  if (identity === undefined || parts.length === 0) return [];
  const { azure, gke, irsa } = identity;
  const accounts = parts.map(({ name, namespace }) => ({ name, namespace }));
  const each = (line: (account: { name: string; namespace: string }) => string) => ['```sh', ...accounts.map(line), '```', ''];
  const heading = [`## Whom the cloud must trust${what}`, ''];
  if (irsa) {
    return [...heading, `The role ${irsa.role} must let these in, by the cluster's OIDC provider:`, '',
      ...accounts.map(({ name, namespace }) => `- \`system:serviceaccount:${namespace}:${name}\``), ''];
  }
  if (gke) {
    return [...heading, ...each(({ name, namespace }) => `gcloud iam service-accounts add-iam-policy-binding ${gke.serviceAccount} `
      + `--role roles/iam.workloadIdentityUser --member "serviceAccount:$PROJECT.svc.id.goog[${namespace}/${name}]"`)];
  }
  if (azure) {
    return [...heading, `With the identity whose client id is ${azure.clientId}:`, '', ...each(({ name, namespace }) =>
      `az identity federated-credential create --name ${name} --identity-name "$IDENTITY" --resource-group "$GROUP" `
      + `--issuer "$OIDC_ISSUER" --subject system:serviceaccount:${namespace}:${name} --audience api://AzureADTokenExchange`)];
  }
  return [...heading, ...each(({ name, namespace }) =>
    `aws eks create-pod-identity-association --cluster-name "$CLUSTER" --namespace ${namespace} --service-account ${name} --role-arn "$ROLE"`)];
}

/** What is allowed and has a reason against it. */
function notes(endpoints: readonly EndpointSettings[]): string[] {
  const old = endpoints.flatMap(({ name, server }) => server?.endOfLife === undefined ? [] : [`- ${name}: ${server.endOfLife}.`]);
  return old.length > 0 ? ['## What to change soon', '', ...old, ''] : [];
}
