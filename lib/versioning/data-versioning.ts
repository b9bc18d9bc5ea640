import { dvcFiles } from './dvc/dvc-files';
import { gitLfsFiles } from './git-lfs/git-lfs-files';
import { VersionFile } from './version-file';
import { MlopsDefinition } from '../definition';
import { definitionProblems } from '../definition/check';
import { given } from '../definition/given';
import { throwDefinitionProblems } from '../definition/report';
import { MlopsError } from '../private/errors';

/**
 * A system whose `versioning` says which tools keep the data of its repository.
 */
export interface DataVersioningProps {
  /** The system: loaded with `DefinitionFile.load`, or written in code. */
  readonly definition: MlopsDefinition;
}

/**
 * The files with which DVC and Git LFS know where data are, and with DVC the steps of the system's pipelines. None holds a secret.
 *
 * @example
 * new versioning.DataVersioning({ definition: DefinitionFile.load('mlops.yaml') }).files;
 */
export class DataVersioning {
  /** The files, each at the place where its tool looks for it. */
  public readonly files: VersionFile[];

  constructor(props: DataVersioningProps) {
    const system = given(props.definition);
    throwDefinitionProblems(system, definitionProblems(system));
    const { dvc, gitLfs } = system.versioning ?? {};
    if (dvc === undefined && gitLfs === undefined) {
      throw new MlopsError('NoVersioning', 'no tool keeps the data of this system: give it "versioning", for example { dvc: {} }');
    }
    this.files = [...dvc ? dvcFiles(system, dvc) : [], ...gitLfs ? gitLfsFiles(gitLfs) : []];
  }
}
