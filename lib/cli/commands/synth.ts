import { App } from 'aws-cdk-lib';
import { MlopsStacks } from '../../synth/aws/mlops-stacks';
import { SystemFiles } from '../../synth/system/system-files';
import { APP_CONTEXT } from '../app-context';

/** Checks everything first, so that a faulty definition leaves nothing behind. */
export function synth(definitionFile: string, options: { output?: string } = {}): void {
  const files = SystemFiles.read(definitionFile).check();
  const app = new App({ outdir: options.output, context: APP_CONTEXT });
  new MlopsStacks(app, files.id, { definition: files.definition, lock: files.lock });
  app.synth();
}
