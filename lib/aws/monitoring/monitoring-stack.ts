import { Stack, StackProps } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { ModelMonitor } from './model-monitor';
import { ModelMonitorProps } from './model-monitor-props';
import { checkPropNames } from '../foundation/check-props';
import { propsFor } from '../foundation/known-props';

/**
 * How a model is watched, and where its stack stands.
 */
export interface MonitoringStackProps extends ModelMonitorProps, StackProps {}

/**
 * A stack with one `ModelMonitor`: a change of what is watched touches neither the endpoint's stack nor other models.
 *
 * @example
 * declare const app: App;
 * declare const endpoint: ModelEndpoint;
 *
 * new MonitoringStack(app, 'Monitoring', { endpoint, alarms: { latencyP99: '300ms' } });
 */
export class MonitoringStack extends Stack {
  /** What watches the model. */
  public readonly monitor: ModelMonitor;

  constructor(scope: Construct, id: string, props: MonitoringStackProps) {
    super(scope, id, props);
    checkPropNames(this, props);
    this.monitor = new ModelMonitor(this, 'Monitor', propsFor('ModelMonitorProps', props));
  }
}
