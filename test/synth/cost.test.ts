import { Template } from 'aws-cdk-lib/assertions';
import { MlopsDefinition, MlopsStacks } from '../../lib';
import { CheckedApp } from '../../lib/testing';

const served = { artifact: 's3://acme-models/churn/7/model.tar.gz', framework: 'xgboost' as const };

function prodOf(definition: Partial<MlopsDefinition>) {
  const app = new CheckedApp();
  const { environments } = new MlopsStacks(app, 'Bank', {
    definition: { name: 'bank', environments: { prod: { aws: { region: 'eu-west-1', budget: { monthly: 500 } } } }, models: {}, ...definition },
  });
  return { app, prod: environments.prod! };
}

test('a budget counts what has the tags of the environment, and tells the owner of what was spent and what will be', () => {
  const { app, prod } = prodOf({ owner: 'ml@example.com', tags: { team: 'risk' }, models: { churn: { ...served, endpoint: {} } } });
  const notified = (NotificationType: string, Threshold: number) => ({
    Notification: { NotificationType, Threshold, ThresholdType: 'PERCENTAGE', ComparisonOperator: 'GREATER_THAN' },
    Subscribers: [{ SubscriptionType: 'EMAIL', Address: 'ml@example.com' }],
  });
  Template.fromStack(prod.platformStack).hasResourceProperties('AWS::Budgets::Budget', {
    Budget: {
      BudgetType: 'COST',
      TimeUnit: 'MONTHLY',
      BudgetLimit: { Amount: 500, Unit: 'USD' },
      Metrics: ['UnblendedCost'],
      FilterExpression: {
        And: [
          { Tags: { Key: 'mlops:environment', Values: ['prod'], MatchOptions: ['EQUALS'] } },
          { Tags: { Key: 'mlops:system', Values: ['bank'], MatchOptions: ['EQUALS'] } },
        ],
      },
    },
    NotificationsWithSubscribers: [notified('ACTUAL', 80), notified('FORECASTED', 100)],
  });
  expect(app.findings()).toEqual([]);
});

test('a budget without an owner is an error', () => {
  expect(() => prodOf({ models: { churn: { ...served, endpoint: {} } } })).toThrow('tells the owner, and the system has none');
});

test('machines at one time are those of every endpoint together, by type', () => {
  const instances = (type: string, count: number) => ({ ...served, endpoint: { compute: { instances: { type, count } } } });
  const { prod } = prodOf({
    owner: 'ml@example.com',
    models: {
      churn: instances('ml.m5.large', 2),
      fraud: instances('ml.m5.large', 3),
      offers: instances('ml.c5.large', 1),
      seldom: { ...served, endpoint: { compute: { serverless: { memory: '2GiB', maxConcurrency: 5 } } } },
    },
  });
  // Traffic moves from one fleet to another, so that both exist.
  expect(prod.peakInstances).toEqual({ 'ml.m5.large': 10, 'ml.c5.large': 2 });
});
