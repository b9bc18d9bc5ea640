import { checkKeys } from '../../aws/monitoring/checks/check-kinds';
import { CaptureDefinition, ModelDefinition } from '../../definition';
import { madeEndpoint } from '../../definition/made-endpoint';

/** How requests of a model are recorded: as its endpoint says, else in full when a check of the data needs records. */
export function captureOf(model: ModelDefinition): CaptureDefinition | undefined {
  const { monitoring } = model;
  const endpoint = madeEndpoint(model);
  if (!endpoint) return undefined;
  return endpoint.capture ?? (monitoring && checkKeys(monitoring).length > 0 ? {} : undefined);
}
