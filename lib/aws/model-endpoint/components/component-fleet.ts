import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct, IDependable } from 'constructs';
import { InferenceComponent } from './inference-component';
import { EndpointDefinition } from '../../../definition/endpoint-definition';
import { ModelSourceDefinition } from '../../../definition/model-definition';
import { ScaleDefinition } from '../../../definition/scale-definition';
import { modelStatements } from '../../model/model-access';
import { SageMakerModel } from '../../model/sagemaker-model';
import { renderComponentDeployment } from '../rollout/rollout';
import { EndpointScaling } from '../scaling/endpoint-scaling';
import { planByLoad } from '../scaling/scaling-plan';
import { EndpointPart, instancesOf, instanceType } from '../shape/endpoint-parts';

/** What the components of an endpoint share. */
export interface ComponentFleetProps {
  readonly definition: EndpointDefinition;
  readonly endpointName: string;
  readonly fleet: EndpointPart;
  readonly role: iam.IRole;
  readonly encryptionKey?: kms.IKey;
  readonly alarmNames: string[];
  readonly dependencies: IDependable[];
  readonly defineModel: (name: string, source: ModelSourceDefinition, type: string) => SageMakerModel;
}

/** Defines the components of an endpoint with their models and scaling. Gives the names that callers use. */
export function defineComponents(scope: Construct, props: ComponentFleetProps): { [name: string]: string } {
  const { endpointName, fleet, alarmNames, role, encryptionKey } = props;
  const { components = {}, rollout = {} } = props.definition;
  const made = new Map<string, InferenceComponent>();
  // Adapters come after the components that they extend.
  const entries = Object.entries(components).sort(([, a], [, b]) => Number(a.baseComponent !== undefined) - Number(b.baseComponent !== undefined));
  for (const [name, definition] of entries) {
    const { baseComponent, model: source = {} } = definition;
    const isAdapter = baseComponent !== undefined;
    const model = isAdapter ? undefined : props.defineModel(name, source, instanceType(instancesOf(fleet.compute) ?? {}));
    const component = new InferenceComponent(scope, `${name}Component`, {
      endpointName,
      variantName: fleet.name,
      name,
      definition,
      modelName: model?.modelName,
      deploymentConfig: isAdapter ? undefined : renderComponentDeployment(rollout, alarmNames),
    });
    component.node.addDependency(role, ...props.dependencies, model ?? made.get(baseComponent!)!);
    made.set(name, component);
    if (isAdapter) {
      // No model covers the files of an adapter with its permissions.
      modelStatements(scope, { artifact: source.artifact }, { encryptionKey }).forEach(statement => role.addToPrincipalPolicy(statement));
    }
    if (definition.scale) scaleComponent(scope, name, component, definition.scale);
  }
  return Object.fromEntries([...made].map(([name, { componentName }]) => [name, componentName]));
}

function scaleComponent(scope: Construct, name: string, owner: InferenceComponent, scale: ScaleDefinition): void {
  new EndpointScaling(scope, `${name}ComponentScaling`, planByLoad({
    resourceId: `inference-component/${owner.componentName}`,
    dimension: 'sagemaker:inference-component:DesiredCopyCount',
    metricDimensions: { InferenceComponentName: owner.componentName },
  }, scale), owner);
}
