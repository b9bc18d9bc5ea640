import { dirname, join } from 'node:path';
import { LockDefinition, MlopsDefinition } from '../definition';
import { readDefinition } from '../definition/definition-file';
import { readSourceIfPresent } from '../definition/read-source';
import { sourceOf } from '../definition/source';

/** The files of one system: its definition and, beside it, the versions that are pinned. Read, not yet checked. */
export class SystemFiles {
  public static read(definitionFile: string): SystemFiles {
    const lockFile = join(dirname(definitionFile), 'mlops.lock.json');
    return new SystemFiles(readDefinition(definitionFile), lockFile, readSourceIfPresent(lockFile, 'lock file') as LockDefinition | undefined);
  }

  private constructor(
    public readonly definition: MlopsDefinition,
    /** Where the lock file is, or would be. */
    public readonly lockFile: string,
    public readonly lock: LockDefinition | undefined,
  ) {}

  /** The folder that scripts and pipeline files are relative to. */
  public get directory(): string {
    return sourceOf(this.definition)!.directory;
  }

  /** `credit-risk` -> `CreditRisk`: the construct id, and with it the beginning of the stacks' names. */
  public get id(): string {
    return this.definition.name.split('-').map(word => word.charAt(0).toUpperCase() + word.slice(1)).join('');
  }
}
