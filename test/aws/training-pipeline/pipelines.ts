import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { IDatasetStore, DatasetStoreGrants } from '../../../lib/aws/dataset-store';
import { IExperimentTracker } from '../../../lib/aws/experiment-tracker';
import { IModelRegistry, ModelRegistryGrants } from '../../../lib/aws/model-registry';
import { TrainingPipeline, TrainingPipelineProps } from '../../../lib/aws/training-pipeline';
import { PipelineDefinition } from '../../../lib/definition/pipeline/pipeline-definition';

export const ENVIRONMENT = { account: '111111111111', region: 'eu-west-1' };

/** A folder with the scripts of the pipelines below. */
export const SOURCES = mkdtempSync(join(tmpdir(), 'sources-'));
mkdirSync(join(SOURCES, 'src'));
for (const name of ['prepare', 'train', 'evaluate']) writeFileSync(join(SOURCES, 'src', `${name}.py`), `print("${name}")\n`);

/** The pipeline of the design: prepare, train, evaluate, and register when the metric is good enough. */
export const CREDIT_RISK: PipelineDefinition = {
  parameters: { minAuc: 0.78 },
  steps: {
    prepare: {
      process: { script: 'src/prepare.py', framework: 'sklearn', inputs: { applications: 'datasets.applications' }, outputs: ['train', 'test'] },
    },
    train: { train: { script: 'src/train.py', framework: 'xgboost', inputs: { train: 'prepare.train' }, hyperparameters: { max_depth: 5, objective: 'binary:logistic' } } },
    evaluate: {
      process: {
        script: 'src/evaluate.py',
        inputs: { model: 'train.model', test: 'prepare.test' },
        metrics: { auc: 'binary_classification_metrics.auc.value' },
        arguments: { floor: 'parameters.minAuc', quiet: true },
      },
    },
    gate: { condition: { metric: 'evaluate.auc', atLeast: 'parameters.minAuc', then: ['register'], otherwise: ['stop'] } },
    register: { register: { model: 'train.model', metrics: 'evaluate' } },
    stop: { fail: { message: 'the model is not good enough' } },
  },
};

/** Every kind of step. */
export const EVERY_KIND: PipelineDefinition = {
  parameters: { rounds: 50, minAuc: 1, region: 'eu', verbose: false },
  parallelism: 3,
  cache: '30d',
  steps: {
    ...CREDIT_RISK.steps,
    extract: { emr: { clusterId: 'j-ABC123', jar: 's3://jars/extract.jar', arguments: ['--all'], mainClass: 'Extract' }, cache: '12h' },
    notify: { lambda: { functionName: 'notify', inputs: { region: 'parameters.region', count: 2 }, outputs: { rounds: 'integer' } }, after: ['extract'] },
    review: { callback: { queueName: 'reviews', inputs: { what: 'data' }, outputs: { accepted: 'boolean' } } },
    search: {
      tune: {
        script: 'src/train.py',
        framework: 'xgboost',
        inputs: { train: 'prepare.train' },
        hyperparameters: { rounds: 'notify.rounds' },
        metrics: { auc: 'auc=([0-9.]+)' },
        objective: 'auc',
        ranges: { eta: { continuous: [0.01, 0.3], scale: 'logarithmic' }, depth: { integer: [2, 8] }, booster: { categorical: ['gbtree', 'dart'] } },
        maxJobs: 12,
        parallelJobs: 3,
        spot: true,
        timeout: '2h',
      },
      retry: { attempts: 5, interval: '30s' },
    },
    model: { createModel: { model: 'search.model' } },
    score: { transform: { model: 'model.model', input: 'prepare.test', compute: { type: 'ml.m5.2xlarge', count: 2 } } },
    explain: { explain: { model: 'train.model', data: 'prepare.test', columns: { label: 'outcome' }, request: { format: 'records' }, sampling: { size: 50 } } },
    ask: { explain: { endpoint: 'Churn-Prod', request: { variant: 'blue' }, data: 'datasets.applications', methods: { shap: {} } } },
    steady: { condition: { metric: 'explain.lime.stability', atLeast: 0.8, then: ['registerExplained'] } },
    registerExplained: { register: { model: 'train.model' } },
    again: { condition: { metric: 'evaluate.auc', atLeast: 0.5, atMost: 'parameters.minAuc', then: ['registerBest'] } },
    registerBest: { register: { model: 'search.model', description: 'the best of the search' }, retry: {} },
    own: { process: { image: '111111111111.dkr.ecr.eu-west-1.amazonaws.com/own:1', compute: { type: 'ml.g5.xlarge', count: 2 } }, after: ['review'], cache: '0s' },
  },
};

/** An app with one stack and what pipelines need around them. */
export class TestStack extends Stack {
  public readonly key = new kms.Key(this, 'Key', { enableKeyRotation: true });
  public readonly artifactBucket = s3.Bucket.fromBucketName(this, 'Artifacts', 'artifacts');

  constructor(env: { account?: string; region?: string } = ENVIRONMENT, app: App = new App()) {
    super(app, 'Stack', { env });
  }

  public get registry(): IModelRegistry {
    return this.registryWith('manual');
  }

  public registryWith(approval: string): IModelRegistry {
    const registry = {
      node: this.node,
      modelPackageGroupName: 'credit-risk',
      modelPackageGroupArn: 'arn:aws:sagemaker:eu-west-1:111111111111:model-package-group/credit-risk',
      approval,
      artifactPrefix: '',
    } as unknown as IModelRegistry;
    return Object.assign(registry, { grants: grantsOn(ModelRegistryGrants, registry) });
  }

  public get dataset(): IDatasetStore {
    const store = { node: this.node, bucket: s3.Bucket.fromBucketName(this, `Data${this.node.children.length}`, 'data'), prefix: 'applications/', uri: 's3://data/applications/' } as unknown as IDatasetStore;
    return Object.assign(store, { grants: grantsOn(DatasetStoreGrants, store) });
  }

  public get tracker(): IExperimentTracker {
    return {
      node: this.node,
      trackingUri: 'arn:aws:sagemaker:eu-west-1:111111111111:mlflow-app/app-1',
      artifactPrefix: '',
      grants: { log: () => undefined },
    } as unknown as IExperimentTracker;
  }

  public pipeline(definition: PipelineDefinition, props: Partial<TrainingPipelineProps> = {}): TrainingPipeline {
    return new TrainingPipeline(this, 'Training', {
      pipelineName: 'Credit-Risk',
      sourceDirectory: SOURCES,
      encryptionKey: this.key,
      artifactBucket: this.artifactBucket,
      registry: this.registry,
      datasets: { applications: this.dataset },
      ...definition,
      ...props,
    });
  }

  public get template(): Template {
    return Template.fromStack(this);
  }
}

/** The constructor of the grants is the library's own. */
function grantsOn<T>(type: unknown, target: object): T {
  return new (type as new (of: object) => T)(target);
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Json = any;

/** The document of the one pipeline in a template; what CloudFormation fills in is written as `<Name>`. */
export function documentOf(template: Template): Json {
  const [pipeline] = Object.values(template.findResources('AWS::SageMaker::Pipeline'));
  return JSON.parse(flat(pipeline!.Properties.PipelineDefinition.PipelineDefinitionBody));
}

/** A step by its name, wherever it is nested. */
export function stepOf(document: Json, name: string): Json {
  const all: Json[] = document.Steps.flatMap(function nested(step: Json): Json[] {
    return [step, ...[...step.Arguments?.IfSteps ?? [], ...step.Arguments?.ElseSteps ?? []].flatMap(nested)];
  });
  return all.find(step => step.Name === name);
}

function flat(value: Json): string {
  if (typeof value === 'string') return value;
  if (value['Fn::Join']) return value['Fn::Join'][1].map(flat).join(value['Fn::Join'][0]);
  if (value['Fn::GetAtt']) return `<${value['Fn::GetAtt'].join('.').replace(/[0-9A-F]{8}/, '')}>`;
  return value.Ref ? `<${value.Ref}>` : `<${JSON.stringify(value).replace(/"/g, '')}>`;
}

/** Every statement of the policies in a template. */
export function statementsOf(template: Template): Json[] {
  // A long policy goes on in a managed one.
  return ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy'].flatMap(type => Object.values(template.findResources(type)))
    .flatMap(policy => policy.Properties.PolicyDocument.Statement);
}
