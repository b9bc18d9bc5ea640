import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Chart } from 'cdk8s';
import { ExperimentTracker, TrainingPipeline, TrainingPipelineProps } from '../../../lib/kubernetes';
import { manifestsOf, Manifest } from '../manifests';

export const image = 'registry.example.com/train:7';

/** Every kind of step that a cluster runs, two conditions one after the other, and both ways out of the first. */
export const WHOLE: TrainingPipelineProps = {
  files: 's3://acme-models/runs/',
  schedule: 'cron(0 6 ? * MON-FRI *)',
  timeZone: 'Europe/Berlin',
  parallelism: 2,
  parameters: { rate: 0.1, least: 0.8 },
  identity: { irsa: { role: 'arn:aws:iam::111111111111:role/training' } },
  steps: {
    prepare: { process: { script: 'prepare.py', image, inputs: { raw: 's3://acme-data/churn/' }, outputs: ['train', 'test'], arguments: { share: 'parameters.rate' } } },
    Train: {
      train: {
        script: 'train.py',
        image,
        inputs: { train: 'prepare.train' },
        hyperparameters: { rate: 'parameters.rate', note: '$(HOME)' },
        compute: { container: { cpu: 4, memory: '8GiB', gpus: 1 }, volume: '50GiB' },
      },
      retry: {},
    },
    evaluate: { process: { script: 'evaluate.py', image, inputs: { model: 'Train.model', test: 'prepare.test' }, metrics: { auc: 'binary.auc.value', bias: 'bias' } } },
    gate: { condition: { metric: 'evaluate.auc', atLeast: 'parameters.least', then: ['fair'], otherwise: ['stop'] } },
    fair: { condition: { metric: 'evaluate.bias', atMost: 0.001, then: ['register'] } },
    register: { register: { model: 'Train.model', metrics: 'evaluate', description: 'weekly' } },
    stop: { fail: { message: 'the model is worse than "least"' } },
  },
};

/** A folder of scripts. */
export function scriptFolder(files: Readonly<Record<string, string | Buffer>> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'scripts-'));
  for (const [name, content] of Object.entries({ 'prepare.py': 'print(1)\n', 'train.py': 'print(2)\n', 'evaluate.py': 'print(3)\n', ...files })) {
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

export function pipeline(props: TrainingPipelineProps): { made: TrainingPipeline; manifests: Manifest[] } {
  const chart = new Chart(new App(), 'ml', { namespace: 'ml' });
  const tracker = ExperimentTracker.fromExperimentTrackerAttributes(chart, 'mlflow', { trackingUri: 'http://mlflow.ml.svc.cluster.local' });
  const made = new TrainingPipeline(chart, 'churn', { tracker, ...props });
  return { made, manifests: manifestsOf(chart) };
}
