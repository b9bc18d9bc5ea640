/** Writes the workflows of every example that GitHub Actions delivers, and of a system with all that a workflow can have, into a folder each. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { delivery, MlopsDefinition } from '../../lib';
import { SystemFiles } from '../../lib/synth/system/system-files';

const WHOLE: MlopsDefinition = {
  name: 'bank',
  environments: {
    dev: { aws: { region: 'eu-west-1', account: '111111111111' } },
    prod: { protected: true, aws: { region: 'eu-west-1', account: '222222222222' } },
  },
  models: {
    risk: {
      pipeline: {
        steps: {
          train: { train: { image: '111111111111.dkr.ecr.eu-west-1.amazonaws.com/t:1', inputs: { train: 's3://lake/' } } },
          register: { register: { model: 'train.model' } },
        },
      },
      image: '111111111111.dkr.ecr.eu-west-1.amazonaws.com/s:1',
      endpoint: {},
    },
    scores: { artifact: 's3://acme/model.tar.gz', framework: 'xgboost', batch: { input: 's3://lake/' } },
  },
  delivery: {
    githubActions: { repository: 'acme@1/bank@2', branch: 'release/1' },
    paths: ['mlops.yaml', 'src/**'],
    install: ['npm ci', 'pip install --requirement requirements.txt'],
    test: [],
    smokeTest: { contentType: 'application/json', body: '{ "a": "${{ secrets.X }} $(id) `id`" }', requests: 9, maxLatency: '1s', medianLatency: '200ms' },
  },
};
const VERSION = 'arn:aws:sagemaker:eu-west-1:111111111111:model-package/bank-dev-risk/7';

const [folder] = process.argv.slice(2);
const { definition, lock } = SystemFiles.read(join(__dirname, '../../examples/github-actions/mlops.yaml')).check();
const systems = {
  example: { definition, lock },
  released: { definition: WHOLE },
  pinned: { definition: WHOLE, lock: { version: 1, environments: Object.fromEntries(['dev', 'prod'].map(name => [name, { risk: { aws: { modelPackage: VERSION } } }])) } },
};
for (const [name, props] of Object.entries(systems)) {
  for (const { path, content } of new delivery.GithubActions(props).files) {
    const file = join(folder!, name, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
}
