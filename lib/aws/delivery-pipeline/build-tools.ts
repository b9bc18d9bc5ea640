/** Publishes assets. An exact version, which brings all its parts: nothing is fetched in whatever version is newest. */
export const CDK_ASSETS = 'npx --yes cdk-assets@4.7.3';
