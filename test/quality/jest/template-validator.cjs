// What `@aws/cloudformation-validate` is in tests: see environment.ts.
module.exports = globalThis.templateValidator;
