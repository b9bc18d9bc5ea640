import { App, Chart } from 'cdk8s';
import { ServingFramework } from '../../../lib/definition';
import { ModelServer } from '../../../lib/definition/kubernetes-endpoint-definition';
import { ModelEndpoint, ModelEndpointProps } from '../../../lib/kubernetes';
import { MODEL_SERVERS } from '../../../lib/kubernetes/model-endpoint/model-servers';
import { manifestsOf, Manifest, only, podSpecs } from '../manifests';

const FILES = 's3://acme-models/churn/7/';
const CHURN: ModelEndpointProps = { model: { artifact: FILES, framework: 'sklearn' } };
const OWN: ModelEndpointProps = { model: { image: 'registry.example.com/ranking:7' } };

function endpoint(props: ModelEndpointProps, id = 'churn'): { made: ModelEndpoint; manifests: Manifest[] } {
  const chart = new Chart(new App(), 'shop', { namespace: 'shop' });
  const made = new ModelEndpoint(chart, id, props);
  return { made, manifests: manifestsOf(chart) };
}

const manifests = (props: ModelEndpointProps) => endpoint(props).manifests;
const containers = { count: 2 };

describe('on KServe', () => {
  test('is a runtime, a service, and what KServe does not make', () => {
    expect(manifests(CHURN).map(({ kind }) => kind).sort())
      .toEqual(['InferenceService', 'NetworkPolicy', 'PodDisruptionBudget', 'ServiceAccount', 'ServingRuntime']);
  });

  test('is written as the webhook would store it', () => {
    const { metadata, spec } = only(manifests({ ...CHURN, compute: { containers: { cpu: 0.5, memory: '1536MiB' } } }), 'InferenceService');
    expect(metadata.annotations).toEqual({
      'modelFormat': 'sklearn', 'serving.kserve.io/autoscalerClass': 'none', 'serving.kserve.io/deploymentMode': 'Standard',
    });
    const amounts = { cpu: '500m', memory: '1536Mi' };
    expect(spec.predictor.model).toEqual({
      name: '',
      modelFormat: { name: 'sklearn' },
      protocolVersion: 'v2',
      runtime: 'churn',
      storageUri: FILES,
      resources: { requests: amounts, limits: amounts },
      volumeMounts: [{ name: 'model', mountPath: '/mnt/models', readOnly: true }],
    });
    expect(spec.predictor).toMatchObject({ minReplicas: 1, automountServiceAccountToken: false });
    expect(spec.predictor).not.toHaveProperty('containers');
    expect(spec.predictor).not.toHaveProperty('maxReplicas');
  });

  test('has one autoscaler, which is that of KServe', () => {
    const all = manifests({ ...CHURN, compute: { containers: { scale: { min: 2, max: 8, utilization: 0.6 } } } });
    const { metadata, spec } = only(all, 'InferenceService');
    expect(metadata.annotations).toMatchObject({ 'serving.kserve.io/autoscalerClass': 'hpa' });
    expect(spec.predictor).toMatchObject({ minReplicas: 2, maxReplicas: 8, scaleMetric: 'cpu', scaleTarget: 60 });
    expect(all.map(({ kind }) => kind)).not.toContain('HorizontalPodAutoscaler');
  });

  test('takes an image of your own without a runtime', () => {
    const all = manifests({ ...OWN, kubernetes: { port: 9090, health: '/ready' } });
    expect(all.map(({ kind }) => kind)).not.toContain('ServingRuntime');
    const { predictor } = only(all, 'InferenceService').spec;
    expect(predictor).not.toHaveProperty('model');
    expect(predictor.containers).toEqual([expect.objectContaining({
      name: 'kserve-container', image: OWN.model.image, readinessProbe: expect.objectContaining({ httpGet: { path: '/ready', port: 9090, scheme: 'HTTP' } }),
    })]);
  });

  test('policies find the pods that KServe makes', () => {
    const { made, manifests: all } = endpoint(CHURN);
    expect(made.podLabels).toEqual({ app: 'isvc.churn-predictor' });
    expect(only(all, 'NetworkPolicy').spec.podSelector).toEqual({ matchLabels: made.podLabels });
    expect(only(all, 'PodDisruptionBudget').spec).toEqual({ maxUnavailable: 1, selector: { matchLabels: made.podLabels } });
    expect(made.url).toBe('http://churn-predictor.shop.svc.cluster.local');
  });
});

describe('as a plain deployment', () => {
  const plain = { ...CHURN, serving: 'container' } as const;

  test('has a deployment and a service that find their pods', () => {
    const { made, manifests: all } = endpoint({ ...plain, compute: { containers } });
    expect(made.url).toBe('http://churn.shop.svc.cluster.local');
    const { spec } = only(all, 'Deployment');
    expect(spec).toMatchObject({ replicas: 2, selector: { matchLabels: made.podLabels } });
    expect(spec.template.metadata.labels).toMatchObject(made.podLabels);
    expect(only(all, 'Service').spec).toMatchObject({ type: 'ClusterIP', selector: made.podLabels, ports: [{ port: 80, targetPort: 8080 }] });
    expect(only(all, 'NetworkPolicy').spec.podSelector).toEqual({ matchLabels: made.podLabels });
  });

  test('leaves the number of copies to the autoscaler when there is one', () => {
    const all = manifests({ ...plain, compute: { containers: { scale: { max: 4 } } } });
    expect(only(all, 'Deployment').spec).not.toHaveProperty('replicas');
    expect(only(all, 'HorizontalPodAutoscaler').spec).toMatchObject({
      scaleTargetRef: { kind: 'Deployment', name: 'churn' },
      minReplicas: 1,
      maxReplicas: 4,
      metrics: [{ resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 70 } } }],
    });
  });

  test('runs the same container as KServe would', () => {
    const [pod] = podSpecs(manifests(plain));
    const runtime = only(manifests(CHURN), 'ServingRuntime').spec.containers[0]!;
    expect(pod!.containers![0]).toMatchObject(runtime);
  });
});

test('an empty variable is written as the server stores it', () => {
  const [{ containers: [container] = [] } = {}] = podSpecs(manifests({ model: { ...OWN.model, environment: { EMPTY: '', LEVEL: 'debug' } } }));
  expect(container!.env).toEqual([{ name: 'EMPTY' }, { name: 'LEVEL', value: 'debug' }]);
});

test('a variable of the model stands for that of its server', () => {
  const model = { ...CHURN.model, environment: { MLSERVER_LOAD_MODELS_AT_STARTUP: 'false' } };
  const [{ containers: [container] = [] } = {}] = podSpecs(manifests({ model, serving: 'container' }));
  expect(container!.env!.filter(({ name }) => name === 'MLSERVER_LOAD_MODELS_AT_STARTUP')).toEqual([{ name: 'MLSERVER_LOAD_MODELS_AT_STARTUP', value: 'false' }]);
});

test('with GPUs an update stops a copy before it starts another', () => {
  const gpus = { compute: { containers: { gpus: 1 } } };
  const strategy = { type: 'RollingUpdate', rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } };
  expect(only(manifests({ ...CHURN, ...gpus }), 'InferenceService').spec.predictor.deploymentStrategy).toEqual(strategy);
  const { strategy: ofDeployment, template } = only(manifests({ ...CHURN, ...gpus, serving: 'container' }), 'Deployment').spec;
  expect(ofDeployment).toEqual(strategy);
  expect(template.spec.containers![0]!.resources!.limits).toMatchObject({ 'nvidia.com/gpu': '1' });
  expect(only(manifests(CHURN), 'InferenceService').spec.predictor.deploymentStrategy.rollingUpdate).toEqual({ maxSurge: 1, maxUnavailable: 0 });
});

test('a framework that is a server runs on that server', () => {
  const model = { artifact: 'hf://acme/writer:v1', framework: 'vllm' as const };
  const [pod] = podSpecs(manifests({ model, compute: { containers: { gpus: 1 } }, serving: 'container' }));
  expect(pod!.containers![0]!.image).toBe(MODEL_SERVERS.vllm.image);
});

test('secrets are read by the kubelet, by the name of the variable where none is given', () => {
  const model = { artifact: FILES, framework: 'sklearn' as const, environment: { MODE: 'fast' }, secrets: { HF_TOKEN: 'hugging-face#token', API_TOKEN: 'api' } };
  const wanted = [
    { name: 'MODE', value: 'fast' },
    { name: 'HF_TOKEN', valueFrom: { secretKeyRef: { name: 'hugging-face', key: 'token' } } },
    { name: 'API_TOKEN', valueFrom: { secretKeyRef: { name: 'api', key: 'API_TOKEN' } } },
  ];
  expect(podSpecs(manifests({ model, serving: 'container' }))[0]!.containers![0]!.env).toEqual(expect.arrayContaining(wanted));
  expect(only(manifests({ model }), 'InferenceService').spec.predictor).toMatchObject({ model: { env: wanted } });
});

describe('files', () => {
  const podWith = (artifact: string) => podSpecs(manifests({ model: { artifact, framework: 'sklearn' }, serving: 'container' }))[0]!;

  test('are downloaded by a container that keeps the restricted standard', () => {
    expect(podWith(FILES).initContainers).toEqual([expect.objectContaining({ args: [FILES, '/mnt/models'], image: expect.stringMatching(/:v0\.20\.0$/) })]);
  });

  test('are asked for as nobody where the model has no identity', () => {
    const [first] = podWith(FILES).initContainers!;
    expect(first!.env).toEqual([{ name: 'awsAnonymousCredential', value: 'true' }]);
    const [known] = podSpecs(manifests({ ...CHURN, serving: 'container', identity: { podIdentity: {} } }))[0]!.initContainers!;
    expect(known).not.toHaveProperty('env');
  });

  test('of a volume claim are mounted where they are', () => {
    const pod = podWith('pvc://models/churn/7/');
    expect(pod).not.toHaveProperty('initContainers');
    expect(pod.volumes).toEqual([{ name: 'kserve-pvc-source', persistentVolumeClaim: { claimName: 'models', readOnly: true } }]);
    expect(pod.containers![0]!.volumeMounts).toEqual([{ name: 'kserve-pvc-source', mountPath: '/mnt/models', readOnly: true, subPath: 'churn/7' }]);
  });
});

describe('an identity', () => {
  const account = (identity: ModelEndpointProps['identity']) => only(manifests({ ...CHURN, identity }), 'ServiceAccount').metadata.annotations;
  const role = 'arn:aws:iam::111111111111:role/shop-models';
  const clientId = '01234567-89ab-cdef-0123-456789abcdef';

  test('marks the service account', () => {
    expect(account({ irsa: { role } })).toMatchObject({ 'eks.amazonaws.com/role-arn': role });
    expect(account({ gke: { serviceAccount: 'models@acme.iam.gserviceaccount.com' } })).toEqual({ 'iam.gke.io/gcp-service-account': 'models@acme.iam.gserviceaccount.com' });
    expect(account({ azure: { clientId } })).toEqual({ 'azure.workload.identity/client-id': clientId });
    expect(account({ podIdentity: {} }) ?? {}).toEqual({});
  });

  test('of Microsoft Entra marks the pods, too', () => {
    const azure = { azure: { clientId } };
    const mark = { 'azure.workload.identity/use': 'true' };
    expect(only(manifests({ ...CHURN, identity: azure }), 'InferenceService').spec.predictor.labels).toEqual(mark);
    expect(only(manifests({ ...CHURN, identity: azure, serving: 'container' }), 'Deployment').spec.template.metadata.labels).toMatchObject(mark);
  });

  test('may get its token, and nothing else of the addresses of the machine', () => {
    const cidrs = (identity: ModelEndpointProps['identity']) => JSON.stringify(only(manifests({ ...CHURN, identity }), 'NetworkPolicy').spec).match(/169[\d./]+/g) ?? [];
    expect(cidrs({ irsa: { role } })).toEqual([]);
    expect(cidrs({ podIdentity: {} })).toEqual(['169.254.170.23/32']);
    expect(cidrs({ gke: { serviceAccount: 'models@acme.iam.gserviceaccount.com' } })).toEqual(['169.254.169.252/32', '169.254.169.254/32']);
  });
});

describe('the network', () => {
  test('lets in the namespace and who is named, at one port', () => {
    expect(only(manifests({ ...CHURN, kubernetes: { clients: ['web'] } }), 'NetworkPolicy').spec.ingress).toEqual([{
      from: [{ podSelector: {} }, { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'web' } } }],
      ports: [{ protocol: 'TCP', port: 8080 }],
    }]);
  });

  test('lets nothing out of an image that brings its model', () => {
    expect(only(manifests(OWN), 'NetworkPolicy').spec).toMatchObject({ policyTypes: ['Ingress', 'Egress'] });
    expect(only(manifests(OWN), 'NetworkPolicy').spec).not.toHaveProperty('egress');
  });
});

describe.each(Object.keys(MODEL_SERVERS) as ModelServer[])('the server %s', server => {
  const { frameworks, image, needsGpu, ports } = MODEL_SERVERS[server];
  const framework = frameworks[0] as ServingFramework;
  const props: ModelEndpointProps = {
    model: { artifact: FILES, framework }, kubernetes: { server }, serving: 'container', ...needsGpu && { compute: { containers: { gpus: 1 } } },
  };

  test('has an exact tag, and listens where its probes and the policy say', () => {
    expect(image).toMatch(/:(?!latest$)[\w.-]*\d[\w.-]*$/);
    const [container] = podSpecs(manifests(props))[0]!.containers!;
    expect(container!.ports![0]).toEqual({ name: 'http', containerPort: ports.http, protocol: 'TCP' });
    for (const probe of [container!.readinessProbe, container!.livenessProbe, container!.startupProbe]) {
      expect(probe).toMatchObject({ httpGet: { port: ports.http } });
    }
    expect(only(manifests(props), 'NetworkPolicy').spec.ingress).toMatchObject([{ ports: [{ port: ports.http }] }]);
  });
});

describe('fails when', () => {
  const long = 'a'.repeat(60);
  test.each<[string, Partial<ModelEndpointProps>, string]>([
    ['a key is unknown', { comput: {} } as object, 'comput: there is no key "comput"'],
    ['machines are asked for', { compute: { instances: {} } }, 'compute.instances: answers from machines is not there on Kubernetes: a cluster has its machines already; take `containers`'],
    ['the model is in a registry of AWS', { model: { aws: { modelPackage: 'arn:aws:sagemaker:eu-west-1:111111111111:model-package/churn/7' } } },
      'model.aws.modelPackage: a version that another system has made is not there on Kubernetes'],
    ['the model brings code', { model: { artifact: FILES, framework: 'sklearn', entryPoint: 'inference.py' } }, 'model.entryPoint: inference code of your own is not there'],
    ['capture is asked for', { capture: {} }, 'capture: records of requests and answers is not there on Kubernetes'],
    ['the name is too long', { name: long }, `name: must have at most 48 letters beside the namespace "shop", as both are in one host name, got 60: "${long}"`],
    ['the name has capitals', { name: 'Churn' }, 'name: must be lower-case letters, digits and hyphens on Kubernetes, beginning with a letter, got "Churn"'],
    ['the files are in a place that is not read', { model: { artifact: 'abfss://models@acme.dfs.core.windows.net/churn/', framework: 'sklearn' } },
      'model.artifact: must be written https://account.blob.core.windows.net/container/prefix/'],
    ['the image has no tag', { model: { image: 'registry.example.com:5000/churn' } }, 'model.image: must end in an exact tag or digest on Kubernetes'],
    ['the tag of the image moves', { model: { image: 'registry.example.com/churn:latest' } }, 'model.image: must end in an exact tag or digest on Kubernetes'],
    ['the server cannot load the framework', { kubernetes: { server: 'vllm' } }, 'kubernetes.server: must be "mlserver" for a model of sklearn, got "vllm"'],
    ['KServe would refuse a variable', { model: { ...CHURN.model, environment: { PYTHONPATH: '/opt' } } }, 'model.environment.PYTHONPATH: is refused by KServe'],
    ['vLLM has no GPU', { model: { artifact: 'hf://acme/writer', framework: 'huggingface' } }, 'compute.containers: needs "gpus"'],
    ['the server of language models is one of AWS', { model: { artifact: 'hf://acme/writer', framework: 'tgi' }, compute: { containers: { gpus: 1 } } },
      'model.framework: must have a server on Kubernetes, which "tgi" has not; take "vllm", which loads the same models'],
    ['a secret has a name of AWS', { model: { artifact: FILES, framework: 'sklearn', secrets: { API_TOKEN: 'team/api#token' } } },
      'model.secrets.API_TOKEN: must be a Secret of the namespace such as hugging-face#token on Kubernetes, got "team/api#token"'],
    ['the port is that of the server', { kubernetes: { port: 9090 } }, 'kubernetes.port: is that of the server when the model has a "framework"; remove it'],
    ['a client is no namespace', { kubernetes: { clients: ['Web'] } }, 'kubernetes.clients[0]: must be a namespace such as shop, got "Web"'],
    ['a number is given beside scaling', { compute: { containers: { count: 2, scale: { max: 4 } } } }, 'compute.containers.count: is not given together with "scale"'],
    ['the fewest are more than the most', { compute: { containers: { scale: { min: 5, max: 4 } } } }, 'compute.containers.scale.min: must be at most 4'],
    ['the identity is no role', { identity: { irsa: { role: 'shop' } } }, 'identity.irsa.role: must be the ARN of a role'],
  ])('%s', (_, props, message) => {
    expect(() => endpoint({ ...CHURN, ...props })).toThrow(message);
  });
});
