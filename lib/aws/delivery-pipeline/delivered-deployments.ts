import { DeliveryPipelineProps } from './delivery-pipeline-props';
import { Deployment } from './deployment';
import { DeliveredEnvironment, DeliveredModel } from '../../definition/delivery/delivered-model';
import { DeployedVersion } from '../../definition/delivery/delivery-stage';

/** What the props of a pipeline say of the delivery that it carries out, as a whole system says it of a model. */
export function renderDelivered(props: DeliveryPipelineProps): DeliveredModel {
  const { deployments, registry, trainingPipeline, trainingStacks = [] } = props;
  const trains = trainingPipeline !== undefined || trainingStacks.length > 0;
  return {
    delivery: props,
    training: trains ? { starts: trainingPipeline !== undefined } : undefined,
    isRegistered: registry !== undefined,
    environments: deployments.map(renderEnvironment),
  };
}

function renderEnvironment(deployment: Deployment): DeliveredEnvironment {
  return {
    name: deployment.environmentName,
    isProtected: deployment.protected ?? false,
    version: renderVersion(deployment),
    hasEndpoint: deployment.endpointName !== undefined,
    alarms: deployment.alarmNames ?? [],
  };
}

function renderVersion({ pinnedVersion, servingStack }: Deployment): DeployedVersion {
  if (pinnedVersion !== undefined) return { kind: 'pinned', modelPackage: pinnedVersion };
  return servingStack === undefined ? { kind: 'none' } : { kind: 'approved' };
}
