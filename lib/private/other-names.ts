/**
 * What people call the things of a definition elsewhere: in SDKs, in other tools, in speech. One table for keys and choices;
 * a name is only suggested where it is known.
 *
 * Case, hyphens, underscores and spaces do not count.
 */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  // Frameworks.
  'djl-lmi': 'djl, lmi, djl serving, djl inference, large model inference',
  'huggingface': 'hf, transformers, hugging face transformers, sentence transformers, diffusers, peft',
  'pytorch': 'torch, torchvision, pytorch lightning, lightning, libtorch, torchserve, fastai',
  'sklearn': 'scikit-learn, scikit, scikits, sk-learn, scikit-learn-intelex, sklearn-pipeline',
  'tensorflow': 'tf, tf2, tensorflow2, tf.keras, keras, keras3, tensorflow-serving, tfx',
  'tgi': 'text generation inference, hugging face tgi, huggingface llm',
  'vllm': 'vllm openai, vllm server, llm, large language model',
  'xgboost': 'xgb, xgboost2, xgbclassifier, xgbregressor, extreme gradient boosting, dmlc-xgboost',

  // Types of features.
  'fractional': 'float, float32, float64, double, decimal, number, numeric, real',
  'integral': 'int, int32, int64, integer, long, bigint, whole number',
  'string': 'str, text, varchar, char, object, category, categorical, bool, boolean, timestamp, date, datetime',

  // Tables.
  'parquet': 'glue, hive, files, plain files',

  // Risk, approval, classification.
  'high': 'critical, severe',
  'medium': 'moderate, normal, limited',
  'low': 'minimal, none',
  'manual': 'PendingManualApproval, pending, review, human',
  'automatic': 'approved, auto, always',
  'restricted': 'secret, sensitive',
  'confidential': 'private, pii',

  // The system.
  'account': 'account id, aws account, aws account id',
  'datasets': 'data sets, data, sources',
  'delivery': 'ci, cd, cicd, ci-cd, deploy, deployment, release',
  'environments': 'envs, stages, targets, accounts',
  'features': 'feature store, feature groups',
  'network': 'vpc, vpc config, networking',
  'owner': 'email, contact, maintainer, team',
  'region': 'aws region, location',
  'tags': 'labels, annotations',
  'tracking': 'mlflow, experiments, experiment tracking',

  // Models and what serves them.
  'artifact': 'model data, model data url, model uri, model url, model path, model artifact, weights, checkpoint, s3 uri',
  'asynchronous': 'async, async inference, asynchronous inference, asynchronous inference config',
  'batch': 'batch transform, batch inference, transform job, offline inference',
  'capture': 'data capture, data capture config, logging, request logging',
  'compute': 'hardware, machine, machines, resources, resource config',
  'count': 'instance count, initial instance count, replicas, number of instances, instances count',
  'endpoint': 'serving, inference, serve, deployment, online, realtime, real time',
  'entryPoint': 'inference script, inference code, handler, source file',
  'environment': 'env, env vars, environment variables, env variables',
  'frameworkVersion': 'version, framework ver',
  'image': 'container, image uri, docker image, container image, ecr image',
  'instances': 'instance, provisioned, vm, ec2',
  'card': 'model card, modelcard, datasheet, documentation',
  'memory': 'memory size, memory size in mb, memory in mb, ram',
  'modelPackage': 'model package arn, model version, model package name',
  'rollout': 'deployment config, deployment policy, update strategy, strategy, blue green',
  'scale': 'autoscaling, auto scaling, autoscale, scaling, hpa',
  'serverless': 'serverless config, lambda endpoint, serverless inference',
  'type': 'instance type, machine type, vm size',
  'variants': 'production variants, models, ab test',
  'volume': 'volume size, volume size in gb, disk, storage',

  // Monitoring.
  'alarms': 'alerts, alerting, notifications',
  'baseline': 'reference, reference data, baseline dataset, baseline data, training data',
  'dataDrift': 'drift, data quality, feature drift, covariate shift, data monitoring',
  'fairness': 'bias, model bias, bias drift',
  'labels': 'ground truth, targets, actuals',
  'monitoring': 'monitor, observability, model monitor',
  'quality': 'model quality, performance, accuracy, model performance',
  'retrain': 'train, training, retraining',
  'segments': 'groups, facets, slices, protected attributes, sensitive features',

  // Pipelines.
  'after': 'depends on, dependencies, needs, requires, upstream',
  'atLeast': 'min, minimum, ge, gte, greater than, greater than or equal to, threshold',
  'atMost': 'max, maximum, le, lte, less than, less than or equal to',
  'condition': 'if, check, gate, when',
  'createModel': 'model step, make model',
  'emr': 'spark, emr cluster, pyspark',
  'explain': 'clarify, explainability, shap, explanation',
  'hyperparameters': 'params, hyper params, hyperparams',
  'ingest': 'ingestion, feature ingestion, write features, materialize',
  'otherwise': 'else, else steps, if false',
  'process': 'processing, preprocess, preprocessing, processing job, script processor, evaluate, evaluation',
  'register': 'register model, registration, model registration',
  'script': 'code, entry point, source, file',
  'then': 'if steps, if true, do',
  'train': 'training, training job, fit, estimator',
  'trainingSet': 'training dataset, point in time join, historical features, dataset builder',
  'transform': 'batch transform, transformer',
  'tune': 'tuning, hpo, hyperparameter tuning, tuner, sweep',
};

const MEANT: ReadonlyMap<string, readonly string[]> = byOtherName();

/** What is called so elsewhere, as it is called here; the likeliest first. */
export function calledHere(name: string): readonly string[] {
  return MEANT.get(plain(name)) ?? [];
}

function byOtherName(): Map<string, string[]> {
  const meant = new Map<string, string[]>();
  for (const [here, others] of Object.entries(OTHER_NAMES)) {
    for (const other of [here, ...others.split(', ')].map(plain)) meant.set(other, [...meant.get(other) ?? [], here]);
  }
  return meant;
}

/** `Scikit_learn` is `scikit-learn`. */
function plain(name: string): string {
  return name.toLowerCase().replace(/[\s._-]+/g, '');
}
