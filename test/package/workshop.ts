/**
 * Runs once before the suite: packs the package and installs the tarball where its users would, below a folder of its own.
 *
 * - `plain`: a folder that was empty, with the package, its peers and the CDK's command line
 * - `app`: what `cdk init app --language typescript` makes today, the package, and the policy packs for tests
 */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT, run } from './run';

/** The versions that the package is built with. */
const peers = ['aws-cdk-lib@2.276.0', 'constructs@10.8.1'];

export default function build(): void {
  const workshop = mkdtempSync(join(tmpdir(), 'package-'));
  const [packed, plain, app] = ['packed', 'plain', 'app'].map(name => join(workshop, name)) as [string, string, string];
  for (const folder of [packed, plain, app]) mkdirSync(folder);

  const pack = run('npm', ['pack', '--pack-destination', packed], ROOT);
  const tarball = join(packed, readdirSync(packed)[0]!);
  run('npm', ['init', '-y'], plain);
  const install = run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', tarball, 'aws-cdk@2.1148.1', ...peers], plain);
  run(join(plain, 'node_modules/.bin/cdk'), ['init', 'app', '--language', 'typescript', '--generate-only'], app);
  run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', tarball, 'cdk-nag@3.0.2', ...peers], app);

  writeFileSync(join(workshop, 'printed.json'), JSON.stringify({ pack, install }));
  process.env.PACKAGE_WORKSHOP = workshop;
  process.on('exit', () => rmSync(workshop, { recursive: true, force: true }));
}
