import { SystemFiles } from '../../synth/system/system-files';
import { writersOf } from '../../synth/writers';

/** Checks everything first, so that a faulty definition leaves nothing behind. Answers with what to do with the files. */
export function synth(definitionFile: string, options: { output?: string } = {}): readonly string[] {
  const files = SystemFiles.read(definitionFile).check();
  const output = options.output ?? process.env.CDK_OUTDIR;
  return writersOf(files).flatMap(write => write(files, output));
}
