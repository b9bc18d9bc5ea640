import { CfnResource, Fn } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as sagemaker from 'aws-cdk-lib/aws-sagemaker';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { BaselineFiles } from './baseline-files';
import { managedImage, ManagedImage } from './managed-image';
import { ManagedSchedule } from './managed-schedule';
import { qualityConstraints } from './quality-constraints';
import { QualityMonitorDefinition } from '../../../definition/monitoring-definition';
import { physicalName } from '../../../private/names';
import { mebibytes } from '../../../private/units';
import { grantObjects, grantReadObject, WRITE_OBJECTS } from '../../foundation/bucket-access';
import { ContentName } from '../../foundation/content-name';
import { jsonAsset } from '../../foundation/json-asset';
import { hasLocalStorage } from '../../foundation/local-storage';
import { neverTag } from '../../foundation/tags';
import { collectFailures, violationAlarm } from '../checks/check-alarms';
import { CHECKS } from '../checks/check-kinds';
import { Check } from '../checks/monitor-check';
import { MonitorContext } from '../checks/monitor-context';
import { grantPullImage } from '../checks/monitor-role';
import { CheckPlaces, checkPlaces } from '../checks/monitored-places';

/** What one check of SageMaker Model Monitor is made of. */
export interface ManagedCheckProps {
  readonly check: Check;
  readonly context: MonitorContext;
  readonly schedule: ManagedSchedule;
  /** The longest that a run may take, in seconds. */
  readonly maxRuntime: number;
  /** Takes the violations, so that they are counted. */
  readonly violations: sqs.IQueue;
  /** Given when `check` is the one of quality. */
  readonly quality?: QualityMonitorDefinition;
  /** Images that replace those of the table. */
  readonly images: Partial<Record<ManagedImage, string>>;
}

const INPUT = '/opt/ml/processing/input/endpoint';
const OUTPUT = '/opt/ml/processing/output';

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
    grantObjects(context.role, context.reports.bucket, this.reportPrefix, WRITE_OBJECTS);

    const definition = this.defineJob(places);
    const schedule = this.defineSchedule(definition);
    this.alarm = violationAlarm(this, check, options => this.countViolations(schedule, options));
    collectFailures(this, { MonitoringScheduleArn: [schedule.attrMonitoringScheduleArn] }, context.failures);
  }

  private get reportPrefix(): string {
    return `${this.props.context.reports.prefix}${this.props.check.name}/`;
  }

  private defineJob(places: CheckPlaces): JobDefinition {
    const definition = this.renderDefinition(places);
    neverTag(definition.resource);
    // Permissions first: SageMaker looks at what it is given.
    definition.resource.node.addDependency(this.props.context.role);
    return definition;
  }

  private renderDefinition({ baselineUri, labelsUri }: CheckPlaces): JobDefinition {
    const files = new BaselineFiles(baselineUri ?? '');
    const common = this.renderCommon();
    const groundTruthS3Input = { s3Uri: labelsUri ?? '' };
    switch (this.props.check.key) {
      case 'quality': {
        const modelQualityAppSpecification = {
          imageUri: this.image(),
          problemType: renderProblem(this.props.quality?.problem),
          environment: { publish_cloudwatch_metrics: 'Enabled' },
        };
        const props = {
          ...common,
          modelQualityAppSpecification,
          modelQualityBaselineConfig: { constraintsResource: { s3Uri: this.constraintsOfQuality() } },
          modelQualityJobInput: { endpointInput: { ...this.renderEndpoint(), ...this.renderAnswers(), ...this.renderOffsets() }, groundTruthS3Input },
          modelQualityJobOutputConfig: this.renderOutput(),
        };
        return this.named(props, name => new sagemaker.CfnModelQualityJobDefinition(this, 'JobDefinition', { ...props, jobDefinitionName: name }));
      }
      case 'fairness': {
        const props = {
          ...common,
          modelBiasAppSpecification: { imageUri: this.image(), configUri: files.analysisConfigUri, environment: { publish_cloudwatch_metrics: 'Enabled' } },
          modelBiasBaselineConfig: { constraintsResource: { s3Uri: files.analysisUri } },
          modelBiasJobInput: { endpointInput: { ...this.renderEndpoint(), ...this.renderOffsets() }, groundTruthS3Input },
          modelBiasJobOutputConfig: this.renderOutput(),
        };
        return this.named(props, name => new sagemaker.CfnModelBiasJobDefinition(this, 'JobDefinition', { ...props, jobDefinitionName: name }));
      }
      case 'attributionDrift': {
        const props = {
          ...common,
          modelExplainabilityAppSpecification: {
            imageUri: this.image(), configUri: files.analysisConfigUri, environment: { publish_cloudwatch_metrics: 'Enabled' },
          },
          modelExplainabilityBaselineConfig: { constraintsResource: { s3Uri: files.analysisUri } },
          modelExplainabilityJobInput: { endpointInput: this.renderEndpoint() },
          modelExplainabilityJobOutputConfig: this.renderOutput(),
        };
        return this.named(props, name => new sagemaker.CfnModelExplainabilityJobDefinition(this, 'JobDefinition', { ...props, jobDefinitionName: name }));
      }
      default: {
        const props = {
          ...common,
          dataQualityAppSpecification: { imageUri: this.image(), environment: { publish_cloudwatch_metrics: 'Enabled' } },
          dataQualityBaselineConfig: { constraintsResource: { s3Uri: files.constraintsUri }, statisticsResource: { s3Uri: files.statisticsUri } },
          dataQualityJobInput: { endpointInput: this.renderEndpoint() },
          dataQualityJobOutputConfig: this.renderOutput(),
        };
        return this.named(props, name => new sagemaker.CfnDataQualityJobDefinition(this, 'JobDefinition', { ...props, jobDefinitionName: name }));
      }
    }
  }

  /** Names a definition by all of its content; CloudFormation names it when the content is only known at deployment. */
  private named(content: object, define: (name?: string) => CfnResource & { readonly attrJobDefinitionArn: string }): JobDefinition {
    const { check, context } = this.props;
    const name = ContentName.of(this, `${context.name}-${check.name}`, content).text;
    const resource = define(name);
    return { resource, name: name ?? Fn.select(1, Fn.split('/', resource.attrJobDefinitionArn)) };
  }

  private defineSchedule(definition: JobDefinition): sagemaker.CfnMonitoringSchedule {
    const { check, context, schedule } = this.props;
    const resource = new sagemaker.CfnMonitoringSchedule(this, 'Resource', {
      monitoringScheduleName: physicalName([context.name, check.name]),
      monitoringScheduleConfig: {
        scheduleConfig: { scheduleExpression: schedule.expression },
        monitoringJobDefinitionName: definition.name,
        monitoringType: CHECKS[check.key].managed.type,
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

  private image(): string {
    const kind = CHECKS[this.props.check.key].managed.image;
    const uri = this.props.images[kind] ?? managedImage(this, kind);
    grantPullImage(this.props.context.role, uri);
    return uri;
  }

  private constraintsOfQuality(): string {
    const asset = jsonAsset(this, 'Constraints', qualityConstraints(this.props.quality!));
    grantReadObject(this.props.context.role, asset.bucket, asset.s3ObjectKey);
    return asset.s3ObjectUrl;
  }

  private renderEndpoint() {
    return { endpointName: this.props.context.endpoint.endpointName, localPath: INPUT };
  }

  // Without a header, columns have numbers: the first column of an answer is the probability or the value.
  private renderAnswers() {
    const binary = (this.props.quality?.problem ?? 'binary-classification') === 'binary-classification';
    return binary ? { probabilityAttribute: '0', probabilityThresholdAttribute: 0.5 } : { inferenceAttribute: '0' };
  }

  /** The records of one interval, as old as labels take to arrive. */
  private renderOffsets() {
    const { check, schedule } = this.props;
    const hours = (length: number) => Math.ceil(length / 3600);
    return {
      startTimeOffset: `-PT${hours(check.delay) + hours(schedule.interval)}H`,
      endTimeOffset: `-PT${hours(check.delay)}H`,
    };
  }

  private renderOutput(): sagemaker.CfnDataQualityJobDefinition.MonitoringOutputConfigProperty {
    const { reports, encryptionKey } = this.props.context;
    const s3Output = { s3Uri: reports.bucket.s3UrlForObject(this.reportPrefix), localPath: OUTPUT, s3UploadMode: 'EndOfJob' };
    return { kmsKeyId: encryptionKey.keyArn, monitoringOutputs: [{ s3Output }] };
  }

  private renderCommon() {
    const { context, maxRuntime } = this.props;
    const { compute, network, encryptionKey } = context;
    const clusterConfig = {
      instanceCount: compute.count,
      instanceType: compute.type,
      volumeSizeInGb: mebibytes(compute.volume) / 1024,
      volumeKmsKeyId: hasLocalStorage(compute.type) ? undefined : encryptionKey.keyArn,
    };
    return {
      roleArn: context.role.roleArn,
      jobResources: { clusterConfig },
      stoppingCondition: { maxRuntimeInSeconds: maxRuntime },
      networkConfig: {
        enableInterContainerTrafficEncryption: true,
        enableNetworkIsolation: false,
        vpcConfig: network && { subnets: network.subnetIds, securityGroupIds: network.securityGroups.map(group => group.securityGroupId) },
      },
    };
  }
}

interface JobDefinition {
  readonly resource: CfnResource;
  readonly name: string;
}

function renderProblem(problem: QualityMonitorDefinition['problem'] = 'binary-classification'): string {
  return { 'binary-classification': 'BinaryClassification', 'multiclass-classification': 'MulticlassClassification', 'regression': 'Regression' }[problem];
}
