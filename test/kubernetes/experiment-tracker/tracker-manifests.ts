import { App, Chart } from 'cdk8s';
import { ExperimentTracker, TrainingPipeline } from '../../../lib/kubernetes';

const chart = new Chart(new App(), 'shop', { namespace: 'shop' });
const tracker = new ExperimentTracker(chart, 'mlflow', { hosts: ['mlflow.example.com'] });
const image = 'registry.example.com/train:7';
new TrainingPipeline(chart, 'churn', {
  tracker,
  registry: { description: 'Who leaves' },
  files: 's3://acme-models/runs',
  steps: {
    train: { train: { image } },
    evaluate: { process: { image, inputs: { model: 'train.model' }, metrics: { auc: 'auc' } } },
    register: { register: { model: 'train.model', metrics: 'evaluate', description: 'it\'s "new"' } },
  },
});

process.stdout.write(JSON.stringify(chart.toJson()));
