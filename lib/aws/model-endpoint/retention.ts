import { CfnDeletionPolicy, CfnResource } from 'aws-cdk-lib';
import { Construct } from 'constructs';

const SERVING = /^AWS::(SageMaker::(Endpoint|EndpointConfig|Model)|IAM::(Policy|Role)|EC2::SecurityGroup)$/;

/**
 * Lets an endpoint go on when its stack is deleted, with all that it needs to be patched. Replaced models and configurations
 * go nevertheless: their names must be free for a way back.
 */
export function retainServing(scope: Construct): void {
  for (const resource of scope.node.findAll().filter(CfnResource.isCfnResource)) {
    if (!SERVING.test(resource.cfnResourceType)) continue;
    resource.cfnOptions.deletionPolicy = CfnDeletionPolicy.RETAIN_EXCEPT_ON_CREATE;
    resource.cfnOptions.updateReplacePolicy = CfnDeletionPolicy.DELETE;
  }
}
