import { dirname, join } from 'node:path';
import { checkSystem } from './check-system';
import { LockDefinition, MlopsDefinition } from '../../definition';
import { readDefinition } from '../../definition/definition-file';
import { given as withoutUndefined } from '../../definition/given';
import { readSourceIfPresent } from '../../definition/read-source';
import { sourceOf } from '../../definition/source';
import { systemId } from '../../definition/system-id';

/** What commands have read and checked: nobody edits it, so once is enough. */
const checked = new WeakMap<MlopsDefinition, SystemFiles>();

interface GivenSystem {
  readonly definition: MlopsDefinition;
  readonly lock?: LockDefinition;
  readonly directory?: string;
}

/** The files of one system: its definition and, beside it, the versions that are pinned. Read, and checked when somebody asks. */
export class SystemFiles {
  public static read(definitionFile: string): SystemFiles {
    const lockFile = join(dirname(definitionFile), 'mlops.lock.json');
    return new SystemFiles(readDefinition(definitionFile), lockFile, readSourceIfPresent(lockFile, 'lock file') as LockDefinition | undefined);
  }

  /** The system that a construct is given: checked, unless it is that of files which have been, with the folder that its paths are relative to. */
  public static checked({ lock, ...given }: GivenSystem): { readonly definition: MlopsDefinition; readonly directory: string } {
    const definition = withoutUndefined(given.definition);
    const directory = given.directory ?? sourceOf(definition)?.directory ?? process.cwd();
    const files = checked.get(definition);
    if (files === undefined || files.lock !== lock || files.directory !== directory) checkSystem(definition, lock, directory);
    return { definition, directory };
  }

  private constructor(
    public readonly definition: MlopsDefinition,
    /** Where the lock file is, or would be. */
    public readonly lockFile: string,
    public readonly lock: LockDefinition | undefined,
  ) {}

  /** Throws everything that is wrong with them in one error. */
  public check(): this {
    checkSystem(this.definition, this.lock, this.directory);
    checked.set(this.definition, this);
    return this;
  }

  /** The folder that scripts and pipeline files are relative to. */
  public get directory(): string {
    return sourceOf(this.definition)!.directory;
  }

  /** `credit-risk` -> `CreditRisk`: the construct id, and with it the beginning of the stacks' names. */
  public get id(): string {
    return systemId(this.definition.name);
  }
}
