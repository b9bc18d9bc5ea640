import { Annotations, Aws, Names, Stack, Token } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as actions from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct, IConstruct } from 'constructs';
import { checkKeys, isManaged } from './checks/check-kinds';
import { DataChecks } from './checks/data-checks';
import { monitoredPlacesLimits, watchedModel } from './checks/monitored-places';
import { EndpointAlarms } from './endpoint-alarms';
import { ModelMonitorGrants } from './model-monitor-grants';
import { installsPackages, monitoringLimits } from './model-monitor-limits';
import { ModelMonitorMetrics } from './model-monitor-metrics';
import { MonitorProgram } from './monitor-program';
import { monitoringDashboard } from './monitoring-dashboard';
import { RetrainOnDrift } from './retrain-on-drift';
import { MonitoringDefinition } from '../../definition/monitoring-definition';
import { physicalName } from '../../private/names';
import { Problems } from '../../private/problems';
import { IDatasetStore } from '../dataset-store';
import { checkProps } from '../foundation/check-props';
import { encryptionKey } from '../foundation/encryption-key';
import { instanceTypeLimits } from '../foundation/instance-type-limits';
import { PlatformOptions } from '../foundation/platform';
import { BucketPrefix, S3Place } from '../foundation/s3-place';
import { isWithoutPackages, withoutPackages } from '../foundation/script-packages';
import { IModelEndpoint } from '../model-endpoint';
import { ITrainingPipeline } from '../training-pipeline';
import { retrainRoleName } from '../training-pipeline/start-role';

/**
 * What watches a model.
 */
export interface IModelMonitor extends IConstruct {
  /** Metrics that the checks publish. */
  readonly metrics: ModelMonitorMetrics;

  /** Permissions on the reports. */
  readonly grants: ModelMonitorGrants;

  /** Where the reports of all checks begin, `s3://bucket/prefix/`, when there is a check. */
  readonly reportUri?: string;
}

/**
 * A monitor of another stack.
 */
export interface ModelMonitorAttributes {
  /** The endpoint that it watches. */
  readonly endpointName: string;

  /** The bucket of its reports. */
  readonly reportBucket: s3.IBucket;

  /**
   * Where the reports begin in the bucket; it ends in `/`.
   *
   * @default - `monitoring/<endpoint>/`
   */
  readonly reportPrefix?: string;

  /**
   * Namespace of its metrics.
   *
   * @default - `MLOps/<endpoint>`
   */
  readonly namespace?: string;
}

/**
 * Images that replace those of the library's table.
 */
export interface ModelMonitorImages {
  /**
   * URI of the image that analyses data and quality.
   *
   * @default - the one of the stack's region
   */
  readonly analyzer?: string;

  /**
   * URI of the image that analyses bias and explanations (SageMaker Clarify).
   *
   * @default - the one of the stack's region
   */
  readonly clarify?: string;
}

/**
 * How a model is watched.
 */
export interface ModelMonitorProps extends MonitoringDefinition, PlatformOptions {
  /** The endpoint that is watched. Checks of the data need one that records requests and answers. */
  readonly endpoint: IModelEndpoint;

  /**
   * The pipeline that `onDrift.retrain` starts.
   *
   * @default - none; `onDrift.retrain` then is an error
   */
  readonly trainingPipeline?: ITrainingPipeline;

  /**
   * Where every alarm is sent.
   *
   * @default - the platform's topic, else a new encrypted topic
   */
  readonly alarmTopic?: sns.ITopic;

  /**
   * Name of the composite alarm, for others that watch it by its name.
   *
   * @default - AWS CloudFormation makes the name
   */
  readonly alarmName?: string;

  /**
   * The datasets that `baseline` and `labels` name as `datasets.<name>`.
   *
   * @default - none
   */
  readonly datasets?: { [name: string]: IDatasetStore };

  /**
   * ARN of the version that serves. Its metadata tells where the baselines are that are outputs of a pipeline's steps, and
   * its files are those that attributions are measured with.
   *
   * @default - none; a baseline then is a dataset or a place in Amazon S3
   */
  readonly modelPackage?: string;

  /**
   * The bucket that holds the outputs of the model's pipeline and the files of its versions.
   *
   * @default - the platform's artifact bucket
   */
  readonly artifactBucket?: s3.IBucket;

  /**
   * Where this model's artifacts begin in that bucket; it ends in `/`.
   *
   * @default - the whole bucket
   */
  readonly artifactPrefix?: string;

  /**
   * The bucket of the reports.
   *
   * @default - the platform's data bucket, else the bucket of the recorded requests
   */
  readonly reportBucket?: s3.IBucket;

  /**
   * What the checks run.
   *
   * @default - the program that comes with the library
   */
  readonly program?: MonitorProgram;

  /**
   * Namespace of the metrics that the checks publish. It is all that a permission to publish can be limited by, so models that share
   * one can publish in each other's name.
   *
   * @default - `MLOps/<endpoint>`
   */
  readonly namespace?: string;

  /**
   * Images of SageMaker Model Monitor, for a region that the library does not know.
   *
   * @default - those of the stack's region
   */
  readonly modelMonitorImages?: ModelMonitorImages;
}

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
    const { endpointName, reportBucket, reportPrefix = reportsOf(endpointName), namespace = namespaceOf(endpointName) } = attributes;
    class Import extends Construct implements IModelMonitor {
      public readonly metrics = new ModelMonitorMetrics(namespace, endpointName);
      public readonly grants = ModelMonitorGrants._on({ bucket: reportBucket, prefix: reportPrefix });
      public readonly reportUri = reportBucket.s3UrlForObject(reportPrefix);
    }
    return new Import(scope, id);
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
    const { endpoint, namespace = namespaceOf(props.endpoint.endpointName) } = props;
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
      alarmDescription: `Something about endpoint ${endpoint.endpointName} needs attention`,
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

function reportsOf(name: string): string {
  return `monitoring/${name}/`;
}

/** Of one endpoint alone, so that what checks one model cannot publish for another. */
function namespaceOf(endpointName: string): string {
  return `MLOps/${endpointName}`;
}
