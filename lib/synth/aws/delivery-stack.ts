import { Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { IMlopsModel } from './mlops-environment';
import { ModelPlace, resourceName } from './model-place';
import { pinnedVersion, VERSION_PARAMETER } from './model-version';
import { alarmNameOf } from './monitoring-stack';
import { SystemStack } from './system-stack';
import { DeliveryPipeline, Deployment, ReleaseAccess } from '../../aws/delivery-pipeline';
import { deliveredPaths } from '../../definition/delivery/delivered-paths';

/** A model in one environment, as delivery sees it. */
export interface DeliveredModel extends Pick<IMlopsModel,
'endpoint' | 'monitoringStack' | 'pipeline' | 'registry' | 'servingStack' | 'trainingStack'> {
  readonly place: ModelPlace;
}

/** Delivers a model to all its environments, from the one that trains it. */
export class DeliveryStack extends SystemStack {
  public readonly delivery: DeliveryPipeline;

  constructor(scope: Construct, id: string, home: DeliveredModel, places: readonly DeliveredModel[]) {
    const { place } = home;
    super(scope, id, place, `Delivery of ${place.modelName}`);
    const pipelineName = resourceName(place, place.environmentName, `${place.modelName}-delivery`);
    places.forEach(target => letVerify(target, place.aws.account, pipelineName));
    this.delivery = new DeliveryPipeline(this, 'Delivery', {
      ...place.system.delivery!,
      paths: deliveredPaths(place.system.delivery!, place.model.pipeline),
      pipelineName,
      platform: place.shared.platform,
      trainingPipeline: home.pipeline,
      trainingStacks: home.trainingStack && [home.trainingStack],
      registry: home.registry,
      deployments: places.filter(({ servingStack }) => servingStack).map(deployment),
    });
  }
}

function deployment({ place, servingStack, monitoringStack, endpoint }: DeliveredModel): Deployment {
  return {
    environmentName: place.environmentName,
    protected: place.environment.protected,
    stacks: [servingStack!, ...(monitoringStack ? [monitoringStack] : [])],
    servingStack: takesVersion(servingStack!) ? servingStack : undefined,
    pinnedVersion: pinnedVersion(place),
    versionParameterName: VERSION_PARAMETER,
    endpointName: endpoint?.endpointName,
    alarmNames: monitoringStack && [alarmNameOf(place)],
  };
}

/** A pinned version is in the template, and is not asked for. */
function takesVersion(stack: Stack): boolean {
  return stack.node.tryFindChild(VERSION_PARAMETER) !== undefined;
}

/** The pipeline tests an endpoint of another account, and looks at its alarm, with a role that this account makes for it. */
function letVerify({ place, servingStack, endpoint }: DeliveredModel, pipelineAccount: string | undefined, pipelineName: string): void {
  if (!servingStack || !endpoint || pipelineAccount === undefined || place.aws.account === pipelineAccount) return;
  new ReleaseAccess(servingStack, 'ReleaseAccess', { endpoint, pipelineAccount, pipelineName, alarmNames: [alarmNameOf(place)] });
}
