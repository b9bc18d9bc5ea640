/**
 * Writes every page that comes from the code.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { builtSources, Sources } from './assembly';
import { renderAcknowledgements } from './render-acknowledgements';
import { renderCapabilities } from './render-capabilities';
import { renderIndex } from './render-index';
import { renderKeys } from './render-keys';
import { renderReference } from './render-reference';

/** The pages by their paths. What stands in `docs/reference` besides is of a capability that is gone. */
export function renderDocs(sources: Sources): ReadonlyMap<string, string> {
  return new Map([
    ['API.md', renderIndex(sources)],
    ['docs/acknowledgements.md', renderAcknowledgements()],
    ['docs/capabilities.md', renderCapabilities()],
    ['docs/keys.md', renderKeys(sources)],
    ...renderReference(sources),
  ]);
}

if (require.main === module) {
  const root = join(__dirname, '..');
  rmSync(join(root, 'docs/reference'), { recursive: true, force: true });
  for (const [page, text] of renderDocs(builtSources())) {
    mkdirSync(dirname(join(root, page)), { recursive: true });
    writeFileSync(join(root, page), text);
  }
}
