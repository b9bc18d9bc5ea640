import { readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { basename, dirname, join } from 'node:path';

const AWS = join(__dirname, '../../../../lib/aws');
const handlers = readdirSync(AWS, { recursive: true, encoding: 'utf8' }).filter(file => /(^|\/)handlers\/[^/]+\.ts$/.test(file) && !file.endsWith('.d.ts'));
/** What is deployed: `npm test` bundles before it tests. */
const folderOf = (handler: string) => join(AWS, dirname(handler), basename(handler, '.ts'));

test('every capability with handlers is looked at', () => {
  expect(handlers.map(handler => basename(handler, '.ts')).sort()).toEqual([
    'approval-received', 'authorize-lfs', 'detach-scaling', 'retrain-on-drift', 'schedule-start', 'serve-lfs', 'smoke-test', 'start-pipeline', 'start-release', 'start-training', 'verify-version',
  ]);
});

describe.each(handlers)('the bundle of %s', handler => {
  const code = readFileSync(join(folderOf(handler), 'index.js'), 'utf8');

  test('has less than 200 kB', () => {
    expect(Buffer.byteLength(code)).toBeLessThan(200_000);
  });

  test('loads with Node.js and the SDK of the runtime alone, and exports the handler', () => {
    const needed: string[] = [];
    const module = { exports: {} };
    new Function('module', 'exports', 'require', code)(module, module.exports, (name: string) => {
      needed.push(name);
      return jest.requireActual<object>(name);
    });
    expect(module.exports).toMatchObject({ handler: expect.any(Function) });
    // What lets clients of Git LFS in sends what they have signed, and signs nothing itself.
    if (!handler.endsWith('authorize-lfs.ts')) expect(needed.filter(name => name.startsWith('@aws-sdk/client-'))).not.toEqual([]);
    expect(needed.filter(name => !/^@aws-sdk\/client-[a-z0-9-]+$/.test(name) && !isBuiltin(name))).toEqual([]);
  });
});

test('the licences of packages go with the bundle that they are in', () => {
  const notices = readFileSync(join(AWS, 'delivery-pipeline/handlers/smoke-test/LICENSES.txt'), 'utf8');
  expect(notices.split('\n---\n').map(notice => notice.trim().split('\n')[0]!.split(' ')[0])).toEqual(['ajv', 'csv-parse', 'fast-deep-equal', 'fast-uri', 'json-schema-traverse']);
  expect(notices.match(/Copyright/g)!.length).toBeGreaterThanOrEqual(4);
});
