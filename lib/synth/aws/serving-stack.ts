import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { captureOf } from './endpoint-capture';
import { existingRole } from './existing-role';
import { defineCard } from './model-card';
import { ModelPlace, resourceName } from './model-place';
import { modelVersion } from './model-version';
import { SystemStack } from './system-stack';
import { VersionFiles } from './version-files';
import { BatchInference } from '../../aws/batch-inference';
import { ModelEndpoint } from '../../aws/model-endpoint';
import { EndpointDefinition, ModelSourceDefinition } from '../../definition';
import { madeEndpoint } from '../../definition/made-endpoint';
import { modelSource } from '../system/model-source';

/** Serves a model: an endpoint, batch inference, or both. */
export class ServingStack extends SystemStack {
  public readonly endpoint?: ModelEndpoint;
  public readonly batch?: BatchInference;
  private readonly role?: iam.IRole;

  constructor(scope: Construct, id: string, place: ModelPlace) {
    super(scope, id, place, `Serving of ${place.modelName} in ${place.environmentName}`);
    this.role = existingRole(this, place.aws, 'serving');
    const model = this.modelOf(place);
    const files = VersionFiles.of(this, place);
    const endpoint = madeEndpoint(place.model);
    this.endpoint = endpoint && this.defineEndpoint(endpoint, place, model, files);
    this.batch = place.model.batch && this.defineBatch(place, model!, files);
    if (place.model.pipeline === undefined) defineCard(this, place);
    if (this.endpoint) this.show('EndpointName', 'What callers name to get an answer', this.endpoint.endpointName);
    if (this.batch) this.show('BatchStateMachine', 'What is started to score data in bulk', this.batch.stateMachine.stateMachineArn);
  }

  private modelOf(place: ModelPlace): ModelSourceDefinition | undefined {
    return place.model.pipeline ? { aws: { modelPackage: modelVersion(this, place) } } : modelSource(place.model);
  }

  private defineEndpoint(
    endpoint: EndpointDefinition, place: ModelPlace, model: ModelSourceDefinition | undefined, files?: VersionFiles,
  ): ModelEndpoint {
    const defined = new ModelEndpoint(this, 'Endpoint', {
      ...endpoint,
      name: endpoint.name ?? resourceName(place, place.environmentName, place.modelName),
      capture: captureOf(place.model),
      model: endpoint.components ? undefined : model,
      platform: place.shared.platform,
      role: this.role,
      packageBucket: files?.bucket,
      packagePrefix: files?.prefix,
    });
    files?.grant(defined);
    return defined;
  }

  private defineBatch(place: ModelPlace, model: ModelSourceDefinition, files?: VersionFiles): BatchInference {
    const defined = new BatchInference(this, 'Batch', {
      ...place.model.batch!,
      model,
      name: resourceName(place, place.environmentName, place.modelName),
      platform: place.shared.platform,
      role: this.role,
      datasets: place.shared.datasets,
      packageBucket: files?.bucket,
      packagePrefix: files?.prefix,
    });
    files?.grant(defined.model);
    if (defined.monitorRole) files?.grant(defined.monitorRole);
    return defined;
  }
}
