import { PipelineRole } from './pipeline-role';
import { PipelineSettings } from './steps/step-context';
import { rendered } from './steps/step-renderers';
import { Reference } from '../../definition/pipeline/reference';
import { StepDefinition } from '../../definition/pipeline/step-definition';
import { referencesOf } from '../../definition/pipeline/step-references';
import { grantObjects, READ_OBJECTS } from '../foundation/bucket-access';
import { grantPythonJob } from '../foundation/python-job';

/** What one step uses beside its job: data, its script, and whoever works for it outside. What it does with a group of features its kind says. */
export function grantStep(permissions: PipelineRole, step: StepDefinition, settings: PipelineSettings): void {
  for (const { reference, target } of referencesOf(step, settings.graph.steps)) {
    if (target !== 'features' && target !== 'written') grantData(permissions, reference, settings);
  }
  const { renderer, own } = rendered(step)!;
  const source = renderer.source?.(own, settings);
  if (source) grantPythonJob(permissions.role, source, settings.packages);
  renderer.grant?.(own, permissions, settings);
}

function grantData(permissions: PipelineRole, reference: Reference, { datasets, features }: PipelineSettings): void {
  if (reference.kind === 'place') permissions.readPlace(reference.uri);
  if (reference.kind === 'dataset') datasets[reference.name]!.grants.read(permissions.role);
  if (reference.kind === 'features') {
    const { offlineBucket, offlinePrefix } = features[reference.name]!;
    grantObjects(permissions.role, offlineBucket!, offlinePrefix ?? '', READ_OBJECTS);
  }
}
