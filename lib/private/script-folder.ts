import { closeSync, existsSync, lstatSync, openSync, readdirSync, realpathSync, Stats, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { secretIn } from './secret-files';

/** Names that are never packed: caches, environments, outputs of tools, and everything hidden (`.git`, `.venv`, `.env`). */
const LEFT_OUT = /^(\..*|__pycache__|node_modules|venv|cdk\.out|.*\.pyc)$/;

/** What stands at the top of a project, and not beside a script. */
const PROJECT = /^(\.git|\.hg|\.svn|cdk\.json|cdk\.out|package\.json|node_modules|mlops\.(ya?ml|json)|.*\.lock\.json)$/;

// Folders are packed in memory, and a job downloads and unpacks them before it does anything.
const MOST_BYTES = 1024 ** 3;
const MOST_FILES = 10_000;
const MOST_PROBLEMS = 5;

/** A file that is packed. */
export interface PackedFile {
  /** Relative to the folder, with `/`. */
  readonly path: string;
  readonly size: number;
}

/**
 * The folder of a script as it would be packed. Looking at it reads no file that is not a plain one, so that pipes and devices cannot
 * stop it, and never leaves the project; whatever cannot or must not be packed is a problem.
 */
export class ScriptFolder {
  /** Finds the folder of a script; the path of the script is relative to the base directory, the project. */
  public static of(baseDirectory: string, script: string): ScriptFolder {
    return new ScriptFolder(baseDirectory, script);
  }

  /** Absolute. */
  public readonly directory: string;
  /** Sorted by folder and name. */
  public readonly files: readonly PackedFile[];
  /** Why it cannot be packed; empty when it can. */
  public readonly problems: readonly string[];

  private constructor(private readonly baseDirectory: string, private readonly script: string) {
    const file = resolve(baseDirectory, script);
    this.directory = dirname(file);
    if (!existsSync(file)) {
      this.files = [];
      this.problems = [`there is no file ${JSON.stringify(script)} in ${JSON.stringify(resolve(baseDirectory))}; `
        + 'write the path relative to that folder'];
      return;
    }
    const home = realpathSync.native(baseDirectory);
    if (!isInside(home, realpathSync.native(this.directory))) {
      this.files = [];
      this.problems = [`${JSON.stringify(script)} is outside of ${JSON.stringify(home)}, and the folder of a script is packed and uploaded; `
        + 'move the script into the project'];
      return;
    }
    const walk = new FolderWalk(home);
    walk.visit('', realpathSync.native(this.directory), []);
    this.files = walk.files;
    this.problems = [...this.scriptProblems(), ...this.sizeProblems(), ...walk.problems];
  }

  /** `src/train: 3 files, 4.2 KiB` */
  public get summary(): string {
    const count = `${this.files.length} file${this.files.length === 1 ? '' : 's'}`;
    return `${relative(resolve(this.baseDirectory), this.directory) || '.'}: ${count}, ${bytes(this.size)}`;
  }

  private get size(): number {
    return this.files.reduce((sum, { size }) => sum + size, 0);
  }

  private scriptProblems(): string[] {
    const name = basename(this.script);
    const marks = this.directory === resolve(this.baseDirectory) ? readdirSync(this.directory).filter(entry => PROJECT.test(entry)).sort() : [];
    if (marks.length > 0) {
      return [`the folder of a script is packed with it, and ${JSON.stringify(name)} is beside ${marks.slice(0, 3).join(', ')}, `
        + 'so this would be the whole project'
        + ` (${this.summary}); give the script a folder of its own, for example src/${name}`];
    }
    if (!statSync(join(this.directory, name)).isFile()) {
      return [`must be a file, and ${JSON.stringify(this.script)} is ${kindOf(statSync(join(this.directory, name)))}`];
    }
    if (LEFT_OUT.test(name)) return [`${JSON.stringify(name)} is a name that is never packed; give the script another one`];
    return [];
  }

  private sizeProblems(): string[] {
    if (this.size <= MOST_BYTES) return [];
    const largest = this.files.reduce((a, b) => b.size > a.size ? b : a);
    return [`the folder of the script has ${bytes(this.size)}, and at most ${bytes(MOST_BYTES)} are packed; `
      + `the largest is ${JSON.stringify(largest.path)} with `
      + `${bytes(largest.size)}. Data belong into a dataset, which jobs read as an input`];
  }
}

/** One walk through a folder, in the order of names. */
class FolderWalk {
  public readonly files: PackedFile[] = [];
  private readonly found: string[] = [];
  private seen = 0;

  constructor(private readonly home: string) {}

  /** The first problems, and how many more there are. */
  public get problems(): string[] {
    const more = this.found.length - MOST_PROBLEMS;
    return more > 0 ? [...this.found.slice(0, MOST_PROBLEMS), `${more} more files of the folder cannot be packed`] : this.found;
  }

  /**
   * @param prefix empty, or the way to the folder with `/` at the end
   * @param folder where it really is
   * @param chain the folders that lead here, as they really are
   */
  public visit(prefix: string, folder: string, chain: readonly string[]): void {
    if (chain.includes(folder)) return this.add(prefix.slice(0, -1), 'is a link to a folder that it is in; remove it');
    for (const name of this.namesIn(prefix, folder)) {
      if (this.isFull()) return;
      this.entry(`${prefix}${name}`, join(folder, name), [...chain, folder]);
    }
  }

  private entry(path: string, given: string, chain: readonly string[]): void {
    const file = this.follow(path, given);
    if (file === undefined) return;
    const stats = lstatSync(file);
    if (stats.isDirectory()) return this.visit(`${path}/`, file, chain);
    if (!stats.isFile()) return this.add(path, `is ${kindOf(stats)}, which cannot be packed; remove it, or move it out of the folder of the script`);
    if (!isReadable(file)) return this.add(path, 'cannot be read; check its permissions');
    const secret = secretIn(path, file, stats.size);
    if (secret !== undefined) return this.add(path, `is ${secret}, and would be uploaded; move it out of the folder of the script`);
    this.files.push({ path, size: stats.size });
  }

  /** The file or folder that a name stands for. Links are followed inside of the project, and not to what is never packed. */
  private follow(path: string, file: string): string | undefined {
    if (!lstatSync(file).isSymbolicLink()) return file;
    let target: string;
    try {
      target = realpathSync.native(file);
    } catch {
      return void this.add(path, 'is a link to nothing, or to itself; remove it');
    }
    if (!isInside(this.home, target)) return void this.add(path, 'is a link out of the project; copy what it stands for');
    if (relative(this.home, target).split(sep).some(part => LEFT_OUT.test(part))) {
      return void this.add(path, `is a link to ${JSON.stringify(relative(this.home, target))}, which is never packed; remove it`);
    }
    return target;
  }

  private namesIn(prefix: string, folder: string): string[] {
    let names: Buffer[];
    try {
      names = readdirSync(folder, { encoding: 'buffer' });
    } catch {
      this.add(prefix.slice(0, -1) || '.', 'cannot be read; check its permissions');
      return [];
    }
    const texts = names.map(name => ({ name, text: name.toString('utf8') }));
    const isOdd = ({ name, text }: { name: Buffer; text: string }) => !Buffer.from(text).equals(name) || /\p{Cc}/u.test(text);
    texts.filter(isOdd).forEach(({ text }) => this.add(`${prefix}${text}`, 'has a name with control characters, or that is not UTF-8; rename it'));
    return texts.filter(name => !isOdd(name)).map(({ text }) => text).filter(name => !LEFT_OUT.test(name)).sort();
  }

  private isFull(): boolean {
    this.seen += 1;
    if (this.seen === MOST_FILES + 1) {
      this.found.unshift(`the folder of the script has more than ${MOST_FILES} files; give the script a folder of its own, without data`);
    }
    return this.seen > MOST_FILES;
  }

  private add(path: string, message: string): void {
    this.found.push(`${JSON.stringify(path)} in the folder of the script ${message}`);
  }
}

function isInside(home: string, path: string): boolean {
  const way = relative(home, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

function isReadable(file: string): boolean {
  try {
    closeSync(openSync(file, 'r'));
    return true;
  } catch {
    return false;
  }
}

function kindOf(stats: Stats): string {
  if (stats.isDirectory()) return 'a folder';
  if (stats.isFIFO()) return 'a named pipe';
  if (stats.isSocket()) return 'a socket';
  return 'a device';
}

/** `512 B`, `4.2 KiB`, `1 GiB` */
function bytes(count: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  const power = Math.min(count < 1 ? 0 : Math.floor(Math.log2(count) / 10), units.length - 1);
  return `${Math.round(count / 1024 ** power * 10) / 10} ${units[power]}`;
}
