/**
 * Measures the library against what it stands in for, all in one run on one machine: ratios, not promises.
 *
 *     npm run compile && npm run bench
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { writeL1Program } from './l1-program';

const ROOT = join(__dirname, '..');
const ALPHA = '@aws-cdk/aws-sagemaker-alpha@2.159.1-alpha.0';
const RUNS = 3;

interface Measurement { readonly importing: number; readonly synthesising: number; readonly megabytes: number; readonly cdkFiles: string[] }
type Template = { Resources?: Record<string, { Metadata?: unknown }>; [section: string]: unknown };

class Bench {
  private readonly workspace = mkdtempSync(join(tmpdir(), 'mlops-bench-'));
  private readonly alphaProblem: string | undefined;

  constructor() {
    if (!existsSync(join(ROOT, 'lib/index.js'))) throw new Error('lib/index.js is missing; run `npm run compile` first');
    cpSync(join(__dirname, 'programs'), this.workspace, { recursive: true });
    writeFileSync(join(this.workspace, 'package.json'), '{ "private": true }');
    // The package of the CDK does not accept this CDK as a peer, so it is installed apart from the project.
    const install = spawnSync('npm', ['install', '--no-save', '--no-audit', '--no-fund', '--ignore-scripts', '--legacy-peer-deps', ALPHA],
      { cwd: this.workspace, encoding: 'utf8', env: { ...process.env, NODE_ENV: undefined } });
    this.alphaProblem = install.status === 0 ? undefined : install.stderr.trim().split('\n').slice(-1)[0];
    mkdirSync(join(this.workspace, 'node_modules'), { recursive: true });
    for (const [name, target] of [['aws-cdk-lib', 'node_modules/aws-cdk-lib'], ['constructs', 'node_modules/constructs'], ['mlops-constructs', '.']] as const) {
      symlinkSync(join(ROOT, target), join(this.workspace, 'node_modules', name));
    }
  }

  public run(): void {
    console.log(`Node.js ${process.version}, median of ${RUNS} interleaved runs; L1 is a generated program of \`new CfnXxx\` for the same templates\n`);
    this.importing();
    const [one, ten, hundred] = [1, 10, 100].map(count => this.against('models', 'mlops-models', count)) as [Pair, Pair, Pair];
    const growth = (side: 'library' | 'l1') => (whole(hundred[side]) - whole(ten[side])) / 90;
    console.log(row('each further model', growth('library'), growth('l1'), 'ms', `${ratio(ten.library, one.library)} for 10, ${ratio(hundred.library, one.library)} for 100 models`));
    this.against('models', 'mlops-models', 100, true);
    this.besideAlpha(this.against('endpoints', 'endpoints', 100));
    rmSync(this.workspace, { recursive: true, force: true });
  }

  /** Loading the package, and what is loaded when a name is used, against loading the files of the CDK that this takes. */
  private importing(): void {
    const programs: [string, string][] = [
      ['import', 'require(\'mlops-constructs\');'],
      ['import and ModelEndpoint', 'require(\'mlops-constructs\').ModelEndpoint;'],
      ['import and every name', 'Object.values(require(\'mlops-constructs\'));'],
    ];
    for (const [name, program] of programs) {
      writeFileSync(join(this.workspace, 'library.js'), program);
      const { cdkFiles } = this.measure('library.js', 0);
      writeFileSync(join(this.workspace, 'cdk.js'), cdkFiles.map(file => `require(${JSON.stringify(file)});`).join('\n'));
      const [library, cdk] = this.interleaved([['library.js', 0], ['cdk.js', 0]]) as [Measurement, Measurement];
      const more = `${(library.importing - cdk.importing).toFixed(0)} ms more than the same ${cdkFiles.length} files of aws-cdk-lib`;
      console.log(row(name, library.importing, cdk.importing, 'ms', more));
      console.log(row(`${name}, peak memory`, library.megabytes, cdk.megabytes, 'MB'));
    }
  }

  /** A program of the library against the L1 program for its templates. */
  private against(noun: string, program: string, count: number, validation = false): Pair {
    const output = join(this.workspace, `${program}-${count}`);
    this.measure(`${program}.js`, count, false, output);
    const l1 = `l1-${program}-${count}.js`;
    writeL1Program(output, join(this.workspace, l1));
    this.measure(l1, count, false, `${output}-l1`);
    const resources = sameTemplates(output, `${output}-l1`);

    const [library, l1Program] = this.interleaved([[`${program}.js`, count], [l1, count]], validation) as [Measurement, Measurement];
    const name = `${count} ${count === 1 ? noun.slice(0, -1) : noun}${validation ? ', validation on' : ''}`;
    console.log(row(name, whole(library), whole(l1Program), 'ms', `${resources} resources, templates equal`));
    console.log(row(`${name}, peak memory`, library.megabytes, l1Program.megabytes, 'MB'));
    return { library, l1: l1Program, resources };
  }

  private besideAlpha({ library, resources }: Pair): void {
    if (this.alphaProblem !== undefined) {
      console.log(`\n${ALPHA} cannot be installed, so it is left out: ${this.alphaProblem}`);
      return;
    }
    const [alpha] = this.interleaved([['alpha-endpoints.js', 100]]);
    const output = join(this.workspace, 'alpha');
    this.measure('alpha-endpoints.js', 100, false, output);
    const alphaResources = readTemplates(output).reduce((sum, [, { Resources = {} }]) => sum + Object.keys(Resources).length, 0);
    console.log(row(`100 endpoints, beside ${ALPHA}`, whole(library), whole(alpha!), 'ms', `it makes ${alphaResources} resources, we make ${resources}`));
    console.log(row('for each resource', whole(library) / resources, whole(alpha!) / alphaResources, 'ms'));
    console.log(row('peak memory', library.megabytes, alpha!.megabytes, 'MB'));
  }

  private interleaved(programs: [string, number][], validation = false): Measurement[] {
    const all = programs.map((): Measurement[] => []);
    for (let run = 0; run < RUNS; run++) programs.forEach(([program, count], index) => all[index]!.push(this.measure(program, count, validation)));
    return all.map(measurements => ({
      importing: median(measurements.map(({ importing }) => importing)),
      synthesising: median(measurements.map(({ synthesising }) => synthesising)),
      megabytes: median(measurements.map(({ megabytes }) => megabytes)),
      cdkFiles: measurements[0]!.cdkFiles,
    }));
  }

  /** One measurement in a fresh process, whose output is kept when a folder for it is given. */
  private measure(program: string, count: number, validation = false, kept?: string): Measurement {
    const output = kept ?? mkdtempSync(join(this.workspace, 'out-'));
    const run = spawnSync(process.execPath, [join(this.workspace, 'measure.js'), join(this.workspace, program), output, String(count)], {
      encoding: 'utf8',
      env: { PATH: process.env.PATH, ...(!validation && { CDK_VALIDATION: 'false' }) },
    });
    if (run.status !== 0) throw new Error(`${program} failed:\n${run.stderr}`);
    if (kept === undefined) rmSync(output, { recursive: true, force: true });
    return JSON.parse(run.stdout.trim().split('\n').pop()!) as Measurement;
  }
}

interface Pair { readonly library: Measurement; readonly l1: Measurement; readonly resources: number }

function readTemplates(directory: string): [string, Template][] {
  return readdirSync(directory).filter(name => name.endsWith('.template.json')).sort()
    .map(name => [name, JSON.parse(readFileSync(join(directory, name), 'utf8')) as Template]);
}

/** The number of resources, when both assemblies hold the same templates apart from metadata; a comparison is void otherwise. */
function sameTemplates(directory: string, other: string): number {
  const bare = ([name, template]: [string, Template]) => [name, {
    ...template,
    Resources: Object.fromEntries(Object.entries(template.Resources ?? {}).map(([id, { Metadata: _, ...resource }]) => [id, resource])),
  }] as const;
  const [left, right] = [directory, other].map(path => readTemplates(path).map(bare));
  left!.forEach((template, index) => {
    if (!isDeepStrictEqual(template, right![index])) throw new Error(`the L1 program does not make the same template: ${directory}/${template[0]} and ${other}`);
  });
  return left!.reduce((sum, [, { Resources }]) => sum + Object.keys(Resources).length, 0);
}

/** Import and synthesis together: what is loaded when a name is used belongs to its cost. */
function whole({ importing, synthesising }: Measurement): number {
  return importing + synthesising;
}

function median(values: number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

function ratio(left: Measurement, right: Measurement): string {
  return `${(whole(left) / whole(right)).toFixed(1)} x`;
}

function row(name: string, ours: number, theirs: number, unit: string, note = ''): string {
  const number = (value: number) => `${value.toFixed(value < 10 ? 1 : 0)} ${unit}`.padStart(10);
  return `${name.padEnd(62)} ${number(ours)} ${number(theirs)}   ${(ours / theirs).toFixed(2)} x   ${note}`.trimEnd();
}

new Bench().run();
