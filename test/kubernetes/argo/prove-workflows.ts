import { deepStrictEqual, ok } from 'node:assert';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Yaml } from 'cdk8s';
import { DefinitionFile } from '../../../lib/definition';
import { MlopsCharts } from '../../../lib/synth/kubernetes';
import { manifestsOf, Manifest } from '../manifests';
import { pipeline, scriptFolder, WHOLE } from '../training-pipeline/pipelines';

const [program = '', folder = ''] = process.argv.slice(2);

interface Condition { readonly name: string; readonly when?: string }

const isWorkflow = ({ kind }: Manifest) => kind === 'WorkflowTemplate' || kind === 'CronWorkflow';
const whole = pipeline({ ...WHOLE, sourceDirectory: scriptFolder() }).manifests.filter(isWorkflow);

/** Workflows of everything that the examples train in clusters. */
function ofExamples(): Manifest[] {
  const file = join(__dirname, '../../../examples/train-on-kubernetes/mlops.yaml');
  const charts = new MlopsCharts(new App(), 'Example', { definition: DefinitionFile.load(file) });
  return Object.values(charts.environments).flatMap(({ chart }) => manifestsOf(chart)).filter(isWorkflow);
}

function lint(name: string, manifests: readonly Manifest[]): { readonly passes: boolean; readonly says: string } {
  const file = join(folder, `${name}.yaml`);
  writeFileSync(file, Yaml.stringify(...manifests));
  const { status, stdout } = spawnSync(program, ['lint', file], { encoding: 'utf8' });
  return { passes: status === 0, says: stdout };
}

/** The same text with something else in it. */
function planted(what: string, instead: string): Manifest[] {
  const text = JSON.stringify(whole);
  ok(text.includes(what), what);
  return JSON.parse(text.replaceAll(what, instead)) as Manifest[];
}

function lintsWhatIsEmitted(): void {
  const examples = ofExamples();
  ok(examples.length > 0, 'no example trains in a cluster');
  for (const [name, manifests] of [['whole', whole], ['examples', examples]] as const) {
    const { passes, says } = lint(name, manifests);
    ok(passes, says);
  }
  const faults: readonly (readonly [string, Manifest[]])[] = [
    ['an output that no task has', planted('tasks.train.outputs.artifacts.model', 'tasks.train.outputs.artifacts.models')],
    ['a task that is not there', planted('train.Succeeded && evaluate.Succeeded', 'tune.Succeeded')],
    ['a field that Argo does not know', planted('"activeDeadlineSeconds"', '"deadline"')],
    ['a clock that never strikes', planted('0 6 * * MON-FRI', '0 6 * * XYZ')],
  ];
  for (const [name, manifests] of faults) ok(!lint('planted', manifests).passes, `${name} is not found`);
  console.log(`argo lint: ${whole.length + examples.length} workflows pass, ${faults.length} planted faults are found`);
}

/** What the controller makes of the conditions of `register` and `stop`; nothing where it would end the run with an error. */
function decided(metrics: string, least: string = '0.8'): Record<string, string> {
  const { templates } = whole[0]!.spec as unknown as { templates: { dag?: { tasks: Condition[] } }[] };
  const tasks = templates[0]!.dag!.tasks.filter(({ when }) => when !== undefined);
  const values = { 'tasks.evaluate.outputs.parameters.metrics': metrics, 'workflow.parameters.least': least };
  const input = tasks.map(({ when }) => JSON.stringify({ when, values })).join('\n');
  const { status, stdout } = spawnSync(program, ['when'], { encoding: 'utf8', input });
  ok(status === 0, stdout);
  const answers = stdout.trim().split('\n').map(line => (JSON.parse(line) as { when: string }).when);
  return Object.fromEntries(tasks.map(({ name }, index) => [name, answers[index]!.startsWith('{{') ? 'error' : answers[index]!]));
}

function decidesAsIsMeant(): void {
  const of = (auc: unknown, bias: unknown) => JSON.stringify({ binary: { auc: { value: auc } }, bias });
  const [yes, no] = ['true', 'false'];
  const cases: readonly (readonly [string, Record<string, string>])[] = [
    [of(0.9, 0), { register: yes, stop: no }],
    [of(0.8, 0.001), { register: yes, stop: no }],
    [of(0.7999, 0), { register: no, stop: yes }],
    [of(0.9, 0.002), { register: no, stop: no }],
    [of(1, 1e-9), { register: yes, stop: no }],
    ['{"binary":{"auc":{"value":9e-1}},"bias":1E-4}', { register: yes, stop: no }],
    ['{"binary":{}}', { register: 'error', stop: 'error' }],
    ['NaN', { register: 'error', stop: 'error' }],
    [of('high', 0), { register: 'error', stop: 'error' }],
  ];
  for (const [metrics, expected] of cases) deepStrictEqual(decided(metrics), expected, metrics);
  deepStrictEqual(decided(of(0.85, 0), '0.9'), { register: no, stop: yes });
  console.log(`conditions: ${cases.length + 1} decisions as they are meant`);
}

lintsWhatIsEmitted();
decidesAsIsMeant();
