import * as budgets from 'aws-cdk-lib/aws-budgets';
import { Construct } from 'constructs';
import { AwsBudgetDefinition } from '../../definition';

const DEFAULT_WARNING = 80;

/** What a budget counts, and who hears of it. */
export interface CostBudgetProps extends AwsBudgetDefinition {
  /** E-mail address that is told. */
  readonly owner: string;
  /** What is counted has all of these tags. */
  readonly tags: { readonly [key: string]: string };
}

/** Tells the owner when the resources with some tags cost more in a month than was planned. */
export class CostBudget extends Construct {
  constructor(scope: Construct, id: string, { monthly, owner, tags, warnAt }: CostBudgetProps) {
    super(scope, id);
    new budgets.CfnBudget(this, 'Resource', {
      budget: {
        budgetType: 'COST',
        timeUnit: 'MONTHLY',
        budgetLimit: { amount: monthly, unit: 'USD' },
        metrics: ['UnblendedCost'],
        filterExpression: { and: Object.entries(tags).map(([key, value]) => ({ tags: { key, values: [value], matchOptions: ['EQUALS'] } })) },
      },
      notificationsWithSubscribers: [notification('ACTUAL', warnAt ?? DEFAULT_WARNING, owner), notification('FORECASTED', 100, owner)],
    });
  }
}

type Notified = budgets.CfnBudget.NotificationWithSubscribersProperty;

function notification(notificationType: 'ACTUAL' | 'FORECASTED', threshold: number, address: string): Notified {
  return {
    notification: { notificationType, threshold, thresholdType: 'PERCENTAGE', comparisonOperator: 'GREATER_THAN' },
    subscribers: [{ subscriptionType: 'EMAIL', address }],
  };
}
