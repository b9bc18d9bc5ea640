/**
 * The tools that builds run by themselves. Nothing is fetched in whatever version is newest: `cdk` is the one in the repository's
 * lock file (or installed by `delivery.install`), and without it the build stops; `cdk-assets` is exact and brings all its parts.
 */
export const CDK = 'npx --no -- cdk';
export const CDK_ASSETS = 'npx --yes cdk-assets@4.7.3';
