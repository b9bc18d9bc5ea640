import { createRequire } from 'node:module';
import NodeEnvironment from 'jest-environment-node';

interface Validator { readonly CompositeEngine: new (config: object) => { free?: () => void } }

/** The CDK's validator of templates, outside the walls between test files. An engine takes seconds to start and knows no template, so one serves all of a worker. */
const validator = createRequire(require.resolve('aws-cdk-lib/package.json'))('@aws/cloudformation-validate') as Validator;
const engines = new Map<string, object>();

class SharedEngine {
  constructor(config: object) {
    const key = JSON.stringify(config);
    const engine = engines.get(key) ?? Object.assign(new validator.CompositeEngine(config), { free: () => undefined });
    engines.set(key, engine);
    return engine;
  }
}

/** Where each test file runs: Node.js, with one engine of the validator for all. */
export default class Environment extends NodeEnvironment {
  public override async setup(): Promise<void> {
    await super.setup();
    this.global.templateValidator = { ...validator, CompositeEngine: SharedEngine };
  }
}
