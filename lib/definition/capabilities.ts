import { EnvironmentDefinition } from './environment-definition';

/** Where an environment may be: the keys of which it has exactly one. */
export type Place = keyof Omit<EnvironmentDefinition, 'models' | 'protected'>;

/** What each of them is called. */
export const PLACE_NAMES: Readonly<Record<Place, string>> = { aws: 'AWS' };

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

/**
 * Everything that a definition may ask for, and what does it at each place. Another place is another column, and the compiler asks for it
 * in every row.
 */
export const CAPABILITIES: readonly Capability[] = [
  row('datasets.*', 'versioned data, kept and erased by rule', { aws: ran('Amazon S3, AWS KMS') }),
  row('features.*.offline', 'features for training', { aws: schema('SageMaker Feature Store, AWS Glue') }),
  row('features.*.online', 'features for answers', { aws: schema('SageMaker Feature Store') }),
  row('tracking.app', 'training runs, without a server', { aws: schema('SageMaker MLflow App') }),
  row('tracking.server', 'training runs, on a server of your own', { aws: schema('SageMaker MLflow tracking server') }),

  row('models.*.pipeline', 'training as a graph of steps', { aws: ran('SageMaker Pipelines') }),
  row('models.*.pipeline.aws.fromFile', 'training as the SageMaker Python SDK wrote it', { aws: schema('SageMaker Pipelines') }),
  row('models.*.pipeline.schedule', 'training by the clock', { aws: schema('Amazon EventBridge Scheduler') }),
  row('models.*.pipeline.onNewData', 'training when data arrives', { aws: schema('Amazon EventBridge, AWS Lambda') }),
  row('models.*.pipeline.steps.*.process', 'a script over data', { aws: ran('SageMaker Processing') }),
  row('models.*.pipeline.steps.*.train', 'a training', { aws: ran('SageMaker Training') }),
  row('models.*.pipeline.steps.*.tune', 'a search for hyperparameters', { aws: schema('SageMaker automatic model tuning') }),
  row('models.*.pipeline.steps.*.transform', 'scores of a whole dataset, within training', { aws: schema('SageMaker Batch Transform') }),
  row('models.*.pipeline.steps.*.explain', 'why a model answers as it does', { aws: ran('SHAP and LIME in SageMaker Processing') }),
  row('models.*.pipeline.steps.*.explain.endpoint', 'why an endpoint answers as it does', { aws: schema('SHAP and LIME in SageMaker Processing') }),
  row('models.*.pipeline.steps.*.condition', 'a gate', { aws: ran('SageMaker Pipelines') }),
  row('models.*.pipeline.steps.*.register', 'a new version', { aws: ran('SageMaker Model Registry') }),
  row('models.*.pipeline.steps.*.createModel', 'a model to score with, within training', { aws: schema('SageMaker') }),
  row('models.*.pipeline.steps.*.lambda', 'a function', { aws: schema('AWS Lambda') }),
  row('models.*.pipeline.steps.*.callback', 'work elsewhere that is waited for', { aws: schema('Amazon SQS') }),
  row('models.*.pipeline.steps.*.emr', 'a job of Apache Spark', { aws: schema('Amazon EMR') }),
  row('models.*.pipeline.steps.*.fail', 'an end with a message', { aws: schema('SageMaker Pipelines') }),
  row('models.*.registry', 'versions, with evidence and approval', { aws: ran('SageMaker Model Registry') }),
  row('models.*.aws.modelPackage', 'a version that another system has made', { aws: schema('SageMaker Model Registry') }),
  row('models.*.containers', 'a chain of containers', { aws: schema('SageMaker inference pipelines') }),
  row('models.*.multiModel', 'many models in one container', { aws: schema('SageMaker multi-model endpoints') }),

  row('models.*.endpoint.compute.instances', 'answers from machines', { aws: ran('SageMaker real-time inference') }),
  row('models.*.endpoint.compute.serverless', 'answers without machines', { aws: schema('SageMaker Serverless Inference') }),
  row('models.*.endpoint.asynchronous', 'answers that are fetched later', { aws: schema('SageMaker Asynchronous Inference') }),
  row('models.*.endpoint.components', 'several models on one fleet', { aws: schema('SageMaker inference components') }),
  row('models.*.endpoint.variants', 'several models behind one name', { aws: schema('SageMaker production variants') }),
  row('models.*.endpoint.shadow', 'a model that only listens', { aws: schema('SageMaker shadow variants') }),
  row('models.*.endpoint.compute.instances.scale', 'machines by load', { aws: ran('AWS Application Auto Scaling') }),
  row('models.*.endpoint.rollout', 'a new version step by step, and back', { aws: schema('SageMaker deployment guardrails') }),
  row('models.*.endpoint.capture', 'records of requests and answers', { aws: ran('SageMaker data capture') }),
  row('models.*.batch', 'scores of whole datasets, by the clock', { aws: schema('SageMaker Batch Transform') }),

  row('models.*.monitoring.alarms', 'alarms on errors, latency and silence', { aws: schema('Amazon CloudWatch') }),
  row('models.*.monitoring.dataDrift', 'drift of the inputs', { aws: ran('Evidently in SageMaker Processing') }),
  row('models.*.monitoring.dataQuality', 'quality of the inputs', { aws: ran('Evidently in SageMaker Processing') }),
  row('models.*.monitoring.quality', 'quality of the answers, with labels', { aws: ran('the monitor program in SageMaker Processing') }),
  row('models.*.monitoring.fairness', 'answers by group', { aws: ran('the monitor program in SageMaker Processing') }),
  row('models.*.monitoring.attributionDrift', 'drift of what answers rest on', { aws: ran('the monitor program in SageMaker Processing') }),
  row('models.*.monitoring.onDrift.retrain', 'a new training after drift', { aws: ran('Amazon EventBridge, AWS Lambda') }),

  row('delivery.codePipeline', 'changes and versions, from environment to environment', { aws: schema('AWS CodePipeline') }),
];

function row(key: string, what: string, on: Capability['on']): Capability {
  return { key, what, on };
}

function ran(by: string): Support {
  return { by, proof: 'ran' };
}

function schema(by: string): Support {
  return { by, proof: 'schema' };
}
