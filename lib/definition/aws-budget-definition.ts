/**
 * What an environment may cost in a month. AWS counts what has the environment's tags: let `mlops:system` and `mlops:environment` be cost
 * allocation tags once, in the billing console of the account that pays (they count from the next day on). Nothing is stopped.
 */
export interface AwsBudgetDefinition {
  /**
   * US dollars in a calendar month.
   *
   * @minimum 1
   * @maximum 1000000000
   */
  readonly monthly: number;

  /**
   * The share of it, in percent, at which the owner is told what was spent. The owner is also told when the month is forecast to cost more
   * than all of it.
   *
   * @default 80
   * @minimum 1
   * @maximum 100
   */
  readonly warnAt?: number;
}
