import { Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { ManagedCheck } from '../managed/managed-check';
import { ManagedImage } from '../managed/managed-image';
import { managedSchedule } from '../managed/managed-schedule';
import { ModelMonitorMetrics } from '../model-monitor-metrics';
import { findsDrift, isManaged } from './check-kinds';
import { Check, checksOf } from './monitor-check';
import { MonitorContext } from './monitor-context';
import { isStepOutput } from '../monitor-contract';
import { MonitorProgram } from '../monitor-program';
import { grantJob, grantPullImage } from './monitor-role';
import { grantReadFolder } from './monitored-places';
import { ScheduledCheck } from './scheduled-check';
import { MonitoringDefinition } from '../../../definition/monitoring-definition';
import { IDatasetStore } from '../../dataset-store';
import { acknowledge, acknowledgeWildcards } from '../../foundation/acknowledgements';
import { grantObjects, READ_OBJECTS } from '../../foundation/bucket-access';
import { countAlarm } from '../../foundation/count-alarm';
import { deadLetterQueue, waitingIn } from '../../foundation/dead-letter-queue';
import { executionRole } from '../../foundation/execution-role';
import { network, networkStatements } from '../../foundation/network';
import { PlatformOptions } from '../../foundation/platform';
import { BucketPrefix } from '../../foundation/s3-place';
import { packageIndex } from '../../foundation/script-packages';
import { IModelEndpoint } from '../../model-endpoint';

/** The checks of a monitor, and what they work with. */
export interface DataChecksProps extends MonitoringDefinition, PlatformOptions {
  readonly endpoint: IModelEndpoint;
  readonly datasets?: { [name: string]: IDatasetStore };
  readonly modelPackage?: string;
  readonly artifactBucket?: s3.IBucket;
  readonly artifactPrefix?: string;
  readonly program?: MonitorProgram;
  readonly modelMonitorImages?: Partial<Record<ManagedImage, string>>;
  readonly name: string;
  readonly namespace: string;
  readonly reports: BucketPrefix;
  readonly metrics: ModelMonitorMetrics;
  readonly encryptionKey: kms.IKey;
}

const LONGEST_RUNTIME = 4 * 3600;
// Model Monitor writes these; its documents disagree on the rest of the name.
const MANAGED_NAMESPACES = ['aws/sagemaker/Endpoints/*', '/aws/sagemaker/Endpoints/*'];

/**
 * The checks of a model's data and predictions: one role for their jobs, one queue for what fails, and each check with its
 * schedule and its alarm.
 */
export class DataChecks extends Construct {
  /** The role of the jobs. */
  public readonly role: iam.IRole;
  /** The alarms of the checks and of what fails. */
  public readonly alarms: cloudwatch.AlarmBase[];
  /** The alarms among them that tell of drift. */
  public readonly drift: cloudwatch.AlarmBase[];

  constructor(scope: Construct, id: string, private readonly props: DataChecksProps) {
    super(scope, id);
    this.role = executionRole(this, 'Role', props, `Runs the checks of ${this.node.path}`);
    const failures = deadLetterQueue(this, 'Failures');
    const context = this.renderContext(failures);
    this.allowJobs(context);

    const checks = checksOf(props);
    const alarms = this.managed ? this.defineManagedChecks(checks, context) : this.defineScheduledChecks(checks, context);
    this.drift = alarms.filter((_, index) => findsDrift(checks[index]!.key, this.managed));
    this.alarms = [...alarms, this.watchFailures(failures)];
    this.acknowledgeFindings();
  }

  private get managed(): boolean {
    return isManaged(this.props);
  }

  private renderContext(failures: sqs.IQueue): MonitorContext {
    const { name, endpoint, namespace, metrics, reports, datasets, modelPackage, compute } = this.props;
    const place = network(this, this.props);
    if (place) networkStatements(this, place).forEach(statement => this.role.addToPrincipalPolicy(statement));
    return {
      name,
      endpoint,
      namespace,
      metrics,
      reports,
      datasets,
      modelPackage,
      failures,
      captureUri: endpoint.captureUri!,
      encryptionKey: this.props.encryptionKey,
      role: this.role,
      network: place,
      compute: { type: 'ml.m5.xlarge', count: 1, volume: '30GiB', ...compute },
    };
  }

  private allowJobs({ captureUri, encryptionKey, modelPackage, endpoint, namespace }: MonitorContext): void {
    grantJob(this.role, encryptionKey, this.managed ? MANAGED_NAMESPACES : [namespace]);
    grantReadFolder(this, 'Capture', captureUri, this.role);
    if (modelPackage !== undefined) this.allow(['sagemaker:DescribeModelPackage'], [modelPackage]);
    this.allowArtifacts();
    if (this.managed) this.allow(['sagemaker:DescribeEndpoint'], [endpoint.endpointArn]);
    if (this.managed && this.props.attributionDrift) this.allowShadowEndpoint();
  }

  /** The model's own files: outputs of its pipeline that are baselines, and the model whose attributions are measured. */
  private allowArtifacts(): void {
    const { platform, artifactBucket = platform?.artifactBucket, artifactPrefix = '', attributionDrift } = this.props;
    const needed = attributionDrift !== undefined || checksOf(this.props).some(({ baseline }) => baseline !== undefined && isStepOutput(baseline));
    if (needed && artifactBucket) grantObjects(this.role, artifactBucket, artifactPrefix, READ_OBJECTS);
  }

  /** SageMaker Clarify asks the model through an endpoint that it makes for each run. */
  private allowShadowEndpoint(): void {
    const arn = (resource: string) => Stack.of(this).formatArn({ service: 'sagemaker', resource, resourceName: 'sm-clarify-*' });
    this.allow([
      'sagemaker:CreateEndpoint', 'sagemaker:CreateEndpointConfig', 'sagemaker:DeleteEndpoint', 'sagemaker:DeleteEndpointConfig',
      'sagemaker:DescribeEndpoint', 'sagemaker:DescribeEndpointConfig', 'sagemaker:InvokeEndpoint',
    ], [arn('endpoint'), arn('endpoint-config')]);
  }

  private defineScheduledChecks(checks: Check[], context: MonitorContext): cloudwatch.AlarmBase[] {
    const program = (this.props.program ?? MonitorProgram._standard())._bind(this, this.role, packageIndex(this.props));
    grantPullImage(this.role, program.imageUri);
    return checks.map(check => {
      const maxRuntime = runtime(check.schedule.shortestGap);
      return new ScheduledCheck(this, check.id, { check, context, program, maxRuntime }).alarm;
    });
  }

  private defineManagedChecks(checks: Check[], context: MonitorContext): cloudwatch.AlarmBase[] {
    const { quality, modelMonitorImages: images = {} } = this.props;
    const violations = deadLetterQueue(this, 'Violations');
    return checks.map(check => {
      const schedule = managedSchedule(this.props[check.key]?.schedule ?? 'daily')!;
      const maxRuntime = runtime(schedule.interval);
      return new ManagedCheck(this, check.id, { check, context, schedule, maxRuntime, violations, quality, images }).alarm;
    });
  }

  private watchFailures(failures: sqs.IQueue): cloudwatch.AlarmBase {
    return countAlarm(this, 'Failed', {
      metric: waitingIn(failures),
      description: `Endpoint ${this.props.endpoint.endpointName}: a check failed or could not be started, so nobody watches the model; `
        + `read and delete the messages of the queue ${failures.queueName}`,
    });
  }

  private allow(actions: string[], resourceArns: string[]): void {
    iam.Grant.addToPrincipal({ grantee: this.role, actions, resourceArns });
  }

  private acknowledgeFindings(): void {
    acknowledge(this, 'inlinePolicy');
    acknowledgeWildcards(this, 'objectKeys', 'namedJobs', 'jobLogs', 'networkInterfaces', 'noResourceLevel', 'clarifyEndpoints');
  }
}

/** Less than the time until the next run, so that runs never overlap. */
function runtime(gap: number): number {
  return Math.min(Math.floor(gap * 0.9), LONGEST_RUNTIME);
}
