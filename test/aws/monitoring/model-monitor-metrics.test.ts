import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { ModelMonitorMetrics } from '../../../lib/aws/monitoring';

const metrics = new ModelMonitorMetrics('MLOps/credit-risk', 'risk');

const stat = (metric: Metric) => {
  const { namespace, metricName, statistic, dimensions } = metric.toMetricConfig().metricStat!;
  return { namespace, metricName, statistic, check: dimensions!.find(({ name }) => name === 'Check')!.value };
};

describe('metrics of a monitor', () => {
  test.each([
    ['driftShare', metrics.driftShare(), 'data-drift', 'DriftShare', 'Maximum'],
    ['driftedFeatures', metrics.driftedFeatures(), 'data-drift', 'DriftedFeatures', 'Maximum'],
    ['movedShare', metrics.movedShare(), 'prediction-drift', 'MovedShare', 'Maximum'],
    ['positiveShare', metrics.positiveShare(), 'prediction-drift', 'PositiveShare', 'Average'],
    ['attributionDriftShare', metrics.attributionDriftShare(), 'attribution-drift', 'DriftShare', 'Maximum'],
    ['missingShare', metrics.missingShare(), 'data-quality', 'MissingShare', 'Maximum'],
    ['outOfRangeShare', metrics.outOfRangeShare(), 'data-quality', 'OutOfRangeShare', 'Maximum'],
    ['quality', metrics.quality('auc'), 'quality', 'auc', 'Average'],
    ['labelledShare', metrics.labelledShare(), 'quality', 'LabelledShare', 'Maximum'],
    ['fairness', metrics.fairness('selectionRateGap'), 'fairness', 'selectionRateGap', 'Average'],
    ['violations', metrics.violations('fairness'), 'fairness', 'Violations', 'Maximum'],
    ['records', metrics.records('quality'), 'quality', 'Records', 'Maximum'],
  ])('%s is the one that the contract names', (_, metric, check, metricName, statistic) => {
    expect(stat(metric)).toEqual({ namespace: 'MLOps/credit-risk', check, metricName, statistic });
  });

  test('take other periods and statistics', () => {
    const metric = metrics.driftShare({ period: Duration.hours(1), statistic: 'Average' });
    expect(metric.toMetricConfig().metricStat).toMatchObject({ statistic: 'Average', period: Duration.hours(1) });
  });
});
