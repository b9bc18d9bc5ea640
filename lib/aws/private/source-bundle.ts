import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Stack, Stage } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { Construct } from 'constructs';
import type * as Tar from 'tar';
import { MlopsError } from '../../private/errors';
import { Problems } from '../../private/problems';
import { isKnown } from '../../private/tokens';

/** Names that are never packed: caches, environments, outputs of tools, and everything hidden (`.git`, `.venv`, `.env`). */
const LEFT_OUT = /^(\..*|__pycache__|node_modules|venv|cdk\.out|.*\.pyc)$/;

/** The folder of a script, packed and uploaded. */
export interface SourceBundle {
  /** Where the `.tgz` is, as `s3://bucket/key`. */
  readonly uri: string;
  /** Name of the `.tgz` without its prefix. */
  readonly fileName: string;
  /** The script, relative to the top of the archive. */
  readonly entry: string;
  /** Whether the launcher is at the top of the archive. */
  readonly isLaunched: boolean;
  /** Whether the folder lists Python packages to install. */
  readonly hasRequirements: boolean;
  /** Whether it brings these packages, so that they are installed without a network. */
  readonly hasWheels: boolean;
  /** The files of all bundles. Old ones stay readable: runs that have begun still use them. */
  readonly arnForBundles: string;
}

/** The program that installs a folder's packages and then becomes its script. */
export const LAUNCHER = 'mlops_launch.py';

const LAUNCHER_DIRECTORY = join(__dirname, '..', '..', 'programs', 'launch');

/** How a folder lies in its archive. */
export interface SourceBundleOptions {
  /**
   * Whether the launcher is at the top of the archive and the folder below it in `source`, where no image looks for packages to
   * install by itself.
   *
   * @default false
   */
  readonly launched?: boolean;
}

/** Packs the folder that holds a script into a `.tgz` and uploads it with the stack's assets, once for each content and stack. */
export function sourceBundle(scope: Construct, baseDirectory: string, script: string, options: SourceBundleOptions = {}): SourceBundle {
  const file = resolve(baseDirectory, script);
  if (!existsSync(file)) throw new MlopsError('NoSource', `${scope.node.path}: ${missing(baseDirectory, script)}`);
  const folder: Packed = { directory: dirname(file), paths: packedPaths(dirname(file)) };
  const parts = options.launched ? [{ ...folder, prefix: 'source' }, { directory: LAUNCHER_DIRECTORY, paths: [LAUNCHER] }] : [folder];
  const asset = bundleAsset(scope, contentDigest(parts), archive => pack(parts, archive));
  return {
    uri: asset.s3ObjectUrl,
    fileName: `${asset.assetHash}.tgz`,
    entry: basename(file),
    isLaunched: options.launched ?? false,
    ...packagesOf(folder.paths),
    arnForBundles: asset.bucket.arnForObjects('*.tgz'),
  };
}

/** What the folder of a script says of its Python packages. */
export function scriptPackages(baseDirectory: string, script: string): Pick<SourceBundle, 'hasRequirements' | 'hasWheels'> {
  const folder = dirname(resolve(baseDirectory, script));
  return packagesOf(existsSync(folder) ? packedPaths(folder) : []);
}

/** Says that a script is not there. */
export function sourceProblems(baseDirectory: string, script: string | undefined, problems: Problems): void {
  if (isKnown(script) && !existsSync(resolve(baseDirectory, script))) problems.add(missing(baseDirectory, script));
}

/** Lets a role read bundles: one action on the archives among the stack's assets. */
export function grantSourceBundle(grantee: iam.IGrantable, bundle: SourceBundle): void {
  grantee.grantPrincipal.addToPrincipalPolicy(new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: [bundle.arnForBundles] }));
}

function missing(baseDirectory: string, script: string): string {
  return `there is no file ${JSON.stringify(script)} in ${JSON.stringify(resolve(baseDirectory))}; write the path relative to that folder`;
}

/** Bundles of a stack stand under one construct, by their content, so that steps which share a folder share the upload. */
function bundleAsset(scope: Construct, digest: string, write: (archive: string) => void): Asset {
  const stack = Stack.of(scope);
  const bundles = stack.node.tryFindChild('SourceBundles') ?? new Construct(stack, 'SourceBundles');
  const existing = bundles.node.tryFindChild(digest);
  if (existing) return existing as Asset;
  const { assetOutdir } = Stage.of(scope)!;
  const archive = join(assetOutdir, `source.${digest}.tgz`);
  mkdirSync(assetOutdir, { recursive: true });
  write(archive);
  // The hash is of the files, not of the archive: compressed bytes differ between zlib versions, and with them every template.
  return new Asset(bundles, digest, { path: archive, assetHash: digest });
}

/** Every packed file, relative to the folder with `/`, sorted. */
function packedPaths(folder: string, prefix: string = ''): string[] {
  return readdirSync(join(folder, prefix)).filter(name => !LEFT_OUT.test(name)).sort().flatMap(name => {
    const path = `${prefix}${name}`;
    return statSync(join(folder, path)).isDirectory() ? packedPaths(folder, `${path}/`) : [path];
  });
}

function packagesOf(paths: string[]): Pick<SourceBundle, 'hasRequirements' | 'hasWheels'> {
  return { hasRequirements: paths.includes('requirements.txt'), hasWheels: paths.some(path => path.startsWith('wheels/')) };
}

/** Files of one folder, and where they lie in the archive. */
interface Packed {
  readonly directory: string;
  readonly paths: string[];
  readonly prefix?: string;
}

function contentDigest(parts: Packed[]): string {
  const hash = createHash('sha256');
  for (const { directory, paths, prefix } of parts) {
    for (const path of paths) {
      const content = readFileSync(join(directory, path));
      hash.update(`${prefix === undefined ? path : `${prefix}/${path}`}\0${content.length}\0`).update(content);
    }
  }
  return hash.digest('hex').slice(0, 32);
}

function pack(parts: Packed[], archive: string): void {
  // Loaded here because most stacks pack nothing.
  const tar = createRequire(__filename)('tar') as typeof Tar;
  const file = `${archive}.tar`;
  const options = { sync: true, file, portable: true, noMtime: true, follow: true } as const;
  parts.forEach(({ directory, paths, prefix }, index) =>
    (index === 0 ? tar.create : tar.replace)({ ...options, cwd: directory, prefix }, paths));
  writeFileSync(archive, gzipSync(readFileSync(file)));
  rmSync(file);
}
