import { Command } from 'commander';
import { MlopsError } from '../private/errors';

// Each command is loaded when it runs: help does not wait for the CDK.
const check: typeof import('./commands/check').check = (...given) => require('./commands/check').check(...given);
const delivery: typeof import('./commands/delivery').delivery = (...given) => require('./commands/delivery').delivery(...given);
const lock: typeof import('./commands/lock').lock = (...given) => require('./commands/lock').lock(...given);
const schema: typeof import('./commands/schema').schema = (...given) => require('./commands/schema').schema(...given);
const synth: typeof import('./commands/synth').synth = (...given) => require('./commands/synth').synth(...given);
const versioning: typeof import('./commands/versioning').versioning = (...given) => require('./commands/versioning').versioning(...given);

/** Runs the `mlops` command. What a user can mend ends as a message and exit code 1, never as a stack trace. */
export function main(argv: string[]): void {
  const program = new Command('mlops').description('Turns the definition of a machine-learning system into what runs it');

  program.command('synth')
    .description('write CloudFormation templates and manifests of Kubernetes; as the `app` of a cdk.json, `cdk` calls it')
    .argument('[definition]', 'the definition, in YAML or JSON', 'mlops.yaml')
    .option('-o, --output <directory>', 'where they are written (default: where `cdk` says; manifests in mlops.out)', undefined)
    .action((definition: string, options: { output?: string }) => {
      for (const line of synth(definition, options)) console.log(line);
    });

  program.command('check')
    .description('say everything that is wrong with the definition; writes nothing')
    .argument('[definition]', 'the definition, in YAML or JSON', 'mlops.yaml')
    .action((definition: string) => console.log(check(definition)));

  program.command('delivery')
    .description('write the files with which a CI system delivers, such as .github/workflows')
    .argument('[definition]', 'the definition, in YAML or JSON', 'mlops.yaml')
    .option('-o, --output <directory>', 'the root of the repository', '.')
    .option('--check', 'write nothing; fail when a file is not up to date')
    .action((definition: string, options: { check?: boolean; output?: string }) => console.log(delivery(definition, options)));

  program.command('versioning')
    .description('write the files with which DVC and Git LFS keep data, such as .dvc/config')
    .argument('[definition]', 'the definition, in YAML or JSON', 'mlops.yaml')
    .option('-o, --output <directory>', 'the root of the repository', '.')
    .option('--check', 'write nothing; fail when a file is not up to date')
    .action((definition: string, options: { check?: boolean; output?: string }) => console.log(versioning(definition, options)));

  program.command('lock')
    .description('record in mlops.lock.json what holds data, so that no later change replaces it or leaves it behind')
    .argument('[environment]', 'one environment (default: all)')
    .argument('[definition]', 'the definition, in YAML or JSON', 'mlops.yaml')
    .action((first: string | undefined, definition: string) =>
      // `mlops lock other/mlops.yaml`: all environments of another definition.
      console.log(/\.(json|ya?ml)$/i.test(first ?? '') ? lock(undefined, first!) : lock(first, definition)));

  program.command('schema')
    .description('print the JSON Schema of the definition, for editors')
    .action(() => console.log(schema()));

  try {
    program.parse(argv);
  } catch (error) {
    if (!MlopsError.isMlopsError(error)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}
