import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

export const ROOT = join(__dirname, '../..');

/** What a command printed. */
export interface Printed { readonly stdout: string; readonly stderr: string }

/** How a command ended. */
export interface Ended extends Printed { readonly status: number | null }

/** Runs a command and fails, with everything that it printed, unless the command succeeds. */
export function run(command: string, commandArguments: string[], folder: string, environment: Record<string, string> = {}): Printed {
  const ended = attempt(command, commandArguments, folder, environment);
  if (ended.status !== 0) throw new Error(`${command} ${commandArguments.join(' ')} failed in ${folder}:\n${ended.stdout}${ended.stderr}`);
  return ended;
}

/** Runs a command as a user would at a desk, without the settings that npm, Jest and a CI system leave to their children. */
export function attempt(command: string, commandArguments: string[], folder: string, environment: Record<string, string> = {}): Ended {
  const own = Object.entries(process.env).filter(([name]) => !/^(npm_|jest_|node_|ts_node|cdk_|update_|ci$)/i.test(name));
  const { status, stdout, stderr } = spawnSync(command, commandArguments, {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
    env: { ...Object.fromEntries(own), NO_COLOR: '1', ...environment },
  });
  return { status, stdout, stderr };
}
