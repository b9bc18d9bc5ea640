import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { builtSources, renderKeys } from '../../build-tools/render-keys';

const page = readFileSync(join(__dirname, '../../docs/keys.md'), 'utf8');

test('docs/keys.md is up to date; run `npx projen docs` after a build when it is not', () => {
  expect(page).toBe(renderKeys(builtSources()));
});

test('every struct of the schema has its section, and every link one that is there', () => {
  const { schema } = builtSources();
  const structs = Object.entries(schema.definitions).filter(([name, { properties }]) => Object.keys(properties ?? {}).length > 0 && name.endsWith('Definition') && !/^(Lock|State|Deployed|Held)/.test(name));
  expect(structs.map(([name]) => name).filter(name => !page.includes(`*${name}*`))).toEqual([]);
  const anchors = [...page.matchAll(/^## (.*)$/gm)].map(([, title]) => title!.toLowerCase().replace(/[^a-z0-9_ -]/g, '').replace(/ /g, '-'));
  expect([...page.matchAll(/\]\(#([^)]*)\)/g)].map(([, target]) => target!).filter(target => !anchors.includes(target))).toEqual([]);
  expect(new Set(anchors).size).toBe(anchors.length);
});

test('a table keeps to its cells', () => {
  const { types, schema } = builtSources();
  const root = types['mlops-constructs.MlopsDefinition']!;
  const changed = { ...root, properties: root.properties!.map(property => ({ ...property, docs: { summary: 'one | two\n  three' } })) };
  expect(renderKeys({ types: { ...types, 'mlops-constructs.MlopsDefinition': changed }, schema })).toContain('one \\| two three');
});
