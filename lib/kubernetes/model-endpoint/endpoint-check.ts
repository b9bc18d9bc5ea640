import { Construct } from 'constructs';
import { AskedEndpoint } from './endpoint-settings';
import { podEndpointLimits, podModelLimits } from './model-endpoint-limits';
import { checkPart } from '../foundation/check-part';

/** Checks an endpoint that stands alone as in a whole system. */
export function checkEndpoint(scope: Construct, asked: AskedEndpoint): void {
  const { endpoint, identity, model, namespace, serving } = asked;
  const place = { namespace, ...serving !== undefined && { serving }, ...identity !== undefined && { identity } };
  checkPart(scope, [
    { struct: 'EndpointDefinition', value: endpoint, path: [], key: 'models.*.endpoint' },
    { struct: 'ModelSourceDefinition', value: model, path: ['model'], key: 'models.*' },
    { struct: 'KubernetesPlaceDefinition', value: place, path: [] },
  ], problems => {
    podEndpointLimits(asked, problems);
    podModelLimits(asked, { model: problems.at('model'), endpoint: problems });
  });
}
