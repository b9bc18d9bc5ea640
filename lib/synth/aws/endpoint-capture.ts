import { checkKeys } from '../../aws/monitoring/checks/check-kinds';
import { CaptureDefinition, ModelDefinition } from '../../definition';

/** How requests of a model are recorded: as its endpoint says, else in full when a check of the data needs records. */
export function captureOf({ endpoint, monitoring }: ModelDefinition): CaptureDefinition | undefined {
  if (!endpoint) return undefined;
  return endpoint.capture ?? (monitoring && checkKeys(monitoring).length > 0 ? {} : undefined);
}
