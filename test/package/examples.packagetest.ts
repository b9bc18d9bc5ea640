import { cpSync, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { APP, PACKAGE, PLAIN, emptyFolder } from './installed';
import { attempt } from './run';

const EXAMPLES = readdirSync(join(PACKAGE, 'examples'), { withFileTypes: true }).filter(entry => entry.isDirectory()).map(({ name }) => name).sort();

test('there are some', () => {
  expect(EXAMPLES.length).toBeGreaterThan(5);
});

// Definitions run where TypeScript is not even installed.
test.each(EXAMPLES)('%s, copied out of the package, synthesises without a warning of its own', name => {
  const isProgram = existsSync(join(PACKAGE, 'examples', name, 'app.ts'));
  const folder = emptyFolder(isProgram ? APP : PLAIN, 'copied', name);
  cpSync(join(PACKAGE, 'examples', name), folder, { recursive: true });
  // What is in clusters alone has no stacks, and needs no command of the CDK.
  const hasStacks = existsSync(join(folder, 'cdk.json'));
  const [made, isMade] = hasStacks ? ['cdk.out', /\.template\.json$/] as const : ['mlops.out', /\.yaml$/] as const;
  const { status, stdout, stderr } = hasStacks
    ? attempt('npx', ['cdk', 'synth', '--quiet'], folder)
    : attempt('npx', ['mlops', 'synth', 'mlops.yaml'], folder);
  expect({ status, stdout, stderr }).toMatchObject({ status: 0 });
  // The flags of an app of one's own are for its author to choose; `cdk init` does.
  expect((stdout + stderr).split('\n').filter(line => /warn|deprecat|acknowledge/i.test(line))).toEqual([]);
  expect(readdirSync(join(folder, made), { recursive: true, encoding: 'utf8' }).filter(file => isMade.test(file))).not.toEqual([]);
});
