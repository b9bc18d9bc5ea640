import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');
const tracked = execFileSync('git', ['ls-files'], { cwd: ROOT, encoding: 'utf8' }).trim().split('\n').filter(file => existsSync(join(ROOT, file)));
const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
/** What `npx` finds without a registry: the commands of the lock file, and the package's own. `tsx` is in an app of `cdk init`. */
const commands = new Set([...readdirSync(join(ROOT, 'node_modules/.bin')), ...Object.keys(manifest.bin), 'tsx']);

/** What fetches a package, and the words after it. Brackets and commas of argument lists are no more than spaces. */
const FETCHING = /\b(npx|uvx|npm (?:install|i|exec)|pip3? install|uv (?:pip|tool) install|go install|cargo install) +([^\n;&|)`]*)/g;
/** An exact version, a list of them, or a variable: `workshop.ts` names the packed package, its peers and the folders. */
const EXACT = /[@=]v?\d+\.\d+\.\d+$|requirements(-local|-\$name)?\.txt$|^\$|^(\.\.\.peers|tarball|plain|app)$/;

function unpinned(text: string): string[] {
  const code = text.replace(/^\s*("?\/\/|#|\*|\/\*).*$/gm, '').replace(/[[\]', "]+/g, ' ');
  return [...code.matchAll(FETCHING)].flatMap(([whole, tool, rest]) => {
    const words = rest!.trim().split(/ +/).filter(word => word !== '');
    const wanted = words.filter(word => !word.startsWith('-'));
    if (tool === 'npx') return commands.has(wanted[0] ?? '') || words[0] === '-c' || EXACT.test(wanted[0] ?? '') ? [] : [whole];
    return wanted.every(word => EXACT.test(word)) ? [] : [whole];
  });
}

const running = tracked.filter(file => /\.sh$|^\.ci\/|^\.projen\/tasks\.json$|^(lib|build-tools|test\/package)\/.*(?<!\.d)\.ts$/.test(file));

test('nothing is fetched in whatever version is newest', () => {
  expect(running).toEqual(expect.arrayContaining(['.ci/run', '.projen/tasks.json', 'test/programs/install.sh', 'test/package/workshop.ts']));
  expect(running.flatMap(file => unpinned(readFileSync(join(ROOT, file), 'utf8')).map(found => `${file}: ${found}`))).toEqual([]);
});

test.each(['npx left-pad', 'npx --yes cdk-assets@4', "run('npx', ['left-pad'])", 'uvx ruff', 'pip install -q boto3', 'pip install "numpy<2"',
  "run('npm', ['install', 'aws-cdk@latest'])", 'npm install left-pad@^1.0.0', 'cargo install cfn-guard'])('finds %s', command => {
  expect(unpinned(command)).toHaveLength(1);
});

test('every list of Python packages names exact versions', () => {
  const lists = tracked.filter(file => /requirements[^/]*\.(txt|in)$/.test(file));
  expect(lists.length).toBeGreaterThan(8);
  const loose = (text: string) => text.split('\n').filter(line => !/^\s*(#|--|$)/.test(line) && !/^[\w.-]+(\[[\w,]+\])?==[\w.]+( ?;| \\|$)/.test(line));
  expect(lists.flatMap(file => loose(readFileSync(join(ROOT, file), 'utf8')).map(line => `${file}: ${line}`))).toEqual([]);
  expect(loose('numpy<2\npandas\nscipy==1.*\nwheel==0.45.1')).toEqual(['numpy<2', 'pandas', 'scipy==1.*']);
});
