import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as sagemaker from 'aws-cdk-lib/aws-sagemaker';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { JobDefinition, ManagedJob, ManagedJobProps } from './managed-job';
import { physicalName } from '../../../private/names';
import { grantObjects, WRITE_OBJECTS } from '../../foundation/bucket-access';
import { neverTag } from '../../foundation/tags';
import { collectFailures, violationAlarm } from '../checks/check-alarms';
import { managedKind } from '../checks/check-kinds';
import { CheckPlaces, checkPlaces } from '../checks/monitored-places';

/** What one check of SageMaker Model Monitor is made of. */
export interface ManagedCheckProps extends ManagedJobProps {
  /** Takes the violations, so that they are counted. */
  readonly violations: sqs.IQueue;
}

/**
 * A check that SageMaker Model Monitor runs: a job definition, which can only be replaced and is named by its content, and a
 * schedule with one stable name.
 */
export class ManagedCheck extends Construct {
  public readonly alarm: cloudwatch.AlarmBase;

  constructor(scope: Construct, id: string, private readonly props: ManagedCheckProps) {
    super(scope, id);
    const { check, context } = props;
    const places = checkPlaces(this, check, context, context.role);
    grantObjects(context.role, context.reports.bucket, ManagedJob.reportPrefix(props), WRITE_OBJECTS);

    const definition = this.defineJob(places);
    const schedule = this.defineSchedule(definition);
    this.alarm = violationAlarm(this, check, context.endpoint.endpointName, options => this.countViolations(schedule, options));
    collectFailures(this, { MonitoringScheduleArn: [schedule.attrMonitoringScheduleArn] }, context.failures);
  }

  private defineJob(places: CheckPlaces): JobDefinition {
    const definition = new ManagedJob(this, this.props, places).define();
    neverTag(definition.resource);
    // Permissions first: SageMaker looks at what it is given.
    definition.resource.node.addDependency(this.props.context.role);
    return definition;
  }

  private defineSchedule(definition: JobDefinition): sagemaker.CfnMonitoringSchedule {
    const { check, context, schedule } = this.props;
    const resource = new sagemaker.CfnMonitoringSchedule(this, 'Resource', {
      monitoringScheduleName: physicalName([context.name, check.name]),
      monitoringScheduleConfig: {
        scheduleConfig: { scheduleExpression: schedule.expression },
        monitoringJobDefinitionName: definition.name,
        monitoringType: managedKind(check.key).type,
      },
    });
    // An endpoint cannot be deleted before its schedules, nor a definition that is in use.
    resource.node.addDependency(definition.resource, context.endpoint);
    return resource;
  }

  /** Counts the events of runs with violations: the names of Model Monitor's own metrics differ between its documents. */
  private countViolations(schedule: sagemaker.CfnMonitoringSchedule, options: cloudwatch.MetricOptions): cloudwatch.IMetric {
    const rule = new events.Rule(this, 'RunsWithViolations', {
      description: `Runs of ${this.node.path} that found violations`,
      eventPattern: {
        source: ['aws.sagemaker'],
        detailType: ['SageMaker Processing Job State Change'],
        detail: {
          MonitoringScheduleArn: [schedule.attrMonitoringScheduleArn],
          ProcessingJobStatus: ['Completed'],
          ExitMessage: [{ prefix: 'CompletedWithViolations' }],
        },
      },
      targets: [new targets.SqsQueue(this.props.violations)],
    });
    return new cloudwatch.Metric({
      namespace: 'AWS/Events', metricName: 'Invocations', dimensionsMap: { RuleName: rule.ruleName }, statistic: cloudwatch.Stats.SUM, ...options,
    });
  }
}
