import { Document } from 'yaml';
import { DvcStage } from './dvc-stages';

/** The text of `dvc.yaml` below its first line. */
export function renderDvcStages(stages: readonly DvcStage[]): string {
  const rendered = stages.map(({ name, commands, deps, outs, metrics }) => [name, {
    cmd: commands,
    deps,
    ...outs.length > 0 && { outs },
    ...metrics !== undefined && { metrics: [{ [metrics]: { cache: false } }] },
  }]);
  return new Document({ stages: Object.fromEntries(rendered) }, { aliasDuplicateObjects: false }).toString({ lineWidth: 0 });
}
