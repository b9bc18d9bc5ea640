import { ArnFormat, Names, Resource, Stack } from 'aws-cdk-lib';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sagemaker from 'aws-cdk-lib/aws-sagemaker';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { defineComponents } from './components/component-fleet';
import { EndpointData } from './data/endpoint-data';
import { endpointWarnings } from './endpoint-warnings';
import { placementLimits } from './limits/placement-limits';
import { AsynchronousAccess, ModelEndpointGrants } from './model-endpoint-grants';
import { ModelEndpointMetrics } from './model-endpoint-metrics';
import { retainServing } from './retention';
import { RollbackAlarms } from './rollout/rollback-alarms';
import { renderDeployment, rollbackBounds } from './rollout/rollout';
import { DetachableScaling } from './scaling/detachable-scaling';
import { EndpointScaling, variantPlan } from './scaling/endpoint-scaling';
import { renderComponentFleet, renderVariant } from './shape/endpoint-config';
import { DEFAULT_VARIANT, EndpointPart, instancesOf, instanceType, instanceTypes } from './shape/endpoint-parts';
import { EndpointShape } from './shape/endpoint-shape';
import { EndpointDefinition } from '../../definition/endpoint-definition';
import { ModelDefinition, ModelSourceDefinition } from '../../definition/model-definition';
import { isKnown } from '../../private/tokens';
import { seconds } from '../../private/units';
import { acknowledge } from '../foundation/acknowledgements';
import { grantVolumeKey } from '../foundation/bucket-access';
import { checkProps } from '../foundation/check-props';
import { ContentName } from '../foundation/content-name';
import { encryptionKey } from '../foundation/encryption-key';
import { executionRole } from '../foundation/execution-role';
import { Network, network, networkStatements } from '../foundation/network';
import { PlatformOptions } from '../foundation/platform';
import { packageIndex } from '../foundation/script-packages';
import { acknowledgeModelRole } from '../model/model-access';
import { SageMakerModel } from '../model/sagemaker-model';

/**
 * An endpoint that answers requests with a model. It can be used wherever the CDK takes a SageMaker endpoint.
 */
export interface IModelEndpoint extends sagemaker.IEndpoint {
  /** Names of the variants that take traffic; the shadow is not among them. */
  readonly variantNames: string[];

  /** The SageMaker instance types of these variants, by their names; a variant without servers, or of which it is not known, is not among them. */
  readonly instanceTypes: { [variant: string]: string };

  /** Where requests and answers are recorded, when they are: `s3://bucket/prefix/`. */
  readonly captureUri?: string;

  /** Permissions on the endpoint. */
  readonly grants: ModelEndpointGrants;

  /** Metrics of the endpoint. */
  readonly metrics: ModelEndpointMetrics;
}

/**
 * An endpoint that is there already.
 */
export interface ModelEndpointAttributes {
  /** Name of the endpoint. */
  readonly endpointName: string;

  /**
   * Names of its variants.
   *
   * @default - one variant, `AllTraffic`
   */
  readonly variantNames?: string[];

  /**
   * The SageMaker instance type of each variant, by the variant's name. It tells how many processor cores and GPUs the
   * utilisation metrics count.
   *
   * @default - not known: of the machines, only memory can be watched
   */
  readonly instanceTypes?: { [variant: string]: string };

  /**
   * Where its requests and answers are recorded.
   *
   * @default - they are not
   */
  readonly captureUri?: string;

  /**
   * What its callers need when it is asynchronous.
   *
   * @default - it answers at once
   */
  readonly asynchronous?: AsynchronousAccess;
}

/**
 * How a model answers requests, and where it runs.
 */
export interface ModelEndpointProps extends EndpointDefinition, PlatformOptions {
  /**
   * The model. Variants can bring models of their own.
   *
   * @default - `variants` or `components` bring them
   */
  readonly model?: ModelSourceDefinition;

  /**
   * The bucket for recorded requests, and for the requests and answers of an asynchronous endpoint.
   *
   * @default - the platform's data bucket; else a new private and versioned one, when it is needed
   */
  readonly dataBucket?: s3.IBucket;

  /**
   * The bucket that holds the files of a model package.
   *
   * @default - the platform's artifact bucket
   */
  readonly packageBucket?: s3.IBucket;

  /**
   * Where the files of the model package begin in that bucket; it ends in `/`.
   *
   * @default - anywhere in the bucket
   */
  readonly packagePrefix?: string;

  /**
   * The repositories that a model package can bring its image from.
   *
   * @default - the prebuilt images of the frameworks, and the repositories of the stack's account
   */
  readonly packageRepositories?: ecr.IRepository[];
}

/**
 * An endpoint that answers requests with a model: on instances, without servers, or asynchronously.
 *
 * The endpoint keeps its name for ever. A new model version, instance type or setting makes a new model and a new endpoint
 * configuration beside the old ones, moves the traffic by the `rollout`, and takes the update back when an alarm rings.
 *
 * @example
 * new ModelEndpoint(this, 'Endpoint', {
 *   model: { artifact: 's3://models/default-risk/7/model.tar.gz', framework: 'xgboost' },
 *   compute: { instances: { type: 'ml.m5.large', count: 2 } },
 * });
 */
export class ModelEndpoint extends Resource implements IModelEndpoint, iam.IGrantable {
  /**
   * An endpoint that is there already, by its name.
   *
   * @param scope where the reference lives
   * @param id name of the reference in the scope
   * @param endpointName name of the endpoint, in the account and region of the stack
   */
  public static fromEndpointName(scope: Construct, id: string, endpointName: string): IModelEndpoint {
    return ModelEndpoint.fromEndpointAttributes(scope, id, { endpointName });
  }

  /**
   * An endpoint that is there already.
   *
   * @param scope where the reference lives
   * @param id name of the reference in the scope
   * @param attributes what is known of the endpoint
   */
  public static fromEndpointAttributes(scope: Construct, id: string, attributes: ModelEndpointAttributes): IModelEndpoint {
    return new ImportedModelEndpoint(scope, id, attributes);
  }

  /** Name of the endpoint. It is literal text, so that alarms and dashboards can use it before the endpoint exists. */
  public readonly endpointName: string;

  /** ARN of the endpoint. */
  public readonly endpointArn: string;

  /** The endpoint, as the CDK refers to it. */
  public readonly endpointRef: sagemaker.EndpointReference;

  /** Names of the variants that take traffic; the shadow is not among them. */
  public readonly variantNames: string[];

  /** The SageMaker instance types of these variants, by their names; variants without servers are not among them. */
  public readonly instanceTypes: { [variant: string]: string };

  /** Names of the inference components, by their names in the definition; a caller gives one with each request. */
  public readonly componentNames: { [name: string]: string };

  /** Where requests and answers are recorded, when they are: `s3://bucket/prefix/`. */
  public readonly captureUri?: string;

  /** @internal what answers and what is recorded, for those who watch it */
  public readonly _model: Pick<ModelDefinition, 'endpoint' | 'multiModel'>;

  /** The topic that tells of the answers of an asynchronous endpoint. */
  public readonly answerTopic?: sns.ITopic;

  /** The topic that tells of the failures of an asynchronous endpoint. */
  public readonly failureTopic?: sns.ITopic;

  /**
   * The most machines of each type that exist at one time, which is during an update. The account's quotas for endpoints
   * must allow for them.
   */
  public readonly peakInstances: { [instanceType: string]: number };

  /** The role of the containers. */
  public readonly role: iam.IRole;

  /** Takes permissions for the containers. */
  public readonly grantPrincipal: iam.IPrincipal;

  /** Permissions on the endpoint. */
  public readonly grants: ModelEndpointGrants;

  /** Metrics of the endpoint. */
  public readonly metrics: ModelEndpointMetrics;

  private readonly shape: EndpointShape;
  private readonly place?: Network;
  private readonly key?: kms.IKey;
  private readonly data?: EndpointData;

  constructor(scope: Construct, id: string, private readonly props: ModelEndpointProps) {
    super(scope, id);
    checkProps(this, 'EndpointDefinition', props,
      { parts: { model: 'ModelSourceDefinition' }, limits: [(endpoint, problems) => placementLimits(this, endpoint, problems)] });

    this.shape = new EndpointShape(props, props.model);
    this.variantNames = this.shape.production.map(part => part.name);
    this.instanceTypes = instanceTypes(this.shape.production);
    this.peakInstances = this.shape.peakInstances;
    this.endpointName = props.name ?? Names.uniqueResourceName(this, { maxLength: 63, separator: '-' });
    this.endpointArn = endpointArn(this, this.endpointName);
    this.endpointRef = { endpointArn: this.endpointArn };

    this.place = this.shape.isServerless ? undefined : network(this, props);
    this.key = this.shape.needsKey ? encryptionKey(this, props) : undefined;
    this.role = this.defineRole();
    this.grantPrincipal = this.role.grantPrincipal;
    this.data = this.defineData();
    this.captureUri = this.data?.captureUri;
    this._model = { endpoint: props, multiModel: props.model?.multiModel };
    this.answerTopic = this.data?.exchange?.answerTopic;
    this.failureTopic = this.data?.exchange?.failureTopic;
    this.metrics = new ModelEndpointMetrics(this.endpointName, this.variantNames);
    this.grants = new ModelEndpointGrants(this, this.data?.exchange?.access);

    const config = this.defineConfig();
    const alarms = this.defineAlarms();
    const endpoint = this.defineEndpoint(config, alarms);
    this.componentNames = defineComponents(this, {
      definition: props,
      endpointName: this.endpointName,
      fleet: this.shape.production[0]!,
      role: this.role,
      encryptionKey: props.encryptionKey ?? props.platform?.encryptionKey,
      alarmNames: alarmNames(alarms),
      dependencies: alarms ? [endpoint, alarms] : [endpoint],
      defineModel: (name, source, type) => this.defineModel(name, source, type),
    });
    if (!props.components) this.defineScaling(endpoint);
    if (props.platform?.retainsData) retainServing(this);
    endpointWarnings(this, props, this.shape);
  }

  /**
   * Allows to call the endpoint; the same as `grants.invoke`, for integrations of the CDK.
   *
   * @param grantee who may call
   */
  public grantInvoke(grantee: iam.IGrantable): iam.Grant {
    return this.grants.invoke(grantee);
  }

  /** One role for all containers: SageMaker stops to patch endpoints whose role is gone, so it outlives every version. */
  private defineRole(): iam.IRole {
    const role = executionRole(this, 'Role', this.props, `Containers of the endpoint ${this.endpointName}`);
    if (!this.props.role) acknowledgeModelRole(role);
    if (this.shape.hasVolumes) grantVolumeKey(role, this.key!);
    if (this.place && this.props.components) networkStatements(this, this.place).forEach(statement => role.addToPrincipalPolicy(statement));
    return role;
  }

  private defineData(): EndpointData | undefined {
    const { props } = this;
    if (!props.capture && !props.asynchronous) return undefined;
    return new EndpointData(this, 'Data', {
      definition: props,
      endpointName: this.endpointName,
      role: this.role,
      encryptionKey: this.key!,
      dataBucket: props.dataBucket ?? props.platform?.dataBucket,
      logBucket: props.platform?.logBucket,
    });
  }

  private defineModel(id: string, source: ModelSourceDefinition, type?: string): SageMakerModel {
    const { platform, packageRepositories } = this.props;
    return new SageMakerModel(this, `${id}Model`, {
      ...source,
      namePrefix: `${this.endpointName}-${id}`,
      instanceType: type,
      // What the endpoint has chosen, not what it was given: one role and one network for all containers, none without servers.
      role: this.role,
      vpc: this.place?.vpc,
      vpcSubnets: this.place?.vpcSubnets,
      securityGroups: this.place?.securityGroups,
      encryptionKey: this.props.encryptionKey ?? platform?.encryptionKey,
      networkIsolation: this.shape.isIsolated,
      packageIndex: packageIndex(this.props),
      packageBucket: this.props.packageBucket ?? platform?.artifactBucket,
      packagePrefix: this.props.packagePrefix,
      packageRepositories,
    });
  }

  private defineConfig(): sagemaker.CfnEndpointConfig {
    const { components } = this.props;
    const models = new Map(components ? [] : this.shape.parts.map(part => {
      const instances = instancesOf(part.compute);
      return [part.name, this.defineModel(part.name, part.model!, instances && instanceType(instances))];
    }));
    const name = ContentName.of(
      this,
      this.endpointName,
      // A model that is named at deployment leaves this name open, too.
      this.renderConfig(part => models.get(part.name)?._name.fixed ?? models.get(part.name)?.modelName),
      [...models.values()].flatMap(model => model._name.packages),
    );
    const config = new sagemaker.CfnEndpointConfig(this, 'Config', {
      ...this.renderConfig(part => models.get(part.name)?.modelName),
      endpointConfigName: [...models.values()].some(model => model._name.fixed === undefined) ? undefined : name.text,
    });
    config.node.addDependency(...models.values(), this.role);
    if (!config.kmsKeyId) acknowledge(config, 'hardwareEncryption');
    return config;
  }

  private renderConfig(nameOf: (part: EndpointPart) => string | undefined): Omit<sagemaker.CfnEndpointConfigProps, 'endpointConfigName'> {
    const { asynchronous, components, detailedMetrics } = this.props;
    const { production, shadows, hasVolumes } = this.shape;
    const variant = (part: EndpointPart) => components ? renderComponentFleet(part) : renderVariant(part, nameOf(part), asynchronous !== undefined);
    return {
      productionVariants: production.map(variant),
      shadowProductionVariants: shadows.length > 0 ? shadows.map(variant) : undefined,
      kmsKeyId: hasVolumes ? this.key!.keyArn : undefined,
      dataCaptureConfig: this.data?.captureConfig,
      asyncInferenceConfig: this.data?.exchange?.config,
      metricsConfig: detailedMetrics === undefined ? undefined : {
        enableEnhancedMetrics: true, metricPublishFrequencyInSeconds: seconds(detailedMetrics),
      },
      // Only a fleet of components has these here; a model brings its own.
      ...(components ? {
        executionRoleArn: this.role.roleArn,
        enableNetworkIsolation: this.shape.isIsolated,
        vpcConfig: this.place && { subnets: this.place.subnetIds, securityGroupIds: this.place.securityGroups.map(group => group.securityGroupId) },
      } : {}),
    };
  }

  private defineAlarms(): RollbackAlarms | undefined {
    const { components, rollout = {}, platform } = this.props;
    if (!this.shape.isGuarded && !(components && rollout.rolling)) return undefined;
    return new RollbackAlarms(this, 'Rollback', {
      metrics: this.metrics, parts: this.shape.production, bounds: rollbackBounds(rollout), topic: platform?.alarmTopic,
    });
  }

  private defineEndpoint(config: sagemaker.CfnEndpointConfig, alarms: RollbackAlarms | undefined): sagemaker.CfnEndpoint {
    const endpoint = new sagemaker.CfnEndpoint(this, 'Resource', {
      endpointName: this.endpointName,
      endpointConfigName: config.endpointConfigName ?? config.attrEndpointConfigName,
      deploymentConfig: this.shape.isGuarded ? renderDeployment(this.props.rollout ?? {}, alarmNames(alarms)) : undefined,
      // Counts and weights are what scaling and operators have made of them; what is recorded is the definition's to say.
      retainAllVariantProperties: this.shape.keepsScaling || undefined,
      excludeRetainedVariantProperties: this.shape.keepsScaling ? [{ variantPropertyType: 'DataCaptureConfig' }] : undefined,
    });
    endpoint.node.addDependency(config);
    if (alarms) endpoint.node.addDependency(alarms);
    return endpoint;
  }

  private defineScaling(endpoint: sagemaker.CfnEndpoint): void {
    const { asynchronous, detachScaling, platform } = this.props;
    const scaled = this.shape.parts.flatMap(part => {
      const plan = variantPlan(part, this.endpointName, asynchronous !== undefined);
      return plan ? { name: part.name, plan } : [];
    });
    if (!detachScaling) {
      scaled.forEach(({ name, plan }) => new EndpointScaling(this, `${name}Scaling`, plan, endpoint));
      return;
    }
    new DetachableScaling(this, 'Scaling', {
      endpoint, endpointName: this.endpointName, endpointArn: this.endpointArn, variants: scaled, encryptionKey: this.key!, platform,
    });
  }
}

class ImportedModelEndpoint extends Resource implements IModelEndpoint {
  public readonly endpointName: string;
  public readonly endpointArn: string;
  public readonly endpointRef: sagemaker.EndpointReference;
  public readonly variantNames: string[];
  public readonly instanceTypes: { [variant: string]: string };
  public readonly captureUri?: string;
  public readonly grants: ModelEndpointGrants;
  public readonly metrics: ModelEndpointMetrics;

  constructor(scope: Construct, id: string, attributes: ModelEndpointAttributes) {
    super(scope, id);
    this.endpointName = attributes.endpointName;
    this.endpointArn = endpointArn(this, this.endpointName);
    this.endpointRef = { endpointArn: this.endpointArn };
    this.variantNames = attributes.variantNames ?? [DEFAULT_VARIANT];
    this.instanceTypes = attributes.instanceTypes ?? {};
    this.captureUri = attributes.captureUri;
    this.grants = new ModelEndpointGrants(this, attributes.asynchronous);
    this.metrics = new ModelEndpointMetrics(this.endpointName, this.variantNames);
  }

  public grantInvoke(grantee: iam.IGrantable): iam.Grant {
    return this.grants.invoke(grantee);
  }
}

/** SageMaker writes names in ARNs in lower case. */
function endpointArn(scope: Construct, endpointName: string): string {
  const resourceName = isKnown(endpointName) ? endpointName.toLowerCase() : endpointName;
  return Stack.of(scope).formatArn({ service: 'sagemaker', resource: 'endpoint', resourceName, arnFormat: ArnFormat.SLASH_RESOURCE_NAME });
}

function alarmNames(alarms: RollbackAlarms | undefined): string[] {
  return alarms?.alarms.map(alarm => alarm.alarmName) ?? [];
}
