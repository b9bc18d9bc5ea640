import { writeFiles, WriteOptions } from './written-files';
import { deliveryFiles } from '../../synth/delivery/delivery-files';
import { SystemFiles } from '../../synth/system/system-files';

/** Writes the files that deliver a system into its repository, or says which of them are not up to date. */
export function delivery(definitionFile: string, options: WriteOptions = {}): string {
  const files = deliveryFiles(SystemFiles.read(definitionFile).check());
  return writeFiles({ files, command: 'delivery', what: 'what delivers', code: 'Delivery' }, options);
}
