import { entries } from './names';
import { Problems } from '../../private/problems';
import { isKnown } from '../../private/tokens';
import { MlopsDefinition } from '../mlops-definition';

export function deliveryRules({ delivery, environments, models }: MlopsDefinition, problems: Problems): void {
  if (delivery === undefined) return;
  const overridden = entries(environments).flatMap(([, environment]) => entries(environment.models));
  const served = entries(models).some(([, model]) => model.endpoint !== undefined) || overridden.some(([, model]) => model.endpoint !== undefined);
  const trained = entries(models).some(([, model]) => model.pipeline !== undefined);
  if (!served && !trained) problems.add('has nothing to deliver: no model has a "pipeline" or an "endpoint"');
  else if (!served && delivery.smokeTest !== undefined) problems.at('smokeTest').add('needs an endpoint that answers: no model has an "endpoint"');

  const object = delivery.source?.s3?.object;
  if (isKnown(object) && !/^s3:\/\/[^/]+\/.*[^/]$/.test(object)) {
    problems.at('source', 's3', 'object').add(`must be one object, a zip file such as s3://bucket/source.zip, got ${JSON.stringify(object)}`);
  }
}
