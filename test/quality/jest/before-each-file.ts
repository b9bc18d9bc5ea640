/**
 * Runs before each test file. The CDK's template validation takes seconds and is not what most tests ask for; those that do
 * turn it on with `validated`.
 */
process.env.CDK_VALIDATION = 'false';

// As many as Node.js has. The CDK reads the stack at each acknowledgement, and Jest looks up the source of every one of its hundred frames.
Error.stackTraceLimit = 10;
