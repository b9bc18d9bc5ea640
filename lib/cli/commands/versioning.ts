import { writeFiles, WriteOptions } from './written-files';
import { SystemFiles } from '../../synth/system/system-files';
import { DataVersioning } from '../../versioning';

/** Writes the files of DVC and Git LFS into a repository, or says which of them are not up to date. */
export function versioning(definitionFile: string, options: WriteOptions = {}): string {
  const { definition } = SystemFiles.read(definitionFile).check();
  const { files } = new DataVersioning({ definition });
  return writeFiles({ files, command: 'versioning', what: 'what keeps data', code: 'Versioning' }, options);
}
