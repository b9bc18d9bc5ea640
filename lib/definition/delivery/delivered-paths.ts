import { posix } from 'node:path';
import { DeliveryDefinition } from './delivery-definition';
import { PipelineDefinition } from '../pipeline';
import { codeOf } from '../pipeline/step-kinds';

/** The paths of the definition and, beside them, the folders of the model's own scripts. Without paths, every file counts. */
export function deliveredPaths({ paths }: DeliveryDefinition, pipeline: PipelineDefinition | undefined): string[] | undefined {
  if (paths === undefined || paths.length === 0) return paths;
  const { aws, steps = {} } = pipeline ?? {};
  const scripts = Object.values(steps).flatMap(step => codeOf(step)?.script ?? []);
  const folders = scripts.map(script => posix.join(posix.dirname(script), '**'));
  return [...new Set([...paths, ...folders, ...(aws === undefined ? [] : [aws.fromFile])])];
}
