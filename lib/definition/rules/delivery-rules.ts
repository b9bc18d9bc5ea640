import { entries, has, isOpen } from './names';
import { smokeTestRules } from './smoke-test-rules';
import { Problems } from '../../private/problems';
import { isKnown } from '../../private/tokens';
import { DeliveryDefinition } from '../delivery';
import { madeEndpoint } from '../made-endpoint';
import { MlopsDefinition } from '../mlops-definition';
import { ModelDefinition } from '../model-definition';
import { isS3Object } from '../storage-place';

/** A delivery has one source, and tests with a request that can be sent. */
export function deliveryRules({ codePipeline, smokeTest }: DeliveryDefinition, problems: Problems): void {
  const object = codePipeline?.source?.s3?.object;
  if (isKnown(object) && !isS3Object(object)) {
    problems.at('codePipeline', 'source', 's3', 'object').add('must be one object, a zip file such as s3://bucket/source.zip, '
      + `got ${JSON.stringify(object)}`);
  }
  if (isKnown(smokeTest)) smokeTestRules(smokeTest, problems.at('smokeTest'));
}

/** There is something that a delivery can deliver and test. */
export function deliveredModelRules({ delivery, environments, models }: MlopsDefinition, problems: Problems): void {
  const overridden = entries(environments).flatMap(([, environment]) => entries(environment.models));
  const isMade = (model: Pick<ModelDefinition, 'endpoint'>) =>
    has(model, 'endpoint') && (isOpen(model, 'endpoint') || madeEndpoint(model) !== undefined);
  const served = [...entries(models), ...overridden].some(([, model]) => isMade(model));
  const trained = entries(models).some(([, model]) => has(model, 'pipeline'));
  if (models === undefined || isOpen(models)) return;
  if (!served && !trained) problems.add('has nothing to deliver: no model has a "pipeline" or an "endpoint"');
  else if (!served && delivery?.smokeTest !== undefined) problems.at('smokeTest').add('needs an endpoint that answers: no model has an "endpoint"');
}
