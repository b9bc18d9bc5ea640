import { BatchInferenceDefinition } from '../../definition';
import { Problems } from '../../private/problems';
import { isKnown } from '../../private/tokens';
import { hasLocalStorage } from '../private/local-storage';

/** What the schema cannot say about batch inference on SageMaker. */
export function batchInferenceRules(batch: BatchInferenceDefinition, problems: Problems): void {
  const { compute, splitBy, joinInput } = batch;
  if (compute?.volume !== undefined) {
    problems.at('compute', 'volume').add(`must not be given, got ${JSON.stringify(compute.volume)}; batch transform sizes its volumes itself`);
  }
  if (joinInput && splitBy === 'none') {
    problems.at('joinInput').add('needs `splitBy: line`: predictions are joined to lines');
  }
}

/** Whether the machines take a key for their volumes. */
export function takesVolumeKey(type: string): boolean {
  return !isKnown(type) || !hasLocalStorage(type);
}
