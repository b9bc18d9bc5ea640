import { Validations } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';

/**
 * Findings of policy checks that the library leaves as they are, with the reason. This table is the one place for them;
 * `docs/acknowledgements.md` is rendered from it.
 */
export const ACKNOWLEDGEMENTS = {
  inlinePolicy: {
    rules: ['HIPAA.Security-IAMNoInlinePolicy', 'NIST.800.53.R5-IAMNoInlinePolicy', 'PCI.DSS.321-IAMNoInlinePolicy'],
    reason: 'The policy belongs to exactly one role, is reviewed in the same template and is deleted with it; a managed policy could be attached elsewhere',
  },
} as const satisfies Record<string, { readonly rules: readonly string[]; readonly reason: string }>;

/** Acknowledges findings on a construct and everything below it, with the reason of the table. */
export function acknowledge(scope: IConstruct, ...names: (keyof typeof ACKNOWLEDGEMENTS)[]): void {
  Validations.of(scope).acknowledge(...names.flatMap(name => {
    const { rules, reason } = ACKNOWLEDGEMENTS[name];
    return rules.map(id => ({ id, reason }));
  }));
}
