import { IPackageIndex } from './package-index';
import { PlatformOptions } from './platform';
import { SourceBundle } from './source-bundle';

/** The variable that names the repository of AWS CodeArtifact, to the launcher and to the toolkits of SageMaker's images. */
export const REPOSITORY_VARIABLE = 'CA_REPOSITORY_ARN';

/** What a folder says of its Python packages. */
export type ScriptPackages = Pick<SourceBundle, 'hasRequirements' | 'hasWheels'>;

/** Where jobs install packages from: the index of the props, else of the platform; nothing for PyPI. */
export function packageIndex(props: PlatformOptions): IPackageIndex | undefined {
  return props.packageIndex ?? props.platform?.packageIndex;
}

/** Whether jobs have no way to any index. */
export function isWithoutPackages(props: PlatformOptions): boolean {
  const { platform, vpc } = props;
  return platform !== undefined && platform.isIsolated && (vpc === undefined || vpc === platform.vpc) && packageIndex(props) === undefined;
}

/** Whether a folder needs packages that it does not bring. */
export function needsIndex({ hasRequirements, hasWheels }: ScriptPackages): boolean {
  return hasRequirements && !hasWheels;
}

/** The variables that tell a job where its packages come from; none when it needs none, brings them, or they come from PyPI. */
export function packageEnvironment(folder: ScriptPackages, packages: IPackageIndex | undefined): Record<string, string> {
  return packages !== undefined && needsIndex(folder) ? { [REPOSITORY_VARIABLE]: packages.repositoryArn } : {};
}

/** Says that jobs cannot install what their folder lists. */
export function withoutPackages(what: string): string {
  return `${what} installs a requirements.txt when its job starts, and an isolated network has no way to PyPI; `
    + 'set `packages: { codeArtifact: {} }` of the environment or platform, put a folder `wheels` beside requirements.txt, or use an image '
      + 'that has the packages';
}
