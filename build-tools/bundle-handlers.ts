/**
 * Bundles every AWS Lambda handler, `lib/aws/<capability>/handlers/<name>.ts`, into `handlers/<name>/index.js` beside it.
 *
 * The AWS SDK comes with the runtime; everything else is in the bundle, so nothing is installed at synth.
 */
import { readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { buildSync } from 'esbuild';

const root = join(__dirname, '..');
const handlers = readdirSync(join(root, 'lib/aws'), { recursive: true, encoding: 'utf8' })
  .filter(file => /(^|\/)handlers\/[^/]+\.ts$/.test(file) && !file.endsWith('.d.ts'))
  .map(file => join(root, 'lib/aws', file));

for (const handler of handlers) {
  buildSync({
    absWorkingDir: root,
    entryPoints: [handler],
    outfile: join(dirname(handler), basename(handler, '.ts'), 'index.js'),
    bundle: true,
    platform: 'node',
    target: 'node22',
    format: 'cjs',
    external: ['@aws-sdk/*'],
    legalComments: 'none',
    logLevel: 'warning',
  });
}
