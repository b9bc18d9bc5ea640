import { AskedEndpoint } from './endpoint-settings';
import { DEFAULT_SERVERS, MODEL_SERVERS } from './model-servers';
import { PLACE_NAMES } from '../../definition/capabilities';
import { KubernetesPlaceDefinition, KubernetesServing } from '../../definition/kubernetes-place-definition';
import { secretPlace } from '../../definition/secret-place';
import { listed } from '../../private/nearest';
import { Problems } from '../../private/problems';
import { isKnown } from '../../private/tokens';
import { imageLimits } from '../foundation/image-limits';
import { namespaceNameLimits } from '../foundation/namespace-limits';

const MOST_LETTERS = 63;
const PODS_LABEL = 'isvc.-predictor';

/** What is left of a name that had to be cut, with its hash. */
const LEAST_LETTERS = 16;

/** How long the name of an endpoint may be: KServe makes a host name of it and of the namespace, and a label of its pods. */
export function longestEndpointName(namespace: string, serving: KubernetesServing = 'kserve'): number {
  return serving === 'kserve' ? MOST_LETTERS - Math.max(`-predictor-${namespace}`.length, PODS_LABEL.length) : MOST_LETTERS;
}

/** A namespace must leave room for the names of endpoints. */
export function namespaceLimits({ namespace, serving }: KubernetesPlaceDefinition, problems: Problems): void {
  const room = longestEndpointName(namespace, serving);
  if (!isKnown(namespace) || room >= LEAST_LETTERS) return;
  problems.at('namespace').add(`must have at most ${namespace.length - LEAST_LETTERS + room} letters on KServe, `
    + `which makes one host name of it and of an endpoint, got ${namespace.length}: ${JSON.stringify(namespace)}; or take serving: container`);
}

/** What runs models on Kubernetes asks of an endpoint, and neither the API server nor a webhook would say. */
export function podEndpointLimits({ endpoint, name, namespace, serving }: AskedEndpoint, problems: Problems): void {
  const { kubernetes } = endpoint;
  const most = longestEndpointName(namespace, serving);
  if (endpoint.name !== undefined && isKnown(name)) {
    const at = problems.at('name');
    if (!/^[a-z]([a-z0-9-]*[a-z0-9])?$/.test(name)) {
      at.add(`must be lower-case letters, digits and hyphens on ${PLACE_NAMES.kubernetes}, beginning with a letter, got ${JSON.stringify(name)}`);
    } else if (name.length > most) {
      at.add(`must have at most ${most} letters beside the namespace ${JSON.stringify(namespace)}, as both are in one host name, `
        + `got ${name.length}: ${JSON.stringify(name)}`);
    }
  }
  namespaceNameLimits(kubernetes?.clients ?? [], problems.at('kubernetes', 'clients'));
}

/** What the servers ask of a model; its problems stand at the model, those of the endpoint beside it. */
export function podModelLimits(asked: AskedEndpoint, problems: { readonly model: Problems; readonly endpoint: Problems }): void {
  const { endpoint, model, serving = 'kserve' } = asked;
  const { artifact, framework, frameworkVersion, image, secrets = {} } = model;
  const { gpus } = endpoint.compute?.containers ?? {};
  const { server } = endpoint.kubernetes ?? {};
  const at = problems.endpoint.at('kubernetes');
  if (isKnown(artifact)) artifactLimits(artifact, problems.model.at('artifact'));
  if (serving === 'kserve' && model.environment?.PYTHONPATH !== undefined) {
    problems.model.at('environment', 'PYTHONPATH').add('is refused by KServe, for security; put what the model imports where its image finds it, '
      + 'or take serving: container');
  }
  Object.entries(secrets).forEach(([variable, secret]) => secretLimits(secret, problems.model.at('secrets', variable)));
  if (framework === undefined) {
    if (isKnown(image)) imageLimits(image, problems.model.at('image'));
    if (server !== undefined) at.at('server').add('needs a model with a "framework"; an image of your own brings its own server');
    return;
  }
  if (artifact === undefined) {
    problems.model.add(`needs an "artifact" beside "framework" on ${PLACE_NAMES.kubernetes}, such as s3://bucket/prefix/ or hf://organization/model`);
  }
  if (frameworkVersion !== undefined) {
    problems.model.at('frameworkVersion').add(`has no meaning on ${PLACE_NAMES.kubernetes}, where the server says what it loads; `
      + 'for another, give an "image" of your own');
  }
  for (const key of ['port', 'health'] as const) {
    if (endpoint.kubernetes?.[key] !== undefined) at.at(key).add('is that of the server when the model has a "framework"; remove it');
  }
  const chosen = server ?? DEFAULT_SERVERS[framework];
  if (!isKnown(framework) || !isKnown(chosen)) return;
  const able = Object.entries(MODEL_SERVERS).filter(([, facts]) => facts.frameworks.includes(framework)).map(([name]) => name);
  if (able.length === 0) {
    problems.model.at('framework').add(`must have a server on ${PLACE_NAMES.kubernetes}, which ${JSON.stringify(framework)} has not; `
      + `take ${JSON.stringify(DEFAULT_SERVERS[framework])}, which loads the same models`);
    return;
  }
  const { frameworks, needsGpu } = MODEL_SERVERS[chosen];
  if (!frameworks.includes(framework)) {
    at.at('server').add(`must be ${listed(able)} for a model of ${framework}, got ${JSON.stringify(chosen)}`);
  } else if (needsGpu && (gpus ?? 0) === 0) {
    problems.endpoint.at('compute', 'containers').add(`needs "gpus": ${chosen} has none of its models run without; or give an "image" of your own`);
  }
}

function artifactLimits(artifact: string, problems: Problems): void {
  if (artifact.startsWith('abfss://')) {
    problems.add(`must be written https://account.blob.core.windows.net/container/prefix/ on ${PLACE_NAMES.kubernetes}, `
      + `got ${JSON.stringify(artifact)}`);
  } else if (artifact.startsWith('oci://')) {
    problems.add(`cannot be loaded by pods that keep the restricted Pod Security Standard, got ${JSON.stringify(artifact)}; `
      + 'put the files under s3://, gs:// or https://, or the model into an image of your own');
  }
}

/** Names in a cluster are those of hosts. */
function secretLimits(secret: string, problems: Problems): void {
  if (!isKnown(secret) || /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/.test(secretPlace(secret).name)) return;
  problems.add(`must be a Secret of the namespace such as hugging-face#token on ${PLACE_NAMES.kubernetes}, got ${JSON.stringify(secret)}`);
}
