/**
 * Nothing is fetched in whatever version is newest: `cdk` is the one in the repository's lock file (or installed by
 * `delivery.install`), and without it a build stops.
 */
export const CDK = 'npx --no -- cdk';
