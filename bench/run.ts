/**
 * Measures the library against what it stands in for, all in one run on one machine: ratios, not promises.
 *
 *     npm run compile && npm run bench [-- --models 1 10 100 1000]
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { writeL1Program } from './l1-program';

const ROOT = join(__dirname, '..');
// Newer versions are on PyPI only. The package for Python is a shell around the JavaScript that it brings, which is what runs here.
const ALPHA = 'aws-cdk.aws-sagemaker-alpha==2.275.0a0';
const RUNS = 5;

interface Measurement { readonly importing: number; readonly whole: number; readonly megabytes: number; readonly cdkFiles: string[] }
type Template = { Resources?: Record<string, { Metadata?: unknown }>; [section: string]: unknown };

class Bench {
  private readonly counts = modelCounts();
  private readonly workspace = mkdtempSync(join(tmpdir(), 'mlops-bench-'));
  private readonly alphaProblem: string | undefined;

  constructor() {
    if (!existsSync(join(ROOT, 'lib/index.js'))) throw new Error('lib/index.js is missing; run `npm run compile` first');
    cpSync(join(__dirname, 'programs'), this.workspace, { recursive: true });
    writeFileSync(join(this.workspace, 'package.json'), '{ "private": true }');
    mkdirSync(join(this.workspace, 'node_modules/@aws-cdk'), { recursive: true });
    for (const name of ['aws-cdk-lib', 'constructs']) symlinkSync(join(ROOT, 'node_modules', name), join(this.workspace, 'node_modules', name));
    this.installLibrary();
    this.alphaProblem = this.installAlpha();
  }

  public run(): void {
    console.log(`Node.js ${process.version}, median of ${RUNS} interleaved runs, CPU time of the whole process (user and system)`);
    console.log('L1 is a generated program that calls `new CfnXxx` for the same templates, in a loop over the models\n');
    this.importing();
    for (const validation of [true, false]) {
      console.log(`\nvalidation ${validation ? 'on, which is the default of the CDK' : 'off'}`);
      for (const count of this.counts) this.against('models', 'mlops-models', count, validation);
    }
    console.log();
    this.besideAlpha(this.against('endpoints', 'endpoints', 100, false));
    rmSync(this.workspace, { recursive: true, force: true });
  }

  /** As it is installed: the CDK records where in their own code people make a resource, and takes what is beside `node_modules` for it. */
  private installLibrary(): void {
    const installed = join(this.workspace, 'node_modules/mlops-constructs');
    mkdirSync(installed);
    for (const part of ['lib', 'package.json']) cpSync(join(ROOT, part), join(installed, part), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules'), join(installed, 'node_modules'));
  }

  /** Why the package cannot be had, if so. */
  private installAlpha(): string | undefined {
    const script = [
      `python3 -m pip download --quiet --no-deps --dest . '${ALPHA}'`,
      'python3 -m zipfile -e aws_cdk_aws_sagemaker_alpha-*.whl alpha',
      'tar -xzf alpha/aws_cdk/aws_sagemaker_alpha/_jsii/*.tgz',
      'mv package node_modules/@aws-cdk/aws-sagemaker-alpha',
    ].join(' && ');
    const { status, stderr } = spawnSync('sh', ['-c', script], { cwd: this.workspace, encoding: 'utf8' });
    return status === 0 ? undefined : stderr.trim().split('\n').slice(-1)[0];
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
  private against(noun: string, program: string, count: number, validation: boolean): Pair {
    const output = join(this.workspace, `${program}-${count}`);
    rmSync(output, { recursive: true, force: true });
    this.measure(`${program}.js`, count, false, output);
    const l1 = `l1-${program}-${count}.js`;
    writeL1Program(output, join(this.workspace, l1));
    this.measure(l1, count, false, `${output}-l1`);
    const resources = sameTemplates(output, `${output}-l1`);

    const [library, l1Program] = this.interleaved([[`${program}.js`, count], [l1, count]], validation) as [Measurement, Measurement];
    const name = `${count} ${count === 1 ? noun.slice(0, -1) : noun}`;
    console.log(row(name, library.whole, l1Program.whole, 'ms', `${resources} resources, templates equal`));
    console.log(row(`${name}, peak memory`, library.megabytes, l1Program.megabytes, 'MB'));
    return { library, resources };
  }

  private besideAlpha({ library, resources }: Pair): void {
    if (this.alphaProblem !== undefined) {
      console.log(`\n${ALPHA} cannot be had, so it is left out: ${this.alphaProblem}`);
      return;
    }
    const [alpha] = this.interleaved([['alpha-endpoints.js', 100]]);
    const output = join(this.workspace, 'alpha');
    this.measure('alpha-endpoints.js', 100, false, output);
    const alphaResources = readTemplates(output).reduce((sum, [, { Resources = {} }]) => sum + Object.keys(Resources).length, 0);
    console.log(row(`100 endpoints, beside ${ALPHA}`, library.whole, alpha!.whole, 'ms', `it makes ${alphaResources} resources, we make ${resources}`));
    console.log(row('for each resource', library.whole / resources, alpha!.whole / alphaResources, 'ms'));
    console.log(row('peak memory', library.megabytes, alpha!.megabytes, 'MB'));
  }

  private interleaved(programs: [string, number][], validation = false): Measurement[] {
    const all = programs.map((): Measurement[] => []);
    for (let run = 0; run < RUNS; run++) programs.forEach(([program, count], index) => all[index]!.push(this.measure(program, count, validation)));
    return all.map(measurements => ({
      importing: median(measurements.map(({ importing }) => importing)),
      whole: median(measurements.map(({ whole }) => whole)),
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

interface Pair { readonly library: Measurement; readonly resources: number }

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

function modelCounts(): number[] {
  const { values, positionals } = parseArgs({ options: { models: { type: 'string', multiple: true } }, allowPositionals: true });
  return values.models === undefined ? [1, 10, 100, 1000] : [...values.models, ...positionals].map(Number);
}

function median(values: number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

function row(name: string, ours: number, theirs: number, unit: string, note = ''): string {
  const number = (value: number) => `${value.toFixed(value < 10 ? 1 : 0)} ${unit}`.padStart(10);
  return `${name.padEnd(62)} ${number(ours)} ${number(theirs)}   ${(ours / theirs).toFixed(2)} x   ${note}`.trimEnd();
}

new Bench().run();
