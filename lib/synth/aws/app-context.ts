import { CURRENTLY_RECOMMENDED_FLAGS, CURRENT_VERSION_FLAG_DEFAULTS } from 'aws-cdk-lib/cx-api';

/**
 * The context of an app that is a definition alone. What `cdk.json` says wins.
 *
 * Every feature flag is set, to what holds without it: a template changes when its definition does, not because a newer CDK has
 * another flag, and `cdk` does not ask for choices that a definition need not make.
 */
export const APP_CONTEXT: Record<string, unknown> = {
  ...Object.fromEntries(Object.keys(CURRENTLY_RECOMMENDED_FLAGS).map(flag => [flag, CURRENT_VERSION_FLAG_DEFAULTS[flag] ?? false])),
  '@aws-cdk/core:target-partitions': ['aws', 'aws-cn', 'aws-us-gov'],
  '@aws-cdk/core:defaultCrossStackReferences': 'strong',
  '@aws-cdk/core:validateAgainstDefaultRules': true,
};
