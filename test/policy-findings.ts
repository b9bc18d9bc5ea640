import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks, HIPAASecurityChecks, NIST80053R5Checks, PCIDSS321Checks } from 'cdk-nag';

/** What the four policy packs say about a stack and nobody has acknowledged: `<path>: <rule>`, sorted. */
export function policyFindings(stack: Stack): string[] {
  Template.fromStack(stack);
  return [new AwsSolutionsChecks(), new HIPAASecurityChecks(), new NIST80053R5Checks(), new PCIDSS321Checks()]
    .flatMap(pack => pack.validateScope(stack).violations ?? [])
    .flatMap(({ ruleName, violatingResources }) => violatingResources.map(({ constructPath }) => `${constructPath}: ${ruleName}`))
    .sort();
}
