import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sagemaker from 'aws-cdk-lib/aws-sagemaker';
import { Construct } from 'constructs';
import { renderComponentFleet, renderVariant } from './endpoint-config';
import { EndpointPart, instancesOf, instanceType } from './endpoint-parts';
import { EndpointShape } from './endpoint-shape';
import { ModelSourceDefinition } from '../../../definition/model-definition';
import { seconds } from '../../../private/units';
import { acknowledge } from '../../foundation/acknowledgements';
import { ContentName } from '../../foundation/content-name';
import { Network } from '../../foundation/network';
import { packageIndex } from '../../foundation/script-packages';
import { SageMakerModel } from '../../model/sagemaker-model';
import { EndpointData } from '../data/endpoint-data';
import { ModelEndpointProps } from '../model-endpoint-props';

/** What an endpoint has chosen for all of its versions: one role and one network for all containers, none without servers. */
export interface EndpointVersionProps {
  readonly definition: ModelEndpointProps;
  readonly endpointName: string;
  readonly shape: EndpointShape;
  readonly role: iam.IRole;
  readonly place?: Network;
  readonly key?: kms.IKey;
  readonly data?: EndpointData;
}

/**
 * What one version of an endpoint serves: the models and the endpoint configuration, which SageMaker can only replace. Their names
 * follow their content, so that a new version stands beside the old one until the traffic has moved.
 */
export class EndpointVersion {
  constructor(private readonly scope: Construct, private readonly props: EndpointVersionProps) {}

  /** Defines the model of a variant or a component. */
  public defineModel(id: string, source: ModelSourceDefinition, machine?: string): SageMakerModel {
    const { definition, endpointName, place, role, shape } = this.props;
    const { platform, packageBucket, packagePrefix, packageRepositories } = definition;
    return new SageMakerModel(this.scope, `${id}Model`, {
      ...source,
      namePrefix: `${endpointName}-${id}`,
      instanceType: machine,
      role,
      vpc: place?.vpc,
      vpcSubnets: place?.vpcSubnets,
      securityGroups: place?.securityGroups,
      encryptionKey: definition.encryptionKey ?? platform?.encryptionKey,
      networkIsolation: shape.isIsolated,
      packageIndex: packageIndex(definition),
      packageBucket: packageBucket ?? platform?.artifactBucket,
      packagePrefix,
      packageRepositories,
    });
  }

  /** Defines the endpoint configuration, and the models of its variants. */
  public defineConfig(): sagemaker.CfnEndpointConfig {
    const { definition: { components }, endpointName, role, shape } = this.props;
    const models = new Map(components ? [] : shape.parts.map(part => {
      const instances = instancesOf(part.compute);
      return [part.name, this.defineModel(part.name, part.model!, instances && instanceType(instances))];
    }));
    const names = [...models.values()].map(model => model._name);
    const name = ContentName.of(
      this.scope,
      endpointName,
      // A model that is named at deployment leaves this name open, too.
      this.renderConfig(part => models.get(part.name)?._name.fixed ?? models.get(part.name)?.modelName),
      { packages: names.flatMap(({ packages }) => packages), parts: names },
    );
    const config = new sagemaker.CfnEndpointConfig(this.scope, 'Config', {
      ...this.renderConfig(part => models.get(part.name)?.modelName),
      endpointConfigName: names.some(({ fixed }) => fixed === undefined) ? undefined : name.text,
    });
    name.follow(config);
    config.node.addDependency(...models.values(), role);
    if (!config.kmsKeyId) acknowledge(config, 'hardwareEncryption');
    return config;
  }

  private renderConfig(nameOf: (part: EndpointPart) => string | undefined): Omit<sagemaker.CfnEndpointConfigProps, 'endpointConfigName'> {
    const { data, definition, key, place, role, shape } = this.props;
    const { asynchronous, components, detailedMetrics } = definition;
    const variant = (part: EndpointPart) =>
      components ? renderComponentFleet(part, components) : renderVariant(part, nameOf(part), asynchronous !== undefined);
    return {
      productionVariants: shape.production.map(variant),
      shadowProductionVariants: shape.shadows.length > 0 ? shape.shadows.map(variant) : undefined,
      kmsKeyId: shape.hasVolumes ? key!.keyArn : undefined,
      dataCaptureConfig: data?.captureConfig,
      asyncInferenceConfig: data?.exchange?.config,
      metricsConfig: detailedMetrics === undefined ? undefined : {
        enableEnhancedMetrics: true, metricPublishFrequencyInSeconds: seconds(detailedMetrics),
      },
      // Only a fleet of components has these here; a model brings its own.
      ...(components ? {
        executionRoleArn: role.roleArn,
        enableNetworkIsolation: shape.isIsolated,
        vpcConfig: place && { subnets: place.subnetIds, securityGroupIds: place.securityGroups.map(group => group.securityGroupId) },
      } : {}),
    };
  }
}
