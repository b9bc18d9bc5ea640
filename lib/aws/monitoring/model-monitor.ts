import { Annotations, Aws, Names, Stack, Token } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as actions from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { checkKeys, isManaged } from './checks/check-kinds';
import { DataChecks } from './checks/data-checks';
import { monitoredPlacesLimits, watchedModel } from './checks/monitored-places';
import { EndpointAlarms } from './endpoint-alarms';
import { ImportedModelMonitor } from './imported-model-monitor';
import { ModelMonitorAttributes } from './model-monitor-attributes';
import { ModelMonitorGrants } from './model-monitor-grants';
import { IModelMonitor } from './model-monitor-interface';
import { installsPackages, monitoringLimits } from './model-monitor-limits';
import { ModelMonitorMetrics } from './model-monitor-metrics';
import { ModelMonitorProps } from './model-monitor-props';
import { metricNamespace, reportsOf } from './monitor-names';
import { MonitorProgram } from './monitor-program';
import { monitoringDashboard } from './monitoring-dashboard';
import { RetrainOnDrift } from './retrain-on-drift';
import { physicalName } from '../../private/names';
import { Problems } from '../../private/problems';
import { checkProps } from '../foundation/check-props';
import { encryptionKey } from '../foundation/encryption-key';
import { instanceTypeLimits } from '../foundation/instance-type-limits';
import { BucketPrefix, S3Place } from '../foundation/s3-place';
import { isWithoutPackages, withoutPackages } from '../foundation/script-packages';
import { IModelEndpoint } from '../model-endpoint';
import { retrainRoleName } from '../training-pipeline/start-role';

/**
 * Watches a model in production: its endpoint by alarms, its data and predictions by checks that run on a schedule.
 *
 * @example
 * declare const endpoint: ModelEndpoint;
 *
 * new ModelMonitor(this, 'Monitor', { endpoint, alarms: { latencyP99: '300ms' } });
 */
export class ModelMonitor extends Construct implements IModelMonitor {
  /**
   * A monitor that another stack defines.
   *
   * @param scope where it is used
   * @param id id of the import
   * @param attributes what is known of it
   */
  public static fromModelMonitorAttributes(scope: Construct, id: string, attributes: ModelMonitorAttributes): IModelMonitor {
    return new ImportedModelMonitor(scope, id, attributes);
  }

  public readonly metrics: ModelMonitorMetrics;
  public readonly grants: ModelMonitorGrants;
  public readonly reportUri?: string;

  /** Rings while any alarm of the model rings: one state for people and for delivery. The single alarms are sent to the topic. */
  public readonly alarm: cloudwatch.CompositeAlarm;

  /** The single alarms, on the endpoint and on every check. */
  public readonly alarms: cloudwatch.AlarmBase[];

  /** Where the alarms are sent. */
  public readonly alarmTopic: sns.ITopic;

  /** Shows alarms, traffic, machines and checks. */
  public readonly dashboard: cloudwatch.Dashboard;

  /** The role of the checks' jobs; undefined when nothing but the endpoint is watched. */
  public readonly role?: iam.IRole;

  /** Starts the pipeline; undefined unless `onDrift.retrain` is given. */
  public readonly retraining?: RetrainOnDrift;

  constructor(scope: Construct, id: string, props: ModelMonitorProps) {
    super(scope, id);
    checkProps(this, 'MonitoringDefinition', props, {
      around: given => ({ datasets: given.datasets ?? {}, model: watchedModel(given) }),
      limits: [
        monitoringLimits,
        monitoredPlacesLimits,
        programLimits,
        (monitoring, problems) => instanceTypeLimits(monitoring.compute?.type, 'processing', Stack.of(this).region, problems.at('compute', 'type')),
      ],
    });
    const { endpoint, namespace = metricNamespace(props.endpoint.endpointName) } = props;
    const reports = checkKeys(props).length > 0 ? this.locateReports(props) : undefined;
    this.metrics = new ModelMonitorMetrics(namespace, endpoint.endpointName);
    this.grants = ModelMonitorGrants._on(reports);
    this.reportUri = reports?.bucket.s3UrlForObject(reports.prefix);

    const topic = props.alarmTopic ?? props.platform?.alarmTopic;
    // Alarms alone need a key only for a topic of their own.
    const key = topic && !reports ? undefined : encryptionKey(this, props);
    this.alarmTopic = topic ?? this.defineTopic(key!);
    const endpointAlarms = new EndpointAlarms(this, 'Endpoint', { ...props.alarms, endpoint });
    const checks = reports && new DataChecks(this, 'Checks',
      { ...props, name: this.renderName(endpoint), namespace, reports, metrics: this.metrics, encryptionKey: key! });
    this.role = checks?.role;
    this.retraining = this.defineRetraining(props, checks?.drift ?? [], key);

    this.alarms = [...endpointAlarms.alarms, ...checks?.alarms ?? [], ...this.retraining?.alarms ?? []];
    this.alarms.forEach(alarm => alarm.addAlarmAction(new actions.SnsAction(this.alarmTopic)));
    this.alarm = this.defineComposite(props);
    this.dashboard = monitoringDashboard(this, 'Dashboard', { endpoint, monitoring: props, metrics: this.metrics, alarms: this.alarms });
    this.warnAboutBackend(props);
  }

  private defineTopic(key: kms.IKey): sns.Topic {
    // Alarms send to the encrypted topic themselves.
    key.addToResourcePolicy(new iam.PolicyStatement({
      principals: [new iam.ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
      resources: ['*'],
      conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
    }));
    return new sns.Topic(this, 'AlarmTopic', { masterKey: key, enforceSSL: true });
  }

  private defineRetraining(props: ModelMonitorProps, drift: cloudwatch.AlarmBase[], key?: kms.IKey): RetrainOnDrift | undefined {
    const { onDrift, trainingPipeline, platform } = props;
    if (!onDrift?.retrain || !trainingPipeline) return undefined;
    // Another account lets the role in by its name; in this one it needs none.
    const roleName = trainingPipeline.startRole && retrainRoleName(props.alarmName ?? trainingPipeline.pipelineName);
    return new RetrainOnDrift(this, 'Retrain', { ...onDrift.retrain, drift, trainingPipeline, roleName, platform, encryptionKey: key });
  }

  private defineComposite({ alarmName, endpoint }: ModelMonitorProps): cloudwatch.CompositeAlarm {
    return new cloudwatch.CompositeAlarm(this, 'Alarm', {
      compositeAlarmName: alarmName,
      alarmRule: cloudwatch.AlarmRule.anyOf(...this.alarms.map(alarm => cloudwatch.AlarmRule.fromAlarm(alarm, cloudwatch.AlarmState.ALARM))),
      alarmDescription: `Endpoint ${endpoint.endpointName}: something needs attention, and one of the other alarms says what`,
    });
  }

  private warnAboutBackend(props: ModelMonitorProps): void {
    if (!isManaged(props)) return;
    Annotations.of(this).addWarningV2('mlops-constructs:modelMonitorClosed',
      'SageMaker Model Monitor and SageMaker Clarify are closed to new customers '
      + 'since 30 July 2026: this deploys only in an account that used them before; use the backend "evidently" otherwise');
  }

  private locateReports({ reportBucket, platform, endpoint }: ModelMonitorProps): BucketPrefix {
    const bucket = reportBucket ?? platform?.dataBucket ?? S3Place.parse(endpoint.captureUri!).bucket(this, 'ReportBucket');
    return { bucket, prefix: reportsOf(this.renderName(endpoint)) };
  }

  /** Literal, so that it can be cut to the length of names: the endpoint's, else one made of the construct's path. */
  private renderName({ endpointName }: IModelEndpoint): string {
    return Token.isUnresolved(endpointName) ? Names.uniqueResourceName(this, { maxLength: 63, separator: '-' }) : physicalName([endpointName]);
  }
}

/** Jobs that could install nothing would fail in every run. */
function programLimits(props: ModelMonitorProps, problems: Problems): void {
  const { program = MonitorProgram._standard() } = props;
  if (installsPackages(props) && program._needsIndex && isWithoutPackages(props)) problems.at('program').add(withoutPackages('the program'));
}
