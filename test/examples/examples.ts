import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { App, AppProps } from 'aws-cdk-lib';
import { MlopsDefinition } from '../../lib/definition';
import { kubernetesPlaces } from '../../lib/definition/places';
import { APP_CONTEXT } from '../../lib/synth/aws/app-context';
import { MlopsStacks } from '../../lib/synth/aws/mlops-stacks';
import { SystemFiles } from '../../lib/synth/system/system-files';

const load = createRequire(__filename);
const FOLDER = join(__dirname, '../../examples');

/** The examples by the name of their folder. */
export const EXAMPLES = readdirSync(FOLDER, { withFileTypes: true }).filter(entry => entry.isDirectory()).map(({ name }) => name).sort();

/** The examples that are a definition in YAML. */
export const DEFINITIONS = EXAMPLES.filter(name => existsSync(join(FOLDER, name, 'mlops.yaml')));

/** Those of them with an environment in a cluster, where not everything may change that may on AWS. */
export const ON_KUBERNETES = DEFINITIONS.filter(name => kubernetesPlaces(SystemFiles.read(join(FOLDER, name, 'mlops.yaml')).definition).length > 0);

/** The others: a program, `app.ts`, that imports the package by its name. It runs where that is the built package. */
export const PROGRAMS = EXAMPLES.filter(name => !DEFINITIONS.includes(name));

/** Of a hundred models of one shape these are enough to see it; `npm run test:package` synthesises all of them. */
const SOME: { readonly [name: string]: object } = { 'many-models': { 'mlops-constructs:models': 'shop-1,shop-2,shop-100' } };

/** What is changed in an example before it becomes stacks. */
export interface Change {
  readonly definition?: (definition: MlopsDefinition) => MlopsDefinition;
  readonly lock?: (lock: SystemFiles['lock']) => SystemFiles['lock'];
}

/** The app of an example, not yet synthesised, with the context that it has at home. */
export function exampleApp(name: string, { outdir, context }: AppProps, change: Change = {}): App {
  if (PROGRAMS.includes(name)) return programApp(name, { outdir, context });
  const files = SystemFiles.read(join(FOLDER, name, 'mlops.yaml'));
  const app = new App({ outdir, context: { ...APP_CONTEXT, ...context } });
  new MlopsStacks(app, files.id, {
    definition: change.definition?.(files.definition) ?? files.definition,
    lock: change.lock ? change.lock(files.lock) : files.lock,
    directory: join(FOLDER, name),
  });
  return app;
}

/** What the author of an example has written. */
export function exampleSource(name: string): string {
  return ['mlops.yaml', 'mlops.lock.json', 'app.ts'].map(file => join(FOLDER, name, file)).filter(existsSync).map(file => readFileSync(file, 'utf8')).join('\n');
}

/** An app that a program makes: it gets its properties as the CDK command line hands them over. */
function programApp(name: string, { outdir, context }: AppProps): App {
  const cdk = JSON.parse(readFileSync(join(FOLDER, name, 'cdk.json'), 'utf8')) as { context: Record<string, unknown> };
  const environment = { ...process.env };
  const whole = { ...cdk.context, ...SOME[name], ...context };
  Object.assign(process.env, { ...(outdir && { CDK_OUTDIR: outdir }), CDK_CONTEXT_JSON: JSON.stringify(whole) });
  try {
    return (load(join(FOLDER, name, 'app.ts')) as { app: App }).app;
  } finally {
    process.env = environment;
  }
}
