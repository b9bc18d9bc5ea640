import { createRequire } from 'node:module';
import NodeEnvironment from 'jest-environment-node';

interface Engine { validateTemplate(template: object, config: object): object }
interface Validator { readonly CompositeEngine: new (config: object) => Engine }

/** The CDK's validator of templates, outside the walls between test files. */
const validator = createRequire(require.resolve('aws-cdk-lib/package.json'))('@aws/cloudformation-validate') as Validator;
const engines = new Map<string, Engine>();

/** An engine takes seconds to start and remembers no template, so one serves all test files of a worker. */
class SharedEngine {
  private readonly engine: Engine;

  constructor(config: object) {
    const key = JSON.stringify(config);
    this.engine = engines.get(key) ?? new validator.CompositeEngine(onThisSide(config));
    engines.set(key, this.engine);
  }

  public validateTemplate(template: object, config: object): object {
    return this.engine.validateTemplate(template, onThisSide(config));
  }

  public free(): void {}
}

/** The validator knows plain objects by their prototype, which is another one behind each wall. */
function onThisSide(config: object): object {
  return JSON.parse(JSON.stringify(config)) as object;
}

/** Where each test file runs: Node.js, with one validator for all. */
export default class Environment extends NodeEnvironment {
  public override async setup(): Promise<void> {
    await super.setup();
    this.global.templateValidator = { ...validator, CompositeEngine: SharedEngine };
  }
}
