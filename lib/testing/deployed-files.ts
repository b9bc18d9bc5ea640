import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Files that hold where in the code something was made, not what is deployed. */
const NOT_DEPLOYED = /(^|\/)(validation-report\.json|[^/]*\.metadata\.json|tree\.json|manifest\.json|cdk\.out)$/;

/** A digest of every file that a deployment reads: templates, asset manifests and assets. */
export function deployedFiles(assemblyDirectory: string): Record<string, string> {
  const files = readdirSync(assemblyDirectory, { recursive: true, encoding: 'utf8' })
    .filter(file => !NOT_DEPLOYED.test(file) && statSync(join(assemblyDirectory, file)).isFile())
    .sort();
  return Object.fromEntries(files.map(file => [file, createHash('sha256').update(readFileSync(join(assemblyDirectory, file))).digest('hex')]));
}
