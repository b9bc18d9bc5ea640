import { Aws, Duration, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as scheduler from 'aws-cdk-lib/aws-scheduler';
import * as targets from 'aws-cdk-lib/aws-scheduler-targets';
import { Construct } from 'constructs';
import { collectFailures, violationAlarm } from './check-alarms';
import { renderCheckJob } from './check-job';
import { Check } from './monitor-check';
import { MonitorContext } from './monitor-context';
import { monitorConfig, monitorEnvironment } from './monitor-run';
import { CheckPlaces, checkPlaces } from './monitored-places';
import { physicalName } from '../../../private/names';
import { grantObjects, grantReadObject, grantVolumeKey, WRITE_OBJECTS } from '../../foundation/bucket-access';
import { jsonAsset } from '../../foundation/json-asset';
import { inTimeZone } from '../../foundation/schedule';
import { MonitorProgramConfig } from '../monitor-program';

/** What one check is made of. */
export interface ScheduledCheckProps {
  readonly check: Check;
  readonly context: MonitorContext;
  readonly program: MonitorProgramConfig;
  /** The longest that a run may take, in seconds. */
  readonly maxRuntime: number;
}

// A job's name has 63 characters, and the scheduler's id of an execution may take 36 of them.
const JOB_PREFIX_LENGTH = 63 - 1 - 36;

/**
 * A check that Amazon EventBridge Scheduler starts as a processing job, without any code in between: the scheduler writes
 * its own id into the job's name and the scheduled time into its environment.
 */
export class ScheduledCheck extends Construct {
  public readonly alarm: cloudwatch.AlarmBase;
  private readonly jobPrefix: string;

  constructor(scope: Construct, id: string, private readonly props: ScheduledCheckProps) {
    super(scope, id);
    const { check, context } = props;
    this.jobPrefix = physicalName([context.name, check.name], JOB_PREFIX_LENGTH);
    const places = checkPlaces(this, check, context, context.role);
    const config = jsonAsset(this, 'Config', monitorConfig(check));
    grantReadObject(context.role, config.bucket, config.s3ObjectKey);
    // The program shows the windows before beside its own.
    grantObjects(context.role, context.reports.bucket, this.reportPrefix, [...WRITE_OBJECTS, 's3:GetObject']);

    this.defineSchedule(this.renderJob(places, config.s3ObjectUrl));
    this.alarm = violationAlarm(this, check, `Endpoint ${context.endpoint.endpointName}`, options => context.metrics.violations(check.name, options));
    collectFailures(this, { ProcessingJobName: [{ prefix: `${this.jobPrefix}-` }] }, context.failures);
  }

  private get reportPrefix(): string {
    return `${this.props.context.reports.prefix}${this.props.check.name}/`;
  }

  private get reportUri(): string {
    return this.props.context.reports.bucket.s3UrlForObject(this.reportPrefix);
  }

  private defineSchedule(job: object): void {
    const { check, context } = this.props;
    const role = this.defineSchedulerRole();
    new scheduler.Schedule(this, 'Schedule', {
      description: `Checks ${check.title} of an endpoint`,
      schedule: inTimeZone(check.schedule.expression, check.schedule.timeZone),
      target: new targets.Universal({
        service: 'sagemaker',
        action: 'createProcessingJob',
        role,
        policyStatements: [new iam.PolicyStatement({
          actions: ['sagemaker:CreateProcessingJob'],
          resources: [Stack.of(this).formatArn({ service: 'sagemaker', resource: 'processing-job', resourceName: `${this.jobPrefix}-*` })],
        })],
        input: scheduler.ScheduleTargetInput.fromObject(job),
        deadLetterQueue: context.failures,
        // Throttling and full quotas pass; a run that starts after the next one is due has no value.
        retryAttempts: 30,
        maxEventAge: Duration.seconds(Math.min(check.schedule.shortestGap, 86_400)),
      }),
    });
  }

  private defineSchedulerRole(): iam.Role {
    const { context } = this.props;
    const role = new iam.Role(this, 'SchedulerRole', {
      description: `Starts the jobs of ${this.node.path}`,
      assumedBy: new iam.ServicePrincipal('scheduler.amazonaws.com', { conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } } }),
    });
    role.addToPolicy(new iam.PolicyStatement({
      actions: ['iam:PassRole'],
      resources: [context.role.roleArn],
      conditions: { StringEquals: { 'iam:PassedToService': 'sagemaker.amazonaws.com' } },
    }));
    grantVolumeKey(role, context.encryptionKey);
    return role;
  }

  private renderJob({ baselineUri, labelsUri }: CheckPlaces, configUri: string): object {
    const { check, context, program, maxRuntime } = this.props;
    return renderCheckJob({
      name: `${this.jobPrefix}-${scheduler.ContextAttribute.executionId}`,
      check,
      context,
      program,
      environment: monitorEnvironment(check, {
        endpointName: context.endpoint.endpointName,
        captureUri: context.captureUri,
        historyUri: this.reportUri,
        namespace: context.namespace,
        region: Stack.of(this).region,
        scheduledTime: scheduler.ContextAttribute.scheduledTime,
        modelPackage: context.modelPackage,
        labelsUri,
      }),
      configUri,
      baselineUri,
      reportUri: this.reportUri,
      maxRuntime,
    });
  }
}
