/**
 * Synthesises examples in this process with every check, below the folder that is given.
 */
import { join } from 'node:path';
import { exampleApp } from './examples';
import { VALIDATION_CONTEXT, addPolicyPacks, validated } from '../../lib/testing/policy-checks';

const [output = '', ...names] = process.argv.slice(2);

for (const name of names) validated(addPolicyPacks(exampleApp(name, { outdir: join(output, name), context: VALIDATION_CONTEXT })));
