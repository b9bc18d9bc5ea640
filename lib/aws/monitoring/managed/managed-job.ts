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
import { managedKind, ManagedKind } from '../checks/check-kinds';
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

/** What the four kinds of jobs take in the same shape, each in words that begin with its own name. */
interface Parts {
  /** What the program of the image is told. */
  readonly app?: object;
  readonly baseline: object;
  readonly input: object;
}

type JobResource = new (scope: Construct, id: string, props: never) => CfnResource & { readonly attrJobDefinitionArn: string };

/** The resources, with what the names of their properties begin with. */
const RESOURCES: Readonly<Record<ManagedKind['type'], readonly [word: string, resource: JobResource]>> = {
  DataQuality: ['dataQuality', sagemaker.CfnDataQualityJobDefinition],
  ModelQuality: ['modelQuality', sagemaker.CfnModelQualityJobDefinition],
  ModelBias: ['modelBias', sagemaker.CfnModelBiasJobDefinition],
  ModelExplainability: ['modelExplainability', sagemaker.CfnModelExplainabilityJobDefinition],
};

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
    const [word, Resource] = RESOURCES[managedKind(check.key).type];
    const content = this.renderContent(word);
    const contentName = ContentName.of(this.scope, `${context.name}-${check.name}`, content);
    const name = contentName.text;
    // The names of its properties are put together here, so that the compiler cannot know them.
    const resource = new Resource(this.scope, 'JobDefinition', { ...content, jobDefinitionName: name } as never);
    contentName.follow(resource);
    return { resource, name: name ?? Fn.select(1, Fn.split('/', resource.attrJobDefinitionArn)) };
  }

  private renderContent(word: string): object {
    const imageUri = this.image();
    const { app, baseline, input } = this.parts();
    return {
      ...this.renderCommon(),
      [`${word}AppSpecification`]: { imageUri, ...app, environment: ENVIRONMENT },
      [`${word}BaselineConfig`]: baseline,
      [`${word}JobInput`]: input,
      [`${word}JobOutputConfig`]: this.renderOutput(),
    };
  }

  private parts(): Parts {
    const { files, props } = this;
    const constraints = (s3Uri: string) => ({ constraintsResource: { s3Uri } });
    const clarify = () => ({ app: { configUri: files.analysisConfigUri }, baseline: constraints(files.analysisUri) });
    const kinds: Readonly<Record<ManagedKind['type'], () => Parts>> = {
      DataQuality: () => ({
        baseline: { ...constraints(files.constraintsUri), statisticsResource: { s3Uri: files.statisticsUri } },
        input: { endpointInput: this.renderEndpoint() },
      }),
      ModelQuality: () => ({
        app: { problemType: PROBLEM_TYPES[props.quality?.problem ?? 'binary-classification'] },
        baseline: constraints(this.constraintsOfQuality()),
        input: {
          endpointInput: { ...this.renderEndpoint(), ...this.renderAnswers(), ...this.renderOffsets() },
          groundTruthS3Input: this.renderLabels(),
        },
      }),
      ModelBias: () => ({
        ...clarify(),
        input: { endpointInput: { ...this.renderEndpoint(), ...this.renderOffsets() }, groundTruthS3Input: this.renderLabels() },
      }),
      ModelExplainability: () => ({ ...clarify(), input: { endpointInput: this.renderEndpoint() } }),
    };
    return kinds[managedKind(props.check.key).type]();
  }

  private image(): string {
    const kind = managedKind(this.props.check.key).image;
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
