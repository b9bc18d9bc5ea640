import { BatchInferenceDefinition, ModelSourceDefinition } from '../../definition';
import { Problems } from '../../private/problems';
import { isKnown } from '../../private/tokens';
import { instanceTypeLimits } from '../foundation/instance-type-limits';
import { hasLocalStorage } from '../foundation/local-storage';
import { s3PlaceLimits } from '../foundation/s3-place-limits';
import { machineLimits } from '../model/model-limits';
import { batchMonitoringLimits } from '../monitoring/model-monitor-limits';

export const DEFAULT_INSTANCE_TYPE = 'ml.m5.xlarge';

/**
 * What SageMaker asks of batch inference.
 *
 * @param model what scores; a version of a pipeline brings its own image
 */
export function batchInferenceLimits(batch: BatchInferenceDefinition, region: string, problems: Problems, model?: ModelSourceDefinition): void {
  const { compute, input, output } = batch;
  s3PlaceLimits(input, problems.at('input'));
  s3PlaceLimits(output, problems.at('output'));
  if (compute?.volume !== undefined) {
    problems.at('compute', 'volume').add(`must not be given, got ${JSON.stringify(compute.volume)}; batch transform sizes its volumes itself`);
  }
  instanceTypeLimits(compute?.type, 'transform', region, problems.at('compute', 'type'));
  if (batch.monitoring) batchMonitoringLimits(batch.monitoring, region, problems.at('monitoring'));
  if (model) machineLimits(model, compute?.type ?? DEFAULT_INSTANCE_TYPE, problems.at('compute', 'type'));
}

/** Batch transform only loads models that are packed. */
export function batchModelLimits(model: ModelSourceDefinition, problems: Problems): void {
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
