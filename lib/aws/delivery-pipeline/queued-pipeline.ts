import { Stack } from 'aws-cdk-lib';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { ArtifactStore } from './artifact-store';
import { acknowledge, acknowledgeWildcards } from '../foundation/acknowledgements';

/** A pipeline and the role of its actions. */
export interface QueuedPipeline {
  readonly pipeline: codepipeline.Pipeline;
  readonly role: iam.Role;
}

/**
 * A pipeline of which one run waits for another. Its role has exactly the statements that are written here; those of the CDK's
 * actions would be wider.
 */
export function defineQueuedPipeline(scope: Construct, id: string, store: ArtifactStore, pipelineName: string | undefined): QueuedPipeline {
  const { account, region } = Stack.of(scope);
  const role = new iam.Role(scope, `${id}Role`, {
    description: 'Runs the actions of a delivery pipeline',
    assumedBy: new iam.ServicePrincipal('codepipeline.amazonaws.com', { conditions: { StringEquals: { 'aws:SourceAccount': account } } }),
  });
  store.grantUse(role);
  acknowledge(role, 'inlinePolicy');
  acknowledgeWildcards(role, 'objectKeys', 'jobsAndTraces');
  const artifactBucket = store.forActions(role);
  const pipeline = new codepipeline.Pipeline(scope, id, {
    pipelineName,
    pipelineType: codepipeline.PipelineType.V2,
    executionMode: codepipeline.ExecutionMode.QUEUED,
    crossAccountKeys: true,
    usePipelineRoleForActions: true,
    role: role.withoutPolicyUpdates(),
    ...Object.keys(store.replicas).length > 0
      ? { crossRegionReplicationBuckets: { ...store.replicas, [region]: artifactBucket } }
      : { artifactBucket },
  });
  pipeline.node.addDependency(role);
  return { pipeline, role };
}
