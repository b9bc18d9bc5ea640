import { App, Stack } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { documentOf, ENVIRONMENT, Json, statementsOf, stepOf, TestStack } from './pipelines';
import { FeatureStore, IFeatureStore } from '../../../lib/aws/feature-store';
import { TrainingPipeline } from '../../../lib/aws/training-pipeline';
import { FEATURES_CONTRACT } from '../../../lib/aws/training-pipeline/steps/features-program';
import { StepDefinition } from '../../../lib/definition';
import { checkedApp, findings } from '../../quality/policy-checks';

type Steps = { [name: string]: StepDefinition };

const INGEST: Steps = { fill: { ingest: { data: 's3://lake/customers/', into: 'features.customer' } } };
const SET: Steps = { set: { trainingSet: { rows: 'features.outcome', join: ['features.customer', 'features.shop'], maxAge: '90d' } } };

class Site {
  public readonly stack = new TestStack();
  public readonly features: { [name: string]: IFeatureStore } = {
    customer: this.group('customer', true), outcome: this.group('outcome', true), shop: this.group('shop', true), online: this.group('online', false),
  };

  public renders(steps: Steps): { readonly document: Json; readonly statements: Json[] } {
    this.stack.pipeline({ steps }, { features: this.features });
    return { document: documentOf(this.stack.template), statements: statementsOf(this.stack.template) };
  }

  private group(name: string, isStored: boolean): IFeatureStore {
    return FeatureStore.fromFeatureStoreAttributes(this.stack, `Group-${name}`, {
      featureGroupName: `churn-prod-${name}`,
      ...(isStored ? { offlineBucket: s3.Bucket.fromBucketName(this.stack, `Bucket-${name}`, `lake-${name}`), offlinePrefix: 'features/' } : {}),
    });
  }
}

const optionsOf = (step: Json): [string, Json[]] => {
  const [task, ...rest] = step.Arguments.AppSpecification.ContainerArguments;
  return [task, rest];
};
const allowed = (statements: Json[], action: string): string =>
  JSON.stringify(statements.filter(({ Action }) => [Action].flat().includes(action)).map(({ Resource }) => Resource));

describe('an ingest step', () => {
  const { document, statements } = new Site().renders(INGEST);
  const step = stepOf(document, 'fill');

  test('runs the packed program with what it writes, and waits half an hour for the history', () => {
    const [task, options] = optionsOf(step);
    expect(task).toBe('ingest');
    expect(options.filter(option => typeof option === 'string')).toEqual(
      ['--group', 'churn-prod-customer', '--data', '/opt/ml/processing/input/data', '--results', '--wait', '1800']);
    expect(step.Arguments.AppSpecification.ContainerEntrypoint.at(-1)).toBe('features.py');
    expect(step.Arguments.Environment).toEqual({ AWS_DEFAULT_REGION: ENVIRONMENT.region });
    expect(step.Arguments.NetworkConfig.EnableNetworkIsolation).toBe(false);
  });

  test('may write into its group and ask when it has arrived, and into no other', () => {
    expect(allowed(statements, 'sagemaker:PutRecord')).toContain('churn-prod-customer');
    expect(allowed(statements, 'athena:StartQueryExecution')).toContain('workgroup/primary');
    expect(JSON.stringify(statements)).not.toContain('outcome');
  });

  test('asks nothing of a group without an offline store, or when it does not wait', () => {
    for (const ingest of [{ data: 's3://lake/a/', into: 'features.online' }, { data: 's3://lake/a/', into: 'features.customer', wait: '0s' }]) {
      const site = new Site().renders({ fill: { ingest } });
      expect(optionsOf(stepOf(site.document, 'fill'))[1].slice(-2)).toEqual(['--wait', '0']);
      expect(allowed(site.statements, 'athena:StartQueryExecution')).toBe('[]');
    }
  });
});

describe('a training set step', () => {
  const { document, statements } = new Site().renders({
    ...SET, train: { train: { script: 'src/train.py', framework: 'xgboost', inputs: { rows: 'set.data' } } },
  });
  const step = stepOf(document, 'set');

  test('tells the program which groups it joins, under their names, and where the rows go', () => {
    const [task, options] = optionsOf(step);
    expect(task).toBe('trainingSet');
    expect(options.filter(option => typeof option === 'string')).toEqual([
      '--rows', 'churn-prod-outcome', '--join', 'customer=churn-prod-customer', '--join', 'shop=churn-prod-shop',
      '--to', '--results', '--max-age', '7776000',
    ]);
    const [output] = step.Arguments.ProcessingOutputConfig.Outputs;
    expect(options[options.indexOf('--to') + 1]).toEqual(output.S3Output.S3Uri);
  });

  test('is what training reads', () => {
    expect(stepOf(document, 'train').Arguments.InputDataConfig[0].DataSource.S3DataSource.S3Uri)
      .toEqual({ Get: "Steps.set.ProcessingOutputConfig.Outputs['data'].S3Output.S3Uri" });
  });

  test('may describe and read the groups that it joins, and write into none', () => {
    for (const name of ['outcome', 'customer', 'shop']) {
      expect(allowed(statements, 'sagemaker:DescribeFeatureGroup')).toContain(`churn-prod-${name}`);
      expect(allowed(statements, 's3:GetObject')).toContain(`lake-${name}/features/*`);
    }
    expect(allowed(statements, 'sagemaker:PutRecord')).toBe('[]');
    expect(allowed(statements, 's3:DeleteObject')).toBe('[]');
  });

  test('is tried again only as long as no job has begun, which would find the files of the first', () => {
    const retried = new Site().renders({ set: { ...SET.set, retry: {} } });
    expect(JSON.stringify(stepOf(retried.document, 'set').RetryPolicies)).not.toContain('SageMaker.JOB_INTERNAL_ERROR');
  });

  test('is made anew in every run, unless it says itself that it need not be', () => {
    const site = new Site();
    site.stack.pipeline({ cache: '30d', steps: SET }, { features: site.features });
    expect(stepOf(documentOf(site.stack.template), 'set').CacheConfig).toBeUndefined();
  });
});

test('options are those that the program knows', () => {
  const { document } = new Site().renders({ ...INGEST, set: { ...SET.set, after: ['fill'] } });
  for (const name of ['fill', 'set']) {
    const [task, options] = optionsOf(stepOf(document, name));
    const given = options.filter(option => typeof option === 'string' && option.startsWith('--')).map(option => option.slice(2));
    expect(FEATURES_CONTRACT[task as 'ingest']).toEqual(expect.arrayContaining(given));
  }
});

describe('fails when', () => {
  test.each<[string, Steps, string]>([
    ['two machines would write', { fill: { ingest: { ...INGEST.fill!.ingest!, compute: { count: 2 } } } }, 'must be 1, because one machine writes, got 2'],
    ['it would wait for days', { fill: { ingest: { ...INGEST.fill!.ingest!, wait: '2d' } } }, 'must be from 0s to 1d, got "2d"'],
    ['a group has no history', { set: { trainingSet: { rows: 'features.online', join: ['features.customer'] } } }, 'has no offline store to read from'],
    ['a group is not there', { fill: { ingest: { data: 's3://lake/a/', into: 'features.custmer' } } }, 'did you mean "customer"'],
    ['a dataset is written to', { fill: { ingest: { data: 's3://lake/a/', into: 'datasets.a' } } }, 'must be a feature group, "features.<name>", got "datasets.a"'],
    ['nothing waits for what is written', { ...INGEST, ...SET }, 'reads what "fill" writes, and does not wait for it; add "after": ["fill"]'],
    ['rows are joined with themselves', { set: { trainingSet: { rows: 'features.outcome', join: ['features.outcome'] } } }, 'has the rows already'],
    ['more groups are joined than a job can be told', {
      set: { trainingSet: { rows: 'features.outcome', join: Array.from({ length: 41 }, () => 'features.customer') } },
    }, 'must have at most 40 feature groups, got 41'],
  ])('%s', (_what, steps, message) => {
    expect(() => new Site().renders(steps)).toThrow(message);
  });
});

test('the policy packs find nothing', () => {
  const app = checkedApp();
  const stack = new Stack(app, 'Training', { env: ENVIRONMENT });
  const group = (id: string) => new FeatureStore(stack, id, { recordId: 'id', eventTime: 'at', schema: { left: 'integral' } });
  new TrainingPipeline(stack, 'Pipeline', {
    features: { customer: group('Customer'), outcome: group('Outcome') },
    steps: {
      ...INGEST,
      set: { trainingSet: { rows: 'features.outcome', join: ['features.customer'] }, after: ['fill'] },
      train: { train: { framework: 'xgboost', inputs: { rows: 'set.data' } } },
    },
  });
  expect(findings(app as App)).toEqual([]);
});
