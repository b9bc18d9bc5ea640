import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import * as tar from 'tar';
import { sourceBundle } from '../../../lib/aws/foundation/source-bundle';
import { ScriptFolder } from '../../../lib/private/script-folder';
import { MlopsStacks } from '../../../lib/synth';

const KEY = '-----BEGIN RSA PRIVATE KEY-----\nMIIB\n-----END RSA PRIVATE KEY-----\n';
const CERTIFICATE = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';

let home: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'project-'));
  put('src/train.py', 'print(1)\n');
});

afterEach(() => rmSync(home, { recursive: true }));

function put(path: string, content: string = ''): string {
  const file = join(home, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
  return file;
}

function link(path: string, target: string): void {
  symlinkSync(target, join(home, path));
}

function look(script: string = 'src/train.py'): ScriptFolder {
  return ScriptFolder.of(home, script);
}

/** Paths and contents of what is packed. */
function packed(): Record<string, string> {
  const stack = new Stack(new App({ outdir: join(home, 'cdk.out') }), 'Stack');
  const { fileName } = sourceBundle(stack, home, 'src/train.py');
  const found: Record<string, string> = {};
  const [archive] = execFileSync('ls', [join(home, 'cdk.out')], { encoding: 'utf8' }).split('\n').filter(name => name.endsWith('.tgz'));
  expect(fileName).toMatch(/\.tgz$/);
  tar.list({
    sync: true,
    file: join(home, 'cdk.out', archive!),
    onReadEntry: entry => {
      found[entry.path] = '';
      entry.on('data', chunk => { found[entry.path] += String(chunk); });
    },
  });
  return found;
}

describe('refuses, without waiting for anything and with the place,', () => {
  const inFolder = (path: string, message: string) => `${JSON.stringify(path)} in the folder of the script ${message}`;

  test.each<[string, () => void, string]>([
    ['a named pipe', () => execFileSync('mkfifo', [join(home, 'src/pipe')]), inFolder('pipe', 'is a named pipe, which cannot be packed; remove it, or move it out of the folder of the script')],
    ['a link to a device', () => link('src/zero', '/dev/zero'), inFolder('zero', 'is a link out of the project; copy what it stands for')],
    ['a link to itself', () => link('src/self', 'self'), inFolder('self', 'is a link to nothing, or to itself; remove it')],
    ['links to each other', () => { link('src/a', 'b'); link('src/b', 'a'); }, inFolder('a', 'is a link to nothing, or to itself; remove it')],
    ['a link to nothing', () => link('src/gone', '../nowhere'), inFolder('gone', 'is a link to nothing, or to itself; remove it')],
    ['a folder in itself', () => link('src/again', '.'), inFolder('again', 'is a link to a folder that it is in; remove it')],
    ['a folder in itself, further down', () => { put('src/a/b/c.py'); link('src/a/b/up', '../../a'); }, inFolder('a/b/up', 'is a link to a folder that it is in; remove it')],
    ['a link out of the project', () => link('src/passwd', '/etc/passwd'), inFolder('passwd', 'is a link out of the project; copy what it stands for')],
    ['a link to a folder out of the project', () => link('src/etc', '/etc'), inFolder('etc', 'is a link out of the project; copy what it stands for')],
    ['a link out by a way up', () => link('src/up', '../..'), inFolder('up', 'is a link out of the project; copy what it stands for')],
    ['a link to what is never packed', () => { put('.env', 'SECRET=1'); link('src/settings', '../.env'); }, inFolder('settings', 'is a link to ".env", which is never packed; remove it')],
    ['a private key by its name', () => put('src/id_rsa', 'x'), inFolder('id_rsa', 'is a private key, and would be uploaded; move it out of the folder of the script')],
    ['a private key by what is in it', () => put('src/lib/server.pem', KEY), inFolder('lib/server.pem', 'is a private key, and would be uploaded; move it out of the folder of the script')],
    ['a private key behind a link', () => { put('keys/deploy.txt', KEY); link('src/data.txt', '../keys/deploy.txt'); }, inFolder('data.txt', 'is a private key, and would be uploaded; move it out of the folder of the script')],
    ['a store of keys', () => put('src/prod.p12', 'x'), inFolder('prod.p12', 'is a key or a store of keys, and would be uploaded; move it out of the folder of the script')],
    ['a file of credentials', () => put('src/credentials', '[default]'), inFolder('credentials', 'is a file of credentials, and would be uploaded; move it out of the folder of the script')],
    ['a state of Terraform', () => put('src/terraform.tfstate', '{}'), inFolder('terraform.tfstate', 'is a state of Terraform, which holds secrets, and would be uploaded; move it out of the folder of the script')],
    ['a name with a new line', () => put('src/a\nb.py'), inFolder('a\nb.py', 'has a name with control characters, or that is not UTF-8; rename it')],
    ['a name that is not UTF-8', () => writeFileSync(Buffer.concat([Buffer.from(`${join(home, 'src')}/`), Buffer.from([0xff, 0xfe])]), ''), inFolder('\ufffd\ufffd', 'has a name with control characters, or that is not UTF-8; rename it')],
    ['a file of 3 GiB', () => truncateSync(put('src/data.bin'), 3 * 1024 ** 3), 'the folder of the script has 3 GiB, and at most 1 GiB are packed; the largest is "data.bin" with 3 GiB. Data belong into a dataset, which jobs read as an input'],
  ])('%s, in the folder', (_, make, message) => {
    make();
    expect(look().problems).toContain(message);
    expect(() => packed()).toThrow(JSON.stringify(message).slice(1, -1).replaceAll('\\"', '"').replaceAll('\\\\', '\\').slice(0, 60));
  });

  test('a socket', () => {
    const server = spawnSync('python3', ['-c', `import socket; socket.socket(socket.AF_UNIX).bind(${JSON.stringify(join(home, 'src/s'))})`]);
    if (server.status !== 0) spawnSync(process.execPath, ['-e', `require('net').createServer().listen(${JSON.stringify(join(home, 'src/s'))}, () => process.kill(process.pid, 'SIGKILL'))`]);
    expect(look().problems).toEqual([inFolder('s', 'is a socket, which cannot be packed; remove it, or move it out of the folder of the script')]);
  });

  test('what cannot be read', () => {
    chmodSync(put('src/private.txt'), 0);
    put('src/closed/a.py');
    chmodSync(join(home, 'src/closed'), 0);
    chmodSync(home, 0o755);
    // Whoever may do everything reads everything, and is somebody else for a moment.
    const isRoot = process.getuid?.() === 0;
    if (isRoot) process.seteuid!(65534);
    try {
      expect(look().problems).toEqual([inFolder('closed', 'cannot be read; check its permissions'), inFolder('private.txt', 'cannot be read; check its permissions')]);
    } finally {
      if (isRoot) process.seteuid!(0);
      chmodSync(join(home, 'src/closed'), 0o755);
    }
  });

  test('more files than a script has, as links to links can make', () => {
    for (let level = 0; level < 20; level++) {
      put(`src/l${level}/x.py`);
      for (const side of ['a', 'b']) link(`src/l${level}/${side}`, `../l${level + 1}`);
    }
    mkdirSync(join(home, 'src/l20'));
    const before = performance.now();
    expect(look().problems[0]).toBe('the folder of the script has more than 10000 files; give the script a folder of its own, without data');
    expect(performance.now() - before).toBeLessThan(10_000);
  });

  test.each(['../other/train.py', `${'../'.repeat(20)}etc/hostname`, '/etc/hostname'])('a script outside of the project: %s', script => {
    mkdirSync(join(home, '../other'), { recursive: true });
    writeFileSync(join(home, '../other/train.py'), '');
    expect(look(script).problems).toEqual([expect.stringMatching(/^"\S+" is outside of ".*", and the folder of a script is packed and uploaded; move the script into the project$/)]);
  });

  test('a script in a linked folder outside of the project', () => {
    link('linked', mkdtempSync(join(tmpdir(), 'elsewhere-')));
    put('linked/train.py');
    expect(look('linked/train.py').problems).toEqual([expect.stringContaining('is outside of')]);
  });

  test.each(['mlops.yaml', 'cdk.json', 'package.json', '.git/HEAD', 'churn.lock.json'])('a script at the top of a project, beside %s', mark => {
    put('train.py', 'print(1)');
    put(mark);
    put('customers.csv', 'a');
    expect(look('train.py').problems).toEqual([expect.stringMatching(/^the folder of a script is packed with it, and "train\.py" is beside \S+, so this would be the whole project \(\.: \d+ files, \d+ B\); give the script a folder of its own, for example src\/train\.py$/)]);
  });

  test('a folder in place of a script, and a name that is never packed', () => {
    put('src/lib.py/a.txt');
    put('src/.train.py');
    expect(look('src/lib.py').problems).toEqual(['must be a file, and "src/lib.py" is a folder']);
    expect(look('src/.train.py').problems).toEqual(['".train.py" is a name that is never packed; give the script another one']);
  });

  test('no more than five, and says how many more there are', () => {
    for (let index = 0; index < 9; index++) link(`src/l${index}`, 'nowhere');
    expect(look().problems).toHaveLength(6);
    expect(look().problems[5]).toBe('4 more files of the folder cannot be packed');
  });
});

describe('packs', () => {
  test('names that begin with @ as files, and never what is in them', () => {
    tar.create({ sync: true, file: join(home, 'src/@inner.tar'), cwd: '/etc' }, ['hostname']);
    put('src/@types/a.py', 'a');
    expect(Object.keys(packed())).toEqual(['@inner.tar', '@types/a.py', 'train.py']);
  });

  test('links inside of the project as what they stand for, files and folders', () => {
    put('common/io.py', 'shared');
    put('common/deep/x.py', 'deep');
    link('src/common', '../common');
    link('src/io2.py', '../common/io.py');
    expect(packed()).toMatchObject({ 'common/io.py': 'shared', 'common/deep/x.py': 'deep', 'io2.py': 'shared', 'train.py': 'print(1)\n' });
  });

  test('names in other letters, with spaces and quotes, and names that differ only by case', () => {
    for (const name of ['größe.py', 'データ.csv', 'a b.py', "it's.py", 'Train.py', '-x.py', 'a\\b.py', `${'long'.repeat(40)}.py`]) put(`src/${name}`, name);
    const found = packed();
    expect(found['Train.py']).toBe('Train.py');
    expect(found['train.py']).toBe('print(1)\n');
    expect(Object.keys(found)).toHaveLength(9);
    expect(Object.keys(found)).toContain('データ.csv');
  });

  test('certificates and public keys, which are no secret', () => {
    put('src/ca.pem', CERTIFICATE);
    put('src/signing.pub', '-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----\n');
    put('src/keys.py', `if '${KEY.split('\n')[0]}' in text: raise ValueError\n`);
    expect(look().problems).toEqual([]);
  });

  test('neither caches, tools, hidden files nor empty folders, and says what it packs and how large that is', () => {
    for (const path of ['.git/HEAD', '.env', '.env.prod', '.venv/a.py', '.aws/credentials', 'venv/b.py', 'node_modules/c.js', 'cdk.out/d.json', '__pycache__/e.pyc', 'f.pyc']) put(`src/${path}`, KEY);
    mkdirSync(join(home, 'src/empty'));
    put('src/data/big.bin', 'x'.repeat(4300));
    expect(Object.keys(packed())).toEqual(['data/big.bin', 'train.py']);
    expect(look().summary).toBe('src: 2 files, 4.2 KiB');
  });

  test('a script at the top of a folder that is no project', () => {
    put('monitor/monitor.py');
    expect(ScriptFolder.of(join(home, 'monitor'), 'monitor.py').problems).toEqual([]);
  });
});

test('check says so at the line of the script, before anything is written', () => {
  execFileSync('mkfifo', [join(home, 'src/pipe')]);
  const definition = put('mlops.yaml', [
    'name: shop',
    'environments: { prod: { aws: { region: eu-west-1, account: "111111111111" } } }',
    'models:',
    '  churn:',
    '    pipeline:',
    '      steps:',
    '        train: { train: { script: src/train.py, framework: xgboost } }',
    '        other: { process: { script: ../outside.py } }',
    '        root: { process: { script: root.py } }',
    '',
  ].join('\n'));
  put('root.py');
  const outdir = join(home, 'cdk.out');
  let message = '';
  try {
    MlopsStacks.fromFile(new App({ outdir }), 'Stacks', definition);
  } catch (error) {
    message = (error as Error).message;
  }
  expect(message).toMatch(/mlops\.yaml:7:\d+ models\.churn\.pipeline\.steps\.train\.train\.script: "pipe" in the folder of the script is a named pipe/);
  expect(message).toMatch(/mlops\.yaml:9:\d+ models\.churn\.pipeline\.steps\.root\.process\.script: the folder of a script is packed with it/);
  expect(readFileSync(definition, 'utf8')).toContain('shop');
});
