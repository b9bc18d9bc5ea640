import { builtSources } from '../../build-tools/assembly';
import { renderKeys } from '../../build-tools/render-keys';

const { types, schema } = builtSources();

test('every struct of the schema has its section', () => {
  const page = renderKeys({ types, schema });
  const structs = Object.entries(schema.definitions).filter(([name, { properties }]) => Object.keys(properties ?? {}).length > 0 && name.endsWith('Definition') && !/^(Lock|State|Deployed|Held)/.test(name));
  expect(structs.map(([name]) => name).filter(name => !page.includes(`*${name}*`))).toEqual([]);
});

test('a table keeps to its cells', () => {
  const root = types['mlops-constructs.MlopsDefinition']!;
  const changed = { ...root, properties: root.properties!.map(property => ({ ...property, docs: { summary: 'one | two\n  three' } })) };
  expect(renderKeys({ types: { ...types, 'mlops-constructs.MlopsDefinition': changed }, schema })).toContain('one \\| two three');
});
