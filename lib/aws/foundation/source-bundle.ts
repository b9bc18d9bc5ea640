import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Stack, Stage } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { Construct } from 'constructs';
import type * as Tar from 'tar';
import { grantReadObject } from './bucket-access';
import { MlopsError } from '../../private/errors';
import { Problems } from '../../private/problems';
import { ScriptFolder } from '../../private/script-folder';
import { isKnown } from '../../private/tokens';

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
  /** The uploaded archive. */
  readonly asset: Asset;
}

/** The program that installs a folder's packages and then becomes its script. */
export const LAUNCHER = 'mlops_launch.py';

// Two empty blocks end an archive.
const END = Buffer.alloc(1024);

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

  /**
   * A Python package, as the path of its `__init__.py`, that lies among the files of the folder, under its own name.
   *
   * @default - only what is in the folder
   */
  readonly packageFile?: string;
}

/** Packs the folder that holds a script into a `.tgz` and uploads it with the stack's assets, once for each content and stack. */
export function sourceBundle(scope: Construct, baseDirectory: string, script: string, options: SourceBundleOptions = {}): SourceBundle {
  const folder = ScriptFolder.of(baseDirectory, script);
  if (folder.problems.length > 0) throw new MlopsError('NoSource', `${scope.node.path}: ${folder.problems.join('\n  ')}`);
  const { directory } = folder;
  const prefix = options.launched ? 'source' : undefined;
  const parts: Packed[] = [
    { directory, paths: folder.files.map(({ path }) => path), prefix },
    ...options.packageFile === undefined ? [] : [packagePart(options.packageFile, prefix)],
    ...options.launched ? [{ directory: LAUNCHER_DIRECTORY, paths: [LAUNCHER] }] : [],
  ];
  const asset = bundleAsset(scope, contentDigest(parts), () => pack(parts));
  return {
    uri: asset.s3ObjectUrl,
    fileName: `${asset.assetHash}.tgz`,
    entry: basename(script),
    isLaunched: options.launched ?? false,
    ...packagesOf(folder),
    asset,
  };
}

/** What the folder of a script says of its Python packages. */
export function scriptPackages(baseDirectory: string, script: string): Pick<SourceBundle, 'hasRequirements' | 'hasWheels'> {
  return packagesOf(ScriptFolder.of(baseDirectory, script));
}

/** Says why the folder of a script cannot be packed. */
export function sourceProblems(baseDirectory: string, script: string | undefined, problems: Problems): void {
  if (isKnown(script)) ScriptFolder.of(baseDirectory, script).problems.forEach(problem => problems.add(problem));
}

/** Lets the role of a job read this one archive. Others in the bucket of assets belong to other systems of the account. */
export function grantSourceBundle(role: iam.IRole, { asset }: SourceBundle): void {
  grantReadObject(role, asset.bucket, asset.s3ObjectKey);
}

/** Bundles of a stack stand under one construct, by their content, so that steps which share a folder share the upload. */
function bundleAsset(scope: Construct, digest: string, packed: () => Buffer): Asset {
  const stack = Stack.of(scope);
  const bundles = stack.node.tryFindChild('SourceBundles') ?? new Construct(stack, 'SourceBundles');
  const existing = bundles.node.tryFindChild(digest);
  if (existing) return existing as Asset;
  const { assetOutdir } = Stage.of(scope)!;
  const archive = join(assetOutdir, `source.${digest}.tgz`);
  mkdirSync(assetOutdir, { recursive: true });
  writeFileSync(archive, packed());
  // The hash is of the files, not of the archive: compressed bytes differ between zlib versions, and with them every template.
  return new Asset(bundles, digest, { path: archive, assetHash: digest });
}

function packagesOf({ files }: ScriptFolder): Pick<SourceBundle, 'hasRequirements' | 'hasWheels'> {
  return { hasRequirements: files.some(({ path }) => path === 'requirements.txt'), hasWheels: files.some(({ path }) => path.startsWith('wheels/')) };
}

/** A Python package, with its own name above its files. */
function packagePart(packageFile: string, prefix: string | undefined): Packed {
  const folder = dirname(packageFile);
  const { files } = ScriptFolder.of(folder, basename(packageFile));
  return { directory: dirname(folder), paths: files.map(({ path }) => `${basename(folder)}/${path}`), prefix };
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

function pack(parts: Packed[]): Buffer {
  // Loaded here because most stacks pack nothing.
  const { PackSync } = createRequire(__filename)('tar') as typeof Tar;
  const archives = parts.map(({ directory, paths, prefix }) => {
    const chunks: Buffer[] = [];
    const archive = new PackSync({ cwd: directory, prefix, portable: true, noMtime: true, follow: true });
    archive.on('data', chunk => chunks.push(chunk as Buffer));
    // One by one: a list of files may name archives, with `@`, whose content would be taken.
    paths.forEach(path => archive.add(path));
    archive.end();
    return Buffer.concat(chunks);
  });
  return gzipSync(Buffer.concat(archives.map((archive, index) => index < archives.length - 1 ? archive.subarray(0, -END.length) : archive)));
}
