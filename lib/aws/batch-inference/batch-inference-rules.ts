import { BatchInferenceDefinition, ModelSourceDefinition } from '../../definition';
import { Problems } from '../../private/problems';
import { isKnown } from '../../private/tokens';
import { instanceTypeRules } from '../foundation/instance-type-rules';
import { hasLocalStorage } from '../foundation/local-storage';
import { machineRules } from '../model/model-rules';

export const DEFAULT_INSTANCE_TYPE = 'ml.m5.xlarge';

/**
 * What the schema cannot say about batch inference on SageMaker.
 *
 * @param model what scores; a version of a pipeline brings its own image
 */
export function batchInferenceRules(batch: BatchInferenceDefinition, region: string, problems: Problems, model?: ModelSourceDefinition): void {
  const { compute, splitBy, joinInput } = batch;
  if (compute?.volume !== undefined) {
    problems.at('compute', 'volume').add(`must not be given, got ${JSON.stringify(compute.volume)}; batch transform sizes its volumes itself`);
  }
  instanceTypeRules(compute?.type, 'transform', region, problems.at('compute', 'type'));
  if (model) machineRules(model, compute?.type ?? DEFAULT_INSTANCE_TYPE, problems.at('compute', 'type'));
  if (joinInput && splitBy === 'none') {
    problems.at('joinInput').add('needs `splitBy: line`: predictions are joined to lines');
  }
}

/** Batch transform only loads models that are packed. */
export function batchModelRules(model: ModelSourceDefinition, problems: Problems): void {
  [model, ...model.containers ?? []].forEach((container, index) => {
    if (!isKnown(container.artifact) || !container.artifact.endsWith('/')) return;
    const at = index === 0 ? problems : problems.at('containers', index - 1);
    at.at('artifact').add(`must be a .tar.gz for batch inference, got ${JSON.stringify(container.artifact)}; pack the files`);
  });
  if (model.multiModel) problems.at('multiModel').add('must not be given for batch inference, which scores with one model');
}

/** Whether the machines take a key for their volumes. */
export function takesVolumeKey(type: string): boolean {
  return !isKnown(type) || !hasLocalStorage(type);
}
