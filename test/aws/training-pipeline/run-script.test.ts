import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { documentOf, stepOf, TestStack } from './pipelines';

/** What stands for Python here: it unpacks, and says what else it was given. `test/programs/launch` has the real one. */
const PYTHON = `#!/bin/sh
if [ "$2" = tarfile ]; then exec tar -xzf "$4" -C "$5"; fi
cd "$(dirname "$1")"
find * -type f | sort
printf '%s\\n' "$@" | sed 's#^/.*/##'
`;

/** Runs the entry point of a process step as the container does. */
function run(files: Record<string, string>, args: Record<string, string>): string[] {
  const sources = mkdtempSync(join(tmpdir(), 'script-'));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(sources, name), content);
  const stack = new TestStack(undefined, new App({ outdir: mkdtempSync(join(tmpdir(), 'assembly-')) }));
  stack.pipeline({ steps: { step: { process: { script: 'a b.py', arguments: args } } } }, { sourceDirectory: sources });
  const { AppSpecification, ProcessingInputs } = stepOf(documentOf(stack.template), 'step').Arguments;

  const place = mkdtempSync(join(tmpdir(), 'container-'));
  const key: string = ProcessingInputs.at(-1).S3Input.S3Uri.split('/').at(-1);
  const { directory } = (stack.node.root as App).synth();
  mkdirSync(join(place, 'code'));
  writeFileSync(join(place, 'code', key), readFileSync(join(directory, `asset.${key}`)));
  mkdirSync(join(place, 'bin'));
  writeFileSync(join(place, 'bin', 'python3'), PYTHON);
  chmodSync(join(place, 'bin', 'python3'), 0o755);

  const [shell, ...rest]: string[] = [...AppSpecification.ContainerEntrypoint, ...AppSpecification.ContainerArguments]
    .map((part: string) => part.replace('/opt/ml/processing/input', place));
  const environment = { PATH: `${join(place, 'bin')}${delimiter}${process.env.PATH}` };
  return execFileSync(shell!, rest, { encoding: 'utf8', env: environment }).trimEnd().split('\n');
}

test('unpacks the folder below the launcher, which gets the script and exactly its arguments', () => {
  expect(run({ 'a b.py': '' }, { path: 's3://a/b', text: 'it\'s "quoted" $(whoami) `id` ; *' }))
    .toEqual(['mlops_launch.py', 'source/a b.py', 'mlops_launch.py', 'a b.py', '--path', 's3://a/b', '--text', 'it\'s "quoted" $(whoami) `id` ; *']);
});
