import * as sagemaker from 'aws-cdk-lib/aws-sagemaker';
import { Construct } from 'constructs';
import { ComponentDefinition } from '../../../definition/component-definition';
import { contentHash, physicalName } from '../../../private/names';
import { mebibytes, seconds } from '../../../private/units';

/** A component and the endpoint that it lives on. */
export interface InferenceComponentProps {
  readonly endpointName: string;
  readonly variantName: string;
  readonly name: string;
  readonly definition: ComponentDefinition;
  /** Name of the model; an adapter has none. */
  readonly modelName?: string;
  readonly deploymentConfig?: sagemaker.CfnInferenceComponent.InferenceComponentDeploymentConfigProperty;
}

/** One of several models on the fleet of an endpoint. */
export class InferenceComponent extends Construct {
  /** The name that callers give with a request. */
  public static nameOf(endpointName: string, name: string): string {
    return physicalName([endpointName, name]);
  }

  public readonly componentName: string;

  constructor(scope: Construct, id: string, props: InferenceComponentProps) {
    super(scope, id);
    const { endpointName, variantName, definition } = props;
    this.componentName = InferenceComponent.nameOf(endpointName, props.name);
    const base = definition.baseComponent;
    // A component cannot move to another endpoint, and CloudFormation does not know: with another endpoint it is another resource.
    const resource = new sagemaker.CfnInferenceComponent(this, `Resource${contentHash(endpointName)}`, {
      endpointName,
      variantName,
      inferenceComponentName: this.componentName,
      specification: base === undefined ? this.ownSpecification(props) : {
        baseInferenceComponentName: InferenceComponent.nameOf(endpointName, base),
        container: { artifactUrl: definition.model?.artifact },
      },
      // Scaling sets the number of copies later. The number at the start stays the same literal, so an update does not touch it.
      runtimeConfig: base === undefined ? { copyCount: definition.copies ?? 1 } : undefined,
      deploymentConfig: props.deploymentConfig,
    });
    this.node.defaultChild = resource;
  }

  private ownSpecification(
    { definition, modelName }: InferenceComponentProps,
  ): sagemaker.CfnInferenceComponent.InferenceComponentSpecificationProperty {
    const { downloadTimeout, startupTimeout } = definition;
    return {
      modelName,
      computeResourceRequirements: {
        minMemoryRequiredInMb: mebibytes(definition.memory ?? '1GiB'),
        numberOfCpuCoresRequired: definition.cpus ?? 1,
        numberOfAcceleratorDevicesRequired: definition.accelerators,
      },
      startupParameters: downloadTimeout === undefined && startupTimeout === undefined ? undefined : {
        modelDataDownloadTimeoutInSeconds: optionalSeconds(downloadTimeout),
        containerStartupHealthCheckTimeoutInSeconds: optionalSeconds(startupTimeout),
      },
    };
  }
}

function optionalSeconds(duration: string | undefined): number | undefined {
  return duration === undefined ? undefined : seconds(duration);
}
