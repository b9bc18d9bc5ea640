/**
 * Runs before each test file. The CDK's template validation takes seconds and is not what most tests ask for; those that do
 * turn it on with `validated`.
 */
process.env.CDK_VALIDATION = 'false';
