import { createRequire } from 'node:module';
import { Context, createContext } from 'node:vm';
import type { JestEnvironment, JestEnvironmentConfig } from '@jest/environment';
import { ModernFakeTimers } from '@jest/fake-timers';
import { ModuleMocker } from 'jest-mock';

interface Engine { validateTemplate(template: object, config: object): object }
interface Validator { CompositeEngine: new (config: object) => Engine }

/** The CDK's validator of templates. An engine takes seconds to start and remembers no template, so one serves all test files of a process. */
const validator = createRequire(require.resolve('aws-cdk-lib/package.json'))('@aws/cloudformation-validate') as Validator;
const { CompositeEngine } = validator;
const engines = new Map<string, Engine>();
validator.CompositeEngine = class {
  private readonly engine: Engine;

  constructor(config: object) {
    const key = JSON.stringify(config);
    this.engine = engines.get(key) ?? new CompositeEngine(config);
    engines.set(key, this.engine);
  }

  public validateTemplate(template: object, config: object): object {
    return this.engine.validateTemplate(template, config);
  }

  public free(): void {}
};

/** What the test framework leaves on the global object for itself. */
const OF_THE_FRAMEWORK = new Set(['JEST_STATE_SYMBOL', 'EVENT_HANDLERS']);

/** Where each test file runs: in the process itself, which is put back afterwards to what it was. */
export default class Environment implements JestEnvironment {
  public readonly global = globalThis as unknown as JestEnvironment['global'];
  public readonly moduleMocker = new ModuleMocker(globalThis);
  public readonly fakeTimers = null;
  public readonly fakeTimersModern: ModernFakeTimers;

  private readonly context = createContext();
  private readonly console = globalThis.console;
  private readonly directory = process.cwd();
  private readonly environment = process.env;
  private readonly variables = { ...process.env };
  private readonly exit = process.exit;

  constructor({ projectConfig }: JestEnvironmentConfig) {
    this.fakeTimersModern = new ModernFakeTimers({ config: projectConfig, global: globalThis });
  }

  public async setup(): Promise<void> {
    // As many as Node.js has. The CDK reads the stack at each acknowledgement, and Jest looks up the source of every one of its hundred frames.
    Error.stackTraceLimit = 10;
  }

  public async teardown(): Promise<void> {
    this.fakeTimersModern.dispose();
    globalThis.console = this.console;
    process.exit = this.exit;
    process.chdir(this.directory);
    process.env = this.environment;
    for (const name of Object.keys(process.env)) if (!(name in this.variables)) delete process.env[name];
    Object.assign(process.env, this.variables);
    for (const key of Object.getOwnPropertySymbols(globalThis)) {
      if (OF_THE_FRAMEWORK.has(key.description ?? '')) Reflect.deleteProperty(globalThis, key);
    }
  }

  public exportConditions(): string[] {
    return ['node', 'node-addons'];
  }

  /** Asked for by Jest; nothing runs there: see runtime.cjs. */
  public getVmContext(): Context {
    return this.context;
  }
}
