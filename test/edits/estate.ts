import { MlopsDefinition } from '../../lib/definition';

/** A system with everything that holds data, and little besides, so that it is synthesised in a moment. */
export const ESTATE: MlopsDefinition = {
  name: 'estate',
  environments: {
    dev: { aws: { region: 'eu-west-1', account: '111111111111', packages: { codeArtifact: {} } } },
    prod: { protected: true, aws: { region: 'eu-west-1', account: '222222222222', network: { isolated: { cidr: '10.7.0.0/16', availabilityZones: 3 } } } },
    edge: {
      aws: {
        region: 'eu-west-1',
        account: '333333333333',
        network: { existing: { vpcId: 'vpc-0a1b2c3d4e5f60718', subnetIds: ['subnet-0a1b2c3d4e5f60718'] } },
      },
    },
  },
  datasets: {
    applications: { description: 'Applications', classification: 'confidential', personalData: true, retention: '2y' },
    outside: { location: 's3://acme-data/outside/' },
  },
  features: {
    applicant: {
      description: 'What is known of an applicant',
      recordId: 'id',
      eventTime: 'updated_at',
      schema: { income: 'fractional', consumer_history: 'integral' },
      online: { ttl: '30d', storage: 'standard' },
      offline: { format: 'iceberg', aws: { database: 'risk', table: 'applicant' } },
      throughput: { readUnits: 5, writeUnits: 5 },
    },
  },
  models: {
    risk: {
      image: '111111111111.dkr.ecr.eu-west-1.amazonaws.com/serve:1',
      pipeline: {
        steps: {
          train: { train: { image: '111111111111.dkr.ecr.eu-west-1.amazonaws.com/train:1', inputs: { train: 'datasets.applications' } } },
          register: { register: { model: 'train.model' } },
        },
      },
      registry: { approval: 'manual', group: 'estate-risk', description: 'Versions' },
      endpoint: { capture: { percent: 100 } },
    },
  },
  tracking: { server: { size: 'small', version: '3.0', maintenanceWindow: 'Mon:10:00' } },
};
