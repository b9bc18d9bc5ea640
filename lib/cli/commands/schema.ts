import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The JSON Schema of the definition, as it is packaged. */
export function schema(): string {
  return readFileSync(join(__dirname, '..', '..', 'definition', 'definition.schema.json'), 'utf8').trimEnd();
}
