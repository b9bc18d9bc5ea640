import { Graph, graphOf, ReadRunJob } from '../graph';

/** A call of Groovy, as a Jenkinsfile has it; `test/delivery/jenkins/read.groovy` reads the same with Groovy itself. */
export interface ReadCall {
  readonly call: string;
  readonly arguments: readonly unknown[];
  readonly named: Readonly<Record<string, unknown>>;
  readonly block: readonly ReadCall[];
}

type Token = { readonly kind: 'line' | 'number' | 'sign' | 'text' | 'word'; readonly value: string };

const TOKENS = /(?<space>[ \t]+|\/\/[^\n]*)|(?<line>\n)|(?<long>'''(?:[^\\]|\\[^])*?''')|(?<short>'(?:[^'\\\n]|\\[^])*')|(?<number>\d+)|(?<word>[$\w]+(?:\.\w+|\[\d+\])*)|(?<sign>[{}()[\],:=])/y;

function tokensOf(content: string): Token[] {
  const tokens: Token[] = [];
  TOKENS.lastIndex = 0;
  while (TOKENS.lastIndex < content.length) {
    const at = TOKENS.lastIndex;
    const { groups } = TOKENS.exec(content) ?? {};
    if (groups === undefined) throw new Error(`no Groovy that is known here: ${content.slice(at, at + 40)}`);
    const { line, long, number, short, sign, word } = groups;
    if (line !== undefined) tokens.push({ kind: 'line', value: line });
    else if (number !== undefined) tokens.push({ kind: 'number', value: number });
    else if (word !== undefined) tokens.push({ kind: 'word', value: word });
    else if (sign !== undefined) tokens.push({ kind: 'sign', value: sign });
    else if (long !== undefined || short !== undefined) tokens.push({ kind: 'text', value: unescaped(long?.slice(3, -3) ?? short!.slice(1, -1)) });
  }
  return tokens;
}

function unescaped(text: string): string {
  const known: Record<string, string> = { 'r': '\r', '0': '\0', '\\': '\\', "'": "'" };
  return text.replace(/\\([^])/g, (_, sign: string) => {
    if (known[sign] === undefined) throw new Error(`an escape that is not known here: ${sign}`);
    return known[sign];
  });
}

/** The statements of a Jenkinsfile. Only what the files here have is known of Groovy. */
export function readJenkinsfile(content: string): ReadCall[] {
  return new Reader(tokensOf(content)).statements();
}

class Reader {
  private at = 0;
  constructor(private readonly tokens: readonly Token[]) {}

  public statements(): ReadCall[] {
    const all: ReadCall[] = [];
    for (;;) {
      while (this.is('line')) this.at++;
      if (this.at >= this.tokens.length || this.is('sign', '}')) return all;
      all.push(this.statement());
    }
  }

  private statement(): ReadCall {
    const call = this.take('word');
    if (this.skip('=')) return { call: '=', arguments: [call, this.value()], named: {}, block: [] };
    const values = this.skip('(') ? this.values(')') : this.is('line') || this.is('sign', '{') ? { list: [], named: {} } : { list: [this.value()], named: {} };
    return { call, arguments: values.list, named: values.named, block: this.block() };
  }

  private block(): ReadCall[] {
    if (!this.skip('{')) return [];
    const block = this.statements();
    this.take('sign', '}');
    return block;
  }

  private values(end: string): { list: unknown[]; named: Record<string, unknown> } {
    const list: unknown[] = [];
    const named: Record<string, unknown> = {};
    while (!this.skip(end)) {
      if (this.is('word') && this.tokens[this.at + 1]?.value === ':') {
        const name = this.take('word');
        this.take('sign', ':');
        named[name] = this.value();
      } else {
        list.push(this.value());
      }
      if (!this.is('sign', end)) this.take('sign', ',');
    }
    return { list, named };
  }

  private value(): unknown {
    if (this.skip('[')) {
      const { list, named } = this.values(']');
      return Object.keys(named).length > 0 ? named : list;
    }
    const { kind, value } = this.tokens[this.at++]!;
    if (kind === 'text') return value;
    if (kind === 'number') return Number(value);
    if (kind !== 'word') throw new Error(`no value begins with ${value}`);
    if (value === 'true' || value === 'false') return value === 'true';
    if (!this.skip('(')) return this.is('text') ? { call: value, arguments: [this.value()], named: {}, block: [] } : { word: value };
    const { list, named } = this.values(')');
    return { call: value, arguments: list, named, block: [] };
  }

  private is(kind: Token['kind'], value?: string): boolean {
    const token = this.tokens[this.at];
    return token?.kind === kind && (value === undefined || token.value === value);
  }

  private skip(sign: string): boolean {
    if (!this.is('sign', sign)) return false;
    this.at++;
    return true;
  }

  private take(kind: Token['kind'], value?: string): string {
    if (!this.is(kind, value)) throw new Error(`here should be ${value ?? kind}: ${JSON.stringify(this.tokens.slice(this.at, this.at + 3))}`);
    return this.tokens[this.at++]!.value;
  }
}

/** A stage of a pipeline, with the stages within it. */
export interface ReadStage {
  readonly name: string;
  readonly when: readonly ReadCall[];
  readonly agent?: ReadCall;
  readonly input?: Readonly<Record<string, unknown>>;
  /** The resource for which it waits. */
  readonly lock?: string;
  readonly environment: Readonly<Record<string, unknown>>;
  readonly stages: readonly ReadStage[];
  readonly isParallel: boolean;
  /** Its steps, with those within others behind them. */
  readonly steps: readonly ReadCall[];
}

export function stageOf({ arguments: [name], block }: ReadCall): ReadStage {
  const part = (call: string) => block.find(statement => statement.call === call);
  const input = part('input')?.block.map(({ call, arguments: [value] }) => [call, value] as const);
  const lock = part('options')?.block.find(({ call }) => call === 'lock');
  return {
    name: name as string,
    when: part('when')?.block ?? [],
    agent: part('agent'),
    input: input && Object.fromEntries(input),
    lock: lock?.named.resource as string | undefined,
    environment: Object.fromEntries((part('environment')?.block ?? []).map(({ arguments: [variable, value] }) => [variable as string, value])),
    stages: (part('stages') ?? part('parallel'))?.block.map(stageOf) ?? [],
    isParallel: part('parallel') !== undefined,
    steps: within(part('steps')?.block ?? []),
  };
}

function within(calls: readonly ReadCall[]): ReadCall[] {
  return calls.flatMap(call => [call, ...within(call.block)]);
}

/** The stages of a whole file. */
export function stagesOf(content: string): ReadStage[] {
  const [pipeline, ...others] = readJenkinsfile(content);
  if (pipeline?.call !== 'pipeline' || others.length > 0) throw new Error('a Jenkinsfile is one pipeline');
  return pipeline.block.find(({ call }) => call === 'stages')!.block.map(stageOf);
}

/** A stage and all within it. */
export function allStages(stages: readonly ReadStage[]): ReadStage[] {
  return stages.flatMap(stage => [stage, ...allStages(stage.stages)]);
}

/** Stages that are a job as a whole; of every other one its labelled steps are the stages of the plan. */
const JOBS = ['review', 'train', 'release'];

/** The run that stands behind the first stage, such as `churn` or `churn release`; nothing when there is none. */
export function graphOfRun(stages: readonly ReadStage[], run: string, group: string): Graph | undefined {
  const own = stages.find(({ isParallel }) => isParallel)!.stages.find(({ name }) => name === run);
  if (own === undefined) return undefined;
  const inOrder = [stages.find(({ name }) => name === 'build')!, ...own.stages];
  const jobs = new Map(inOrder.map((stage, index): [string, ReadRunJob] => {
    const id = stage.name.split(': ').at(-1)!;
    // Who approves decides about what comes next.
    const lock = stage.lock ?? inOrder[index + 1]?.lock;
    const environment = stage.lock === undefined && stage.input === undefined ? undefined : lock!.slice(group.length + 1);
    return [stage.name, { needs: index === 0 ? [] : [inOrder[index - 1]!.name], environment, stages: plannedIn(id, stage) }];
  }));
  return graphOf(jobs);
}

function plannedIn(id: string, { input, steps }: ReadStage): string[] {
  if (input !== undefined) return [id];
  if (JOBS.includes(id)) return [id];
  return steps.flatMap(({ named: { label } }) => /^([a-z][\w-]*): /.exec(label as string ?? '')?.[1] ?? []).filter(step => step !== 'install');
}
