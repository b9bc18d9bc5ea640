import { Names, Resource } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sagemaker from 'aws-cdk-lib/aws-sagemaker';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { defineComponents } from './components/component-fleet';
import { EndpointData } from './data/endpoint-data';
import { endpointArn } from './endpoint-arn';
import { endpointWarnings } from './endpoint-warnings';
import { ImportedModelEndpoint } from './imported-model-endpoint';
import { placementLimits } from './limits/placement-limits';
import { ModelEndpointAttributes } from './model-endpoint-attributes';
import { ModelEndpointGrants } from './model-endpoint-grants';
import { IModelEndpoint } from './model-endpoint-interface';
import { ModelEndpointMetrics } from './model-endpoint-metrics';
import { ModelEndpointProps } from './model-endpoint-props';
import { retainServing } from './retention';
import { RollbackAlarms } from './rollout/rollback-alarms';
import { renderDeployment, rollbackBounds } from './rollout/rollout';
import { DetachableScaling } from './scaling/detachable-scaling';
import { EndpointScaling, variantPlan } from './scaling/endpoint-scaling';
import { instanceTypes } from './shape/endpoint-parts';
import { EndpointShape } from './shape/endpoint-shape';
import { EndpointVersion } from './shape/endpoint-version';
import { ModelDefinition } from '../../definition/model-definition';
import { grantVolumeKey } from '../foundation/bucket-access';
import { checkProps } from '../foundation/check-props';
import { encryptionKey } from '../foundation/encryption-key';
import { executionRole } from '../foundation/execution-role';
import { Network, network, networkStatements } from '../foundation/network';
import { acknowledgeModelRole } from '../model/model-access';

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

  /** @internal the variants whose server fills its GPUs by design */
  public readonly _fillsGpus: readonly string[];

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
    this._fillsGpus = this.shape.production.filter(part => part.fillsGpus).map(part => part.name);
    this.answerTopic = this.data?.exchange?.answerTopic;
    this.failureTopic = this.data?.exchange?.failureTopic;
    this.metrics = new ModelEndpointMetrics(this.endpointName, this.variantNames);
    this.grants = new ModelEndpointGrants(this, this.data?.exchange?.access);

    const version = new EndpointVersion(this, {
      definition: props, endpointName: this.endpointName, shape: this.shape, role: this.role, place: this.place, key: this.key, data: this.data,
    });
    const config = version.defineConfig();
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
      defineModel: (name, source, type) => version.defineModel(name, source, type),
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

  private defineAlarms(): RollbackAlarms | undefined {
    const { components, rollout = {}, platform } = this.props;
    if (!this.shape.isGuarded && !(components && rollout.rolling)) return undefined;
    return new RollbackAlarms(this, 'Rollback', {
      endpointName: this.endpointName,
      metrics: this.metrics,
      parts: this.shape.production,
      bounds: rollbackBounds(rollout),
      topic: platform?.alarmTopic,
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

function alarmNames(alarms: RollbackAlarms | undefined): string[] {
  return alarms?.alarms.map(alarm => alarm.alarmName) ?? [];
}
