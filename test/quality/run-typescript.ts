import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');

/** Where and how a program runs. */
export interface RunOptions {
  /** Replaces the environment, besides `PATH`. */
  readonly environment?: Record<string, string>;
  /** @default - the project's folder */
  readonly workingDirectory?: string;
  /** Takes compiled files where there are any, as those who import the package by its name do. */
  readonly built?: boolean;
  /** Modules that are loaded before everything else. */
  readonly preload?: string[];
}

/** Runs a TypeScript program of the project, without checking types, in a process of its own, and gives what it prints. */
export function runTypeScript(program: string, programArguments: string[], options: RunOptions = {}): string {
  const preloads = [
    join(ROOT, 'node_modules/ts-node/register/transpile-only.js'),
    ...options.preload ?? [],
  ];
  const run = spawnSync(process.execPath, [...preloads.flatMap(module => ['--require', module]), program, ...programArguments], {
    cwd: options.workingDirectory ?? ROOT,
    encoding: 'utf8',
    env: {
      PATH: process.env.PATH,
      TS_NODE_PROJECT: join(ROOT, 'test/tsconfig.json'),
      TS_NODE_PREFER_TS_EXTS: String(!options.built),
      ...options.environment,
    },
  });
  if (run.status !== 0) throw new Error(`${program} failed:\n${run.stdout}${run.stderr}`);
  return run.stdout;
}
