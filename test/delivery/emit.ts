/** Writes what delivers an example, and a system with all that a delivery can have, for every system that delivers: a folder for each. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { delivery, DeliveryDefinition, LockDefinition, MlopsDefinition } from '../../lib';
import { DELIVERY_SYSTEMS } from '../../lib/definition/delivery/delivery-system';
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
    paths: ['mlops.yaml', 'src/**'],
    install: ['npm ci', 'pip install --requirement requirements.txt'],
    test: [],
    smokeTest: { contentType: 'application/json', body: '{ "a": "${{ secrets.X }} $(id) `id`" }', requests: 9, maxLatency: '1s', medianLatency: '200ms' },
  },
};
const VERSION = 'arn:aws:sagemaker:eu-west-1:111111111111:model-package/bank-dev-risk/7';

const [folder] = process.argv.slice(2);
const { definition, lock } = SystemFiles.read(join(__dirname, '../../examples/github-actions/mlops.yaml')).check();
const PINNED: LockDefinition = {
  version: 1, environments: Object.fromEntries(['dev', 'prod'].map(name => [name, { risk: { aws: { modelPackage: VERSION } } }])),
};

const systems = { example: { definition, lock }, released: { definition: WHOLE, lock: undefined }, pinned: { definition: WHOLE, lock: PINNED } };
const AZURE: DeliveryDefinition['azurePipelines'] = {
  organization: 'acme',
  project: 'ml',
  repository: 'bank',
  branch: 'release/1',
  approvers: ['[ml]\\Approvers'],
  issuer: { entra: { tenant: '11111111-2222-3333-4444-555555555555' } },
};
const GOOGLE: DeliveryDefinition['cloudBuild'] = {
  project: 'acme-risk', region: 'europe-west4', repository: 'github/bank', branch: 'release/1', image: 'acme/deliver:1',
};
const BY: { readonly [folder: string]: (files: { definition: MlopsDefinition; lock?: LockDefinition }) => delivery.DeliveryFile[] } = {
  'github-actions': files => new delivery.GithubActions(by({ githubActions: { repository: 'acme@1/bank@2', branch: 'release/1' } }, files)).files,
  'jenkins': files => new delivery.Jenkins(by({ jenkins: { url: 'https://jenkins.acme.example', job: 'acme/bank', branch: 'release/1', agent: 'linux && "x"' } }, files)).files,
  'gitlab-ci': files => new delivery.GitlabCi(by({ gitlabCi: { project: 'acme/ml/bank', branch: 'release/1', image: 'acme/deliver:1' } }, files)).files,
  'cloud-build': files => new delivery.CloudBuild(by({ cloudBuild: GOOGLE }, files)).files,
  'azure-pipelines': files => new delivery.AzurePipelines(by({ azurePipelines: AZURE }, files)).files,
};

/** The same system, delivered by something else. */
function by<T extends { definition: MlopsDefinition }>(other: DeliveryDefinition, files: T): T {
  const common = Object.fromEntries(Object.entries(files.definition.delivery!).filter(([key]) => !DELIVERY_SYSTEMS.some(system => system === key)));
  return { ...files, definition: { ...files.definition, delivery: { ...common, ...other } } };
}

for (const [system, filesOf] of Object.entries(BY)) {
  for (const [name, props] of Object.entries(systems)) {
    for (const { path, content } of filesOf(props)) {
      const file = join(folder!, system, name, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
    }
  }
}
