import { EnvironmentDefinition } from './environment-definition';

/** Where an environment may be: the keys of which it has exactly one. */
export type Place = keyof Omit<EnvironmentDefinition, 'models' | 'protected'>;

/** What each of them is called. */
export const PLACE_NAMES: Readonly<Record<Place, string>> = { aws: 'AWS', kubernetes: 'Kubernetes' };

export const PLACES = Object.keys(PLACE_NAMES) as readonly Place[];

/**
 * What has shown that what a place is given is right: it `ran` there or on an emulator, the `provider` of its tool planned it, the
 * vendor's own types (`vendor type`) took it, or its published `schema` did.
 */
export type Proof = 'provider' | 'ran' | 'schema' | 'vendor type';

/** What does a thing at a place. */
export interface Support {
  readonly by: string;
  readonly proof: Proof;
}

/** A thing that a place cannot do, and what comes nearest. */
export interface Gap {
  readonly why: string;
  readonly instead: string;
}

/** One thing that a definition may ask for, and what does it at each place. */
export interface Capability<At extends string = Place> {
  /** The key that asks for it; `*` is any name. */
  readonly key: string;
  readonly what: string;
  readonly on: Readonly<Record<At, Gap | Support>>;
}

/** What Kubernetes does not do, and what comes nearest. */
const NO_DATA: Gap = { why: 'nothing there keeps data', instead: 'add an environment on AWS, which does' };
const OWN_SERVER: Gap = { why: 'MLflow runs there as a server', instead: 'take `server`' };
const NOBODY_ELSE: Gap = { why: 'nobody maintains it but you', instead: 'leave it out, and apply another `version` when it suits you' };
const A_SCRIPT: Gap = { why: 'nothing there does it by itself', instead: 'do it in the script of a `process` step' };
const NO_SDK: Gap = { why: 'a cluster cannot run steps of SageMaker', instead: 'take `steps`' };
const BY_THE_CLOCK: Gap = { why: 'nothing there watches places of files', instead: 'take `schedule`' };
const ALWAYS: Gap = { why: 'steps there always run', instead: 'leave `cache` out' };
const KEEPS_FILES: Gap = { why: 'a cluster has no models of SageMaker', instead: 'leave the step out; `register` keeps the files' };
const ONE_POD: Gap = { why: 'a job there is one pod', instead: 'give it a larger `compute.container`' };
const BY_MLFLOW: Gap = { why: 'nothing there reads what a script prints', instead: 'let the script record it with MLflow' };
const BY_CLUSTER: Gap = { why: 'the cluster says where pods run', instead: 'leave it out' };
const ONE_CONTAINER: Gap = { why: 'an endpoint there is one model in copies of one container', instead: 'give each model an endpoint of its own' };
const AWS_ALONE: Gap = { why: 'nothing there does it yet', instead: 'give it to the environments on AWS alone, under their `models`' };
const NO_BATCH: Gap = { why: 'nothing there does it yet', instead: 'score in a definition whose environments are all on AWS' };
const NO_CARDS: Gap = { why: 'nothing there keeps cards', instead: 'name an environment on AWS first, or leave it out' };
const NOT_THE_REGISTRY: Gap = {
  why: 'a cluster cannot read the registry of SageMaker',
  instead: 'give the `artifact` and `framework` of the version',
};
const OWN_MACHINES: Gap = { why: 'a cluster has its machines already', instead: 'take `containers`' };
const OWN_MACHINE: Gap = { why: 'a cluster has its machines already', instead: 'take `container`' };
const NOT_SERVERLESS: Gap = { why: 'KServe runs in its Standard mode, which keeps a copy of each model', instead: 'take `containers` with `scale`' };
const STACKS_ALONE: Gap = { why: 'it deploys stacks', instead: 'leave `delivery` out, and apply what `mlops synth` writes' };
const OWN_IMAGE: Gap = {
  why: 'its servers load a model as its framework has saved it',
  instead: 'put the code into an image of your own, as `image`',
};
const ONE_WINDOW: Gap = {
  why: 'nothing there weighs failures over several windows yet',
  instead: 'bound them with `alarms.errorRate`, and give this to the environments on Kubernetes alone, under their `models`',
};
const NOTHING_BETWEEN: Gap = { why: 'nothing stands between a caller and the container', instead: 'bound `latencyP99`' };
const WHOLE_JOBS: Gap = { why: 'SageMaker gives a job whole machines', instead: 'take `type`' };
const WHOLE_MACHINES: Gap = { why: 'SageMaker gives an endpoint whole machines', instead: 'take `instances`' };

/**
 * Everything that a definition may ask for, and what does it at each place. Another place is another column, and the compiler asks for it
 * in every row.
 */
export const CAPABILITIES: readonly Capability[] = [
  row('datasets.*', 'versioned data, kept and erased by rule', { aws: ran('Amazon S3, AWS KMS'), kubernetes: NO_DATA }),
  row('features.*.offline', 'features for training', { aws: schema('SageMaker Feature Store, AWS Glue'), kubernetes: NO_DATA }),
  row('features.*.online', 'features for answers', { aws: schema('SageMaker Feature Store'), kubernetes: NO_DATA }),
  row('tracking.app', 'training runs, without a server', { aws: schema('SageMaker MLflow App'), kubernetes: OWN_SERVER }),
  row('tracking.server', 'training runs, on a server of your own', { aws: schema('SageMaker MLflow tracking server'), kubernetes: ran('MLflow') }),
  row('tracking.server.maintenanceWindow', 'a time for maintenance of the server', {
    aws: schema('SageMaker MLflow tracking server'), kubernetes: NOBODY_ELSE,
  }),

  row('models.*.pipeline', 'training as a graph of steps', { aws: ran('SageMaker Pipelines'), kubernetes: vendorType('Argo Workflows') }),
  row('models.*.pipeline.aws.fromFile', 'training as the SageMaker Python SDK wrote it', {
    aws: schema('SageMaker Pipelines'), kubernetes: NO_SDK,
  }),
  row('models.*.pipeline.schedule', 'training by the clock', {
    aws: schema('Amazon EventBridge Scheduler'), kubernetes: vendorType('Argo Workflows'),
  }),
  row('models.*.pipeline.onNewData', 'training when data arrives', { aws: schema('Amazon EventBridge, AWS Lambda'), kubernetes: BY_THE_CLOCK }),
  row('models.*.pipeline.steps.*.process', 'a script over data', { aws: ran('SageMaker Processing'), kubernetes: vendorType('Argo Workflows') }),
  row('models.*.pipeline.steps.*.ingest', 'rows of files in a feature group', {
    aws: ran('the features program in SageMaker Processing'), kubernetes: NO_DATA,
  }),
  row('models.*.pipeline.steps.*.trainingSet', 'a training set of feature groups, as of each row', {
    aws: ran('Amazon Athena, from SageMaker Processing'), kubernetes: NO_DATA,
  }),
  row('models.*.pipeline.steps.*.train', 'a training', { aws: ran('SageMaker Training'), kubernetes: vendorType('Argo Workflows') }),
  row('models.*.pipeline.steps.*.tune', 'a search for hyperparameters', { aws: schema('SageMaker automatic model tuning'), kubernetes: A_SCRIPT }),
  row('models.*.pipeline.steps.*.transform', 'scores of a whole dataset, within training', {
    aws: schema('SageMaker Batch Transform'), kubernetes: A_SCRIPT,
  }),
  row('models.*.pipeline.steps.*.explain', 'why a model answers as it does', {
    aws: ran('SHAP and LIME in SageMaker Processing'), kubernetes: A_SCRIPT,
  }),
  row('models.*.pipeline.steps.*.explain.endpoint', 'why an endpoint answers as it does', {
    aws: schema('SHAP and LIME in SageMaker Processing'), kubernetes: A_SCRIPT,
  }),
  row('models.*.pipeline.cache', 'results that are reused', { aws: schema('SageMaker Pipelines'), kubernetes: ALWAYS }),
  row('models.*.pipeline.steps.*.cache', 'a result that is reused', { aws: schema('SageMaker Pipelines'), kubernetes: ALWAYS }),
  row('models.*.pipeline.steps.*.train.metrics', 'metrics that a script prints', { aws: schema('SageMaker Training'), kubernetes: BY_MLFLOW }),
  row('models.*.pipeline.steps.*.train.spot', 'spare capacity', { aws: schema('SageMaker Training'), kubernetes: BY_CLUSTER }),
  ...['process', 'train'].flatMap(kind => [
    row(`models.*.pipeline.steps.*.${kind}.compute.type`, 'a type of machine', { aws: schema('Amazon SageMaker'), kubernetes: OWN_MACHINE }),
    row(`models.*.pipeline.steps.*.${kind}.compute.count`, 'several machines', { aws: schema('Amazon SageMaker'), kubernetes: ONE_POD }),
  ]),
  ...['process', 'ingest', 'trainingSet', 'train', 'tune', 'transform', 'explain'].map(kind =>
    row(`models.*.pipeline.steps.*.${kind}.compute.container`, 'a share of a machine', {
      aws: WHOLE_JOBS, kubernetes: vendorType('Argo Workflows'),
    })),
  row('models.*.pipeline.steps.*.condition', 'a gate', { aws: ran('SageMaker Pipelines'), kubernetes: vendorType('Argo Workflows') }),
  row('models.*.pipeline.steps.*.register', 'a new version', { aws: ran('SageMaker Model Registry'), kubernetes: ran('MLflow') }),
  row('models.*.pipeline.steps.*.createModel', 'a model to score with, within training', { aws: schema('SageMaker'), kubernetes: KEEPS_FILES }),
  row('models.*.pipeline.steps.*.lambda', 'a function', { aws: schema('AWS Lambda'), kubernetes: A_SCRIPT }),
  row('models.*.pipeline.steps.*.callback', 'work elsewhere that is waited for', { aws: schema('Amazon SQS'), kubernetes: A_SCRIPT }),
  row('models.*.pipeline.steps.*.emr', 'a job of Apache Spark', { aws: schema('Amazon EMR'), kubernetes: A_SCRIPT }),
  row('models.*.pipeline.steps.*.fail', 'an end with a message', { aws: schema('SageMaker Pipelines'), kubernetes: vendorType('Argo Workflows') }),
  row('models.*.card', 'a card of the model, for those who judge it', { aws: schema('SageMaker Model Cards'), kubernetes: NO_CARDS }),
  row('models.*.registry', 'versions, with evidence and approval', { aws: ran('SageMaker Model Registry'), kubernetes: ran('MLflow') }),
  row('models.*.aws.modelPackage', 'a version that another system has made', {
    aws: schema('SageMaker Model Registry'), kubernetes: NOT_THE_REGISTRY,
  }),
  row('models.*.containers', 'a chain of containers', { aws: schema('SageMaker inference pipelines'), kubernetes: ONE_CONTAINER }),
  row('models.*.multiModel', 'many models in one container', { aws: schema('SageMaker multi-model endpoints'), kubernetes: ONE_CONTAINER }),
  row('models.*.secrets', 'secrets in the environment of a model', {
    aws: schema('AWS Secrets Manager, read by AWS CloudFormation'), kubernetes: schema('Secrets, read by the kubelet'),
  }),
  row('models.*.entryPoint', 'inference code of your own', { aws: ran('SageMaker framework containers'), kubernetes: OWN_IMAGE }),

  row('models.*.endpoint.compute.instances', 'answers from machines', { aws: ran('SageMaker real-time inference'), kubernetes: OWN_MACHINES }),
  row('models.*.endpoint.compute.serverless', 'answers without machines', {
    aws: schema('SageMaker Serverless Inference'), kubernetes: NOT_SERVERLESS,
  }),
  row('models.*.endpoint.compute.containers', 'answers from copies of a container', {
    aws: WHOLE_MACHINES, kubernetes: schema('KServe, Deployments'),
  }),
  row('models.*.endpoint.asynchronous', 'answers that are fetched later', { aws: schema('SageMaker Asynchronous Inference'), kubernetes: AWS_ALONE }),
  row('models.*.endpoint.components', 'several models on one fleet', { aws: schema('SageMaker inference components'), kubernetes: ONE_CONTAINER }),
  row('models.*.endpoint.variants', 'several models behind one name', { aws: schema('SageMaker production variants'), kubernetes: ONE_CONTAINER }),
  row('models.*.endpoint.variants.*.compute.containers', 'copies of a container, of one variant', { aws: WHOLE_MACHINES, kubernetes: ONE_CONTAINER }),
  row('models.*.endpoint.shadow', 'a model that only listens', { aws: schema('SageMaker shadow variants'), kubernetes: AWS_ALONE }),
  row('models.*.endpoint.shadow.compute.containers', 'copies of a container, of a shadow', { aws: WHOLE_MACHINES, kubernetes: AWS_ALONE }),
  row('models.*.endpoint.compute.instances.scale', 'machines by load', { aws: ran('AWS Application Auto Scaling'), kubernetes: OWN_MACHINES }),
  row('models.*.endpoint.compute.containers.scale', 'copies by load', { aws: WHOLE_MACHINES, kubernetes: schema('HorizontalPodAutoscaler') }),
  row('models.*.endpoint.compute.containers.gpus', 'GPUs of a copy', { aws: WHOLE_MACHINES, kubernetes: schema('device plug-in of the cluster') }),
  row('models.*.endpoint.existing', 'alarms and checks of an endpoint that is there already', {
    aws: schema('Amazon CloudWatch, SageMaker Processing'), kubernetes: AWS_ALONE,
  }),
  row('models.*.endpoint.rollout', 'a new version step by step, and back', { aws: schema('SageMaker deployment guardrails'), kubernetes: AWS_ALONE }),
  row('models.*.endpoint.capture', 'records of requests and answers', { aws: ran('SageMaker data capture'), kubernetes: AWS_ALONE }),
  row('models.*.endpoint.networkIsolation', 'a container without any network', { aws: schema('SageMaker'), kubernetes: AWS_ALONE }),
  row('models.*.endpoint.keepScaling', 'an update that keeps what scaling has set', { aws: schema('SageMaker'), kubernetes: AWS_ALONE }),
  row('models.*.endpoint.detachScaling', 'another type of machine under scaling', { aws: schema('SageMaker'), kubernetes: AWS_ALONE }),
  row('models.*.endpoint.detailedMetrics', 'metrics of single machines', { aws: schema('SageMaker'), kubernetes: AWS_ALONE }),
  row('models.*.batch.compute.container', 'a share of a machine', { aws: WHOLE_JOBS, kubernetes: NO_BATCH }),
  row('models.*.monitoring.compute.container', 'a share of a machine', { aws: WHOLE_JOBS, kubernetes: AWS_ALONE }),
  row('models.*.batch', 'scores of whole datasets, by the clock', { aws: schema('SageMaker Batch Transform'), kubernetes: NO_BATCH }),

  row('models.*.batch.monitoring', 'checks of what was scored, after each run', {
    aws: ran('the monitor program in SageMaker Processing'), kubernetes: NO_BATCH,
  }),
  row('models.*.monitoring.alarms', 'alarms on errors, latency and silence', {
    aws: schema('Amazon CloudWatch'), kubernetes: ran('rules of Prometheus'),
  }),
  row('models.*.monitoring.alarms.overheadP99', 'an alarm on what the service adds', {
    aws: schema('Amazon CloudWatch'), kubernetes: NOTHING_BETWEEN,
  }),
  row('models.*.monitoring.slo', 'alarms by how fast a promise is used up', { aws: ONE_WINDOW, kubernetes: ran('rules of Prometheus') }),
  row('models.*.monitoring.dataDrift', 'drift of the inputs', { aws: ran('Evidently in SageMaker Processing'), kubernetes: AWS_ALONE }),
  row('models.*.monitoring.dataQuality', 'quality of the inputs', { aws: ran('Evidently in SageMaker Processing'), kubernetes: AWS_ALONE }),
  row('models.*.monitoring.predictionDrift', 'drift of the answers', {
    aws: ran('Evidently in SageMaker Processing'), kubernetes: AWS_ALONE,
  }),
  row('models.*.monitoring.quality', 'quality of the answers, with labels', {
    aws: ran('the monitor program in SageMaker Processing'), kubernetes: AWS_ALONE,
  }),
  row('models.*.monitoring.fairness', 'answers by group', { aws: ran('the monitor program in SageMaker Processing'), kubernetes: AWS_ALONE }),
  row('models.*.monitoring.attributionDrift', 'drift of what answers rest on', {
    aws: ran('the monitor program in SageMaker Processing'), kubernetes: AWS_ALONE,
  }),
  row('models.*.monitoring.onDrift.retrain', 'a new training after drift', { aws: ran('Amazon EventBridge, AWS Lambda'), kubernetes: AWS_ALONE }),

  row('versioning.dvc', 'data that Git refers to, with DVC', {
    aws: ran('DVC with Amazon S3'), kubernetes: ran('DVC with a store that is there already'),
  }),
  row('versioning.gitLfs', 'large files that Git refers to, with Git LFS', {
    aws: ran('Git LFS with a server on AWS Lambda'), kubernetes: schema('Git LFS with a server that is there already'),
  }),

  row('delivery.codePipeline', 'changes and versions, from environment to environment', {
    aws: schema('AWS CodePipeline'), kubernetes: STACKS_ALONE,
  }),
  row('delivery.githubActions', 'changes and versions, from environment to environment', {
    aws: schema('GitHub Actions'), kubernetes: STACKS_ALONE,
  }),
  row('delivery.gitlabCi', 'changes and versions, from environment to environment', {
    aws: schema('GitLab CI'), kubernetes: STACKS_ALONE,
  }),
  row('delivery.azurePipelines', 'changes and versions, from environment to environment', {
    aws: schema('Azure Pipelines'), kubernetes: STACKS_ALONE,
  }),
  row('delivery.cloudBuild', 'changes and versions, from environment to environment', {
    aws: schema('Google Cloud Build'), kubernetes: STACKS_ALONE,
  }),
  row('delivery.jenkins', 'changes and versions, from environment to environment', {
    aws: schema('Jenkins'), kubernetes: STACKS_ALONE,
  }),
];

function row(key: string, what: string, on: Capability['on']): Capability {
  return { key, what, on };
}

function ran(by: string): Support {
  return { by, proof: 'ran' };
}

function vendorType(by: string): Support {
  return { by, proof: 'vendor type' };
}

function schema(by: string): Support {
  return { by, proof: 'schema' };
}
