import { join } from 'node:path';
import { Duration } from 'aws-cdk-lib';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { giveRegistry, ReleasedVersions } from './registry-access';
import { HandlerFunction, Operations } from '../foundation/handler-function';
import { ITrainingPipeline } from '../training-pipeline';

/** The function that starts training, without waiting for it. */
export function defineTrainingStart(scope: Construct, operations: Operations, trainingPipeline: ITrainingPipeline): HandlerFunction {
  const handler = new HandlerFunction(scope, 'StartTraining', {
    ...operations,
    handler: join(__dirname, 'handlers/start-training'),
    description: 'Starts training for a delivery.',
    timeout: Duration.minutes(1),
    environment: { TRAINING_PIPELINE: trainingPipeline.pipelineName },
  });
  trainingPipeline.grants.start(handler);
  return handler;
}

/** The function that releases the newest approved version with changed stacks: a change of the serving stack needs no new version. */
export function defineReleaseStart(
  scope: Construct, operations: Operations, release: codepipeline.IPipeline, versions: ReleasedVersions,
): HandlerFunction {
  const handler = new HandlerFunction(scope, 'StartRelease', {
    ...operations,
    handler: join(__dirname, 'handlers/start-release'),
    description: 'Releases the newest approved version with changed stacks.',
    timeout: Duration.minutes(1),
    environment: { RELEASE_PIPELINE: release.pipelineName },
  });
  giveRegistry(handler, versions);
  iam.Grant.addToPrincipal({ grantee: handler, actions: ['codepipeline:StartPipelineExecution'], resourceArns: [release.pipelineArn] });
  return handler;
}
