/**
 * Writes what the proof starts from: the files of DVC and Git LFS, and the template with the stores. `write-system.ts <folder> <LFS address>`.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { MlopsDefinition } from '../../lib/definition';
import { MlopsStacks } from '../../lib/synth/aws/mlops-stacks';
import { SystemFiles } from '../../lib/synth/system/system-files';
import { DataVersioning } from '../../lib/versioning';

const [folder, address] = process.argv.slice(2) as [string, string];
const example = join(__dirname, '../../examples/versioned-data');
const { definition, lock } = SystemFiles.read(join(example, 'mlops.yaml'));
const role = (name: string) => [`arn:aws:iam::111111111111:role/${name}`];
const system: MlopsDefinition = {
  ...definition,
  versioning: {
    dvc: { ...definition.versioning!.dvc, readers: role('analyst') },
    gitLfs: { track: ['models/**', '*.onnx'], address: 'https://address', readers: role('analyst'), writers: role('data-scientist') },
  },
};
for (const { path, content } of new DataVersioning({ definition: system }).files) {
  const file = join(folder, 'files', path);
  mkdirSync(dirname(file), { recursive: true });
  // Loopback has no TLS, which the definition asks for.
  writeFileSync(file, content.replaceAll('https://address', address));
}
const stacks = new MlopsStacks(new App(), 'Shop', { definition: system, lock, directory: example });
const template = Template.fromStack(stacks.environments.dev!.platformStack);
writeFileSync(join(folder, 'template.json'), JSON.stringify(template.toJSON()));
