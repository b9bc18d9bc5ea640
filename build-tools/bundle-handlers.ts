/**
 * Bundles every AWS Lambda handler, `lib/aws/<capability>/handlers/<name>.ts`, into `handlers/<name>/index.js` beside it.
 *
 * The AWS SDK comes with the runtime; everything else is in the bundle, so nothing is installed at synth. `LICENSES.txt` holds the
 * licences of the packages in it.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { buildSync, Metafile } from 'esbuild';

/** Bundles the handlers of a project, with the packages that are installed there. */
export function bundleHandlers(root: string): void {
  const handlers = readdirSync(join(root, 'lib/aws'), { recursive: true, encoding: 'utf8' })
    .filter(file => /(^|\/)handlers\/[^/]+\.ts$/.test(file) && !file.endsWith('.d.ts'))
    .map(file => join(root, 'lib/aws', file));
  for (const handler of handlers) {
    const folder = join(dirname(handler), basename(handler, '.ts'));
    const { metafile } = buildSync({
      absWorkingDir: root,
      entryPoints: [handler],
      outfile: join(folder, 'index.js'),
      metafile: true,
      bundle: true,
      platform: 'node',
      target: 'node22',
      format: 'cjs',
      external: ['@aws-sdk/*'],
      minify: true,
      // The names of errors and functions stay readable in logs.
      keepNames: true,
      legalComments: 'none',
      logLevel: 'warning',
    });
    const notices = licencesOf(metafile, root);
    if (notices.length > 0) writeFileSync(join(folder, 'LICENSES.txt'), notices.join('\n\n---\n\n'));
  }
}

function licencesOf({ inputs }: Metafile, root: string): string[] {
  const folders = new Set(Object.keys(inputs).flatMap(file => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file) ?? []));
  return [...folders].sort().map(folder => {
    const { name, version } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as { name: string; version: string };
    const [file] = readdirSync(join(root, folder)).filter(entry => /^licen[cs]e/i.test(entry));
    if (file === undefined) throw new Error(`${name} has no licence file; do not bundle it`);
    return `${name} ${version}\n\n${readFileSync(join(root, folder, file), 'utf8').trim()}`;
  });
}

if (require.main === module) bundleHandlers(join(__dirname, '..'));
