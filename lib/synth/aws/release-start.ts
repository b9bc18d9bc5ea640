import { Construct } from 'constructs';
import { ModelPlace } from './model-place';
import { APPROVED_VERSION, ReleaseStart } from '../../aws/delivery-trust/release-start';
import { IModelRegistry } from '../../aws/model-registry';
import { releaseRequest } from '../../definition/delivery/release-request';

/** Where versions are approved, the system that delivers is told of them, when it shall be. */
export function defineApprovalStart(scope: Construct, place: ModelPlace, { modelPackageGroupName }: IModelRegistry): void {
  const { lock, modelName, shared, system } = place;
  const request = releaseRequest(system, modelName, lock, APPROVED_VERSION);
  if (request) new ReleaseStart(scope, 'ReleaseStart', { modelPackageGroupName, request, alarmTopic: shared.platform.alarmTopic });
}
