/**
 * Synthesises examples in this process, below the folder that is given: as they are, and once more with a tag that a company
 * puts on everything.
 */
import { join } from 'node:path';
import { Tags } from 'aws-cdk-lib';
import { exampleApp } from './examples';

const [output = '', ...names] = process.argv.slice(2);

for (const name of names) {
  exampleApp(name, { outdir: join(output, 'plain', name) }).synth();

  // The program of an example has run already; a second app needs a second run.
  for (const file of Object.keys(require.cache).filter(path => path.endsWith(join(name, 'app.ts')))) delete require.cache[file];
  const tagged = exampleApp(name, { outdir: join(output, 'tagged', name) });
  Tags.of(tagged).add('cost-center', '42');
  tagged.synth();
}
