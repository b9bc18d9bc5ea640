import * as iam from 'aws-cdk-lib/aws-iam';
import { acknowledgeWildcards } from '../foundation/acknowledgements';
import { HandlerFunction } from '../foundation/handler-function';
import { IModelRegistry } from '../model-registry';
import { versionsArn } from '../model-registry/model-registry-grants';
import { ITrainingPipeline } from '../training-pipeline';

/** Whose versions are released. */
export interface ReleasedVersions {
  readonly registry: IModelRegistry;
  /** Its roles must not approve where people do. */
  readonly trainingPipeline?: ITrainingPipeline;
}

/** Lets a function tell which versions may be released: it finds versions, their approval and what trains, and reads no files. */
export function giveRegistry(handler: HandlerFunction, { registry, trainingPipeline }: ReleasedVersions): void {
  handler.addEnvironment('MODEL_PACKAGE_GROUP_ARN', registry.modelPackageGroupArn);
  handler.addEnvironment('APPROVAL', registry.approval);
  iam.Grant.addToPrincipal({
    grantee: handler,
    actions: ['sagemaker:ListModelPackages', 'sagemaker:DescribeModelPackage'],
    resourceArns: [registry.modelPackageGroupArn, versionsArn(registry.modelPackageGroupArn)],
  });
  acknowledgeWildcards(handler.role!, 'modelVersions');
  if (trainingPipeline === undefined) return;
  handler.addEnvironment('TRAINING_PIPELINE', trainingPipeline.pipelineName);
  iam.Grant.addToPrincipal({ grantee: handler, actions: ['sagemaker:DescribePipeline'], resourceArns: [trainingPipeline.pipelineArn] });
}
