import { App } from 'aws-cdk-lib';
import { APP_CONTEXT } from './app-context';
import { MlopsStacks } from './mlops-stacks';
import { SystemFiles } from '../system/system-files';

/** Writes the templates of every environment on AWS, where `cdk` or the user says; `cdk` tells what it does with them. */
export function writeTemplates(files: SystemFiles, output: string | undefined): readonly string[] {
  const app = new App({ outdir: output, context: APP_CONTEXT });
  new MlopsStacks(app, files.id, { definition: files.definition, lock: files.lock });
  app.synth();
  return [];
}
