import { CfnResource, Fn } from 'aws-cdk-lib';
import * as sagemaker from 'aws-cdk-lib/aws-sagemaker';
import { Construct } from 'constructs';
import { BaselineFiles } from './baseline-files';
import { managedImage, ManagedImage } from './managed-image';
import { ManagedSchedule } from './managed-schedule';
import { qualityConstraints } from './quality-constraints';
import { QualityMonitorDefinition } from '../../../definition/monitoring-definition';
import { mebibytes } from '../../../private/units';
import { grantReadObject } from '../../foundation/bucket-access';
import { ContentName } from '../../foundation/content-name';
import { jsonAsset } from '../../foundation/json-asset';
import { hasLocalStorage } from '../../foundation/local-storage';
import { CHECKS } from '../checks/check-kinds';
import { Check } from '../checks/monitor-check';
import { MonitorContext } from '../checks/monitor-context';
import { grantPullImage } from '../checks/monitor-role';
import { CheckPlaces } from '../checks/monitored-places';

/** What a job of SageMaker Model Monitor is made of. */
export interface ManagedJobProps {
  readonly check: Check;
  readonly context: MonitorContext;
  readonly schedule: ManagedSchedule;
  /** The longest that a run may take, in seconds. */
  readonly maxRuntime: number;
  /** Given when `check` is the one of quality. */
  readonly quality?: QualityMonitorDefinition;
  /** Images that replace those of the table. */
  readonly images: Partial<Record<ManagedImage, string>>;
}

/** A job definition, and its name. */
export interface JobDefinition {
  readonly resource: CfnResource;
  readonly name: string;
}

/** One of four resources, which take the same in other words. */
interface Kind {
  readonly content: object;
  readonly define: (jobDefinitionName?: string) => CfnResource & { readonly attrJobDefinitionArn: string };
}

const INPUT = '/opt/ml/processing/input/endpoint';
const OUTPUT = '/opt/ml/processing/output';
const ENVIRONMENT = { publish_cloudwatch_metrics: 'Enabled' };
const PROBLEM_TYPES: Record<NonNullable<QualityMonitorDefinition['problem']>, string> = {
  'binary-classification': 'BinaryClassification',
  'multiclass-classification': 'MulticlassClassification',
  'regression': 'Regression',
};

/** What one check has SageMaker run: a definition that can only be replaced, and so is named by all of its content. */
export class ManagedJob {
  /** Where its reports go, in the bucket of reports. */
  public static reportPrefix({ check, context }: ManagedJobProps): string {
    return `${context.reports.prefix}${check.name}/`;
  }

  private readonly files: BaselineFiles;

  constructor(private readonly scope: Construct, private readonly props: ManagedJobProps, private readonly places: CheckPlaces) {
    this.files = new BaselineFiles(places.baselineUri ?? '');
  }

  /** CloudFormation names it when the content is only known at deployment. */
  public define(): JobDefinition {
    const { check, context } = this.props;
    const { content, define } = this.kind();
    const name = ContentName.of(this.scope, `${context.name}-${check.name}`, content).text;
    const resource = define(name);
    return { resource, name: name ?? Fn.select(1, Fn.split('/', resource.attrJobDefinitionArn)) };
  }

  private kind(): Kind {
    return {
      quality: () => this.quality(),
      fairness: () => this.bias(),
      attributionDrift: () => this.explainability(),
      dataDrift: () => this.dataQuality(),
      dataQuality: () => this.dataQuality(),
    }[this.props.check.key]();
  }

  private quality(): Kind {
    const content = {
      ...this.renderCommon(),
      modelQualityAppSpecification: {
        imageUri: this.image(),
        problemType: PROBLEM_TYPES[this.props.quality?.problem ?? 'binary-classification'],
        environment: ENVIRONMENT,
      },
      modelQualityBaselineConfig: { constraintsResource: { s3Uri: this.constraintsOfQuality() } },
      modelQualityJobInput: {
        endpointInput: { ...this.renderEndpoint(), ...this.renderAnswers(), ...this.renderOffsets() },
        groundTruthS3Input: this.renderLabels(),
      },
      modelQualityJobOutputConfig: this.renderOutput(),
    };
    return this.of(content, props => new sagemaker.CfnModelQualityJobDefinition(this.scope, 'JobDefinition', props));
  }

  private bias(): Kind {
    const content = {
      ...this.renderCommon(),
      modelBiasAppSpecification: { imageUri: this.image(), configUri: this.files.analysisConfigUri, environment: ENVIRONMENT },
      modelBiasBaselineConfig: { constraintsResource: { s3Uri: this.files.analysisUri } },
      modelBiasJobInput: { endpointInput: { ...this.renderEndpoint(), ...this.renderOffsets() }, groundTruthS3Input: this.renderLabels() },
      modelBiasJobOutputConfig: this.renderOutput(),
    };
    return this.of(content, props => new sagemaker.CfnModelBiasJobDefinition(this.scope, 'JobDefinition', props));
  }

  private explainability(): Kind {
    const content = {
      ...this.renderCommon(),
      modelExplainabilityAppSpecification: { imageUri: this.image(), configUri: this.files.analysisConfigUri, environment: ENVIRONMENT },
      modelExplainabilityBaselineConfig: { constraintsResource: { s3Uri: this.files.analysisUri } },
      modelExplainabilityJobInput: { endpointInput: this.renderEndpoint() },
      modelExplainabilityJobOutputConfig: this.renderOutput(),
    };
    return this.of(content, props => new sagemaker.CfnModelExplainabilityJobDefinition(this.scope, 'JobDefinition', props));
  }

  private dataQuality(): Kind {
    const { constraintsUri, statisticsUri } = this.files;
    const content = {
      ...this.renderCommon(),
      dataQualityAppSpecification: { imageUri: this.image(), environment: ENVIRONMENT },
      dataQualityBaselineConfig: { constraintsResource: { s3Uri: constraintsUri }, statisticsResource: { s3Uri: statisticsUri } },
      dataQualityJobInput: { endpointInput: this.renderEndpoint() },
      dataQualityJobOutputConfig: this.renderOutput(),
    };
    return this.of(content, props => new sagemaker.CfnDataQualityJobDefinition(this.scope, 'JobDefinition', props));
  }

  private of<T extends object>(content: T, define: (props: T & { jobDefinitionName?: string }) => ReturnType<Kind['define']>): Kind {
    return { content, define: jobDefinitionName => define({ ...content, jobDefinitionName }) };
  }

  private image(): string {
    const kind = CHECKS[this.props.check.key].managed.image;
    const uri = this.props.images[kind] ?? managedImage(this.scope, kind);
    grantPullImage(this.props.context.role, uri);
    return uri;
  }

  private constraintsOfQuality(): string {
    const asset = jsonAsset(this.scope, 'Constraints', qualityConstraints(this.props.quality!));
    grantReadObject(this.props.context.role, asset.bucket, asset.s3ObjectKey);
    return asset.s3ObjectUrl;
  }

  private renderLabels() {
    return { s3Uri: this.places.labelsUri ?? '' };
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
    const s3Output = { s3Uri: reports.bucket.s3UrlForObject(ManagedJob.reportPrefix(this.props)), localPath: OUTPUT, s3UploadMode: 'EndOfJob' };
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
