import * as iam from 'aws-cdk-lib/aws-iam';
import { IPackageIndex } from './package-index';
import { needsIndex, packageEnvironment } from './script-packages';
import { grantSourceBundle, LAUNCHER, SourceBundle } from './source-bundle';

/** Where a processing job finds the archive of its folder. */
export const CODE_DIRECTORY = '/opt/ml/processing/input/code';

// SageMaker does not unpack what it downloads. One argument of an entry point holds at most 256 characters.
const UNPACK_AND_LAUNCH = `set -e;d=$(mktemp -d);python3 -m tarfile -e ${CODE_DIRECTORY}/*.tgz $d;exec python3 $d/${LAUNCHER} "$0" "$@"`;

/** How a processing job runs a packed folder of Python. */
export interface PythonJob {
  /** The command. Arguments of the container follow as arguments of the script, and are never read as shell code. */
  readonly entryPoint: string[];
  /** S3 URI of the archive; it belongs into `CODE_DIRECTORY`. */
  readonly codeUri: string;
  /** Variables of the job. */
  readonly environment: Record<string, string>;
}

/**
 * Runs a folder of Python in a processing job of any image that has Python 3, with its `requirements.txt` installed first. The
 * bundle is one that was packed as `launched`.
 */
export function pythonJob(bundle: SourceBundle, packages?: IPackageIndex): PythonJob {
  return {
    entryPoint: ['/bin/sh', '-c', UNPACK_AND_LAUNCH, bundle.entry],
    codeUri: bundle.uri,
    environment: packageEnvironment(bundle, packages),
  };
}

/** Lets the role of a job read its folder and install its packages. */
export function grantPythonJob(role: iam.IRole, bundle: SourceBundle, packages?: IPackageIndex): void {
  grantSourceBundle(role, bundle);
  if (needsIndex(bundle)) packages?.grants.install(role);
}
