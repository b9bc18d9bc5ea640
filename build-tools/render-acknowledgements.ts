/**
 * `docs/acknowledgements.md`: every finding of a policy check that the library leaves as it is, and why.
 */
import { table } from './markdown';
import { ACKNOWLEDGEMENTS } from '../lib/aws/foundation/acknowledged-findings';
import { WILDCARDS } from '../lib/aws/foundation/acknowledged-wildcards';

/** The page, from the tables. */
export function renderAcknowledgements(): string {
  return [
    '# Acknowledged findings',
    '',
    'The constructs are checked with the cdk-nag packs AwsSolutions, HIPAA Security, NIST 800-53 Rev. 5 and PCI DSS 3.2.1. What they',
    'report is fixed. What cannot be fixed is acknowledged in the code, on the one resource that needs it, with the reason on this page.',
    '',
    '## Rules',
    '',
    ...table(['Where', 'Rules', 'Reason'], Object.values(ACKNOWLEDGEMENTS)
      .map(row => [row.where, row.rules.map(rule => `\`${rule}\``).join(', '), row.reason])),
    '',
    '## Wildcards in IAM policies',
    '',
    'Findings of `AwsSolutions-IAM5`. A wildcard is acknowledged only where every statement that holds it is of the kind described here.',
    '',
    ...table(['Where', 'Reason'], Object.values(WILDCARDS).map(row => [row.where, row.reason])),
    '',
  ].join('\n');
}
