import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { stringify } from 'yaml';
import { brokenDefinitions, definitions } from './arbitraries';
import { definitionProblems } from '../../lib/definition/check';
import { DefinitionFile } from '../../lib/definition/definition-file';
import { MlopsDefinition } from '../../lib/definition/mlops-definition';
import { MlopsError } from '../../lib/private/errors';

// Definitions are large: to make one smaller that fails takes longer than everything else. The seed is printed.
fc.configureGlobal({ endOnFailure: true });

const folder = mkdtempSync(join(tmpdir(), 'definitions-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The problems that a user is shown, without the heading and how many more there are; any other error fails the test. */
function load(name: string, text: string): string[] {
  const file = join(folder, name);
  writeFileSync(file, text);
  try {
    DefinitionFile.load(file);
    return [];
  } catch (error) {
    if (!MlopsError.isMlopsError(error)) throw error;
    return error.message.split('\n').slice(1).filter(line => !/^ {2}… and [1-9]\d* more; mend these first$/.test(line));
  }
}

function expectLocated(problems: string[]): void {
  for (const line of problems) expect(line).toMatch(/^ {2}\S+\.(json|yaml):[1-9]\d*:[1-9]\d* ./u);
}

test('accepts every definition without a fault', () => {
  fc.assert(fc.property(definitions, definition => {
    expect(load('right.yaml', stringify(definition))).toEqual([]);
  }), { numRuns: 100 });
});

test('a broken definition is accepted or every problem has a place', () => {
  fc.assert(fc.property(brokenDefinitions, definition => {
    expectLocated(load('broken.yaml', stringify(definition)));
    expectLocated(load('broken.json', JSON.stringify(definition, undefined, 1)));
  }), { numRuns: 200 });
});

test('a file with damaged text is accepted or every problem has a place', () => {
  const damage = fc.tuple(fc.nat(), fc.nat(8), fc.constantFrom('', ' ', '\n', '\t', ':', '{', ']', '"', '&a ', '*a ', '- ', '!!x ', '#', '? ', '---\n', '\u0000'));
  fc.assert(fc.property(definitions, fc.array(damage, { minLength: 1, maxLength: 4 }), (definition, damages) => {
    const text = damages.reduce((before, [at, length, insert]) => {
      const place = at % before.length;
      return before.slice(0, place) + insert + before.slice(place + length);
    }, stringify(definition));
    expectLocated(load('damaged.yaml', text));
  }), { numRuns: 200 });
});

test('any value at all gives problems, not an exception', () => {
  fc.assert(fc.property(fc.anything({ withDate: true, withMap: true, withBigInt: true, withNullPrototype: true, withSparseArray: true }), value => {
    expect(definitionProblems(value as MlopsDefinition).length).toBeGreaterThan(0);
  }), { numRuns: 200 });
});

test('problems stand in the order of the file', () => {
  fc.assert(fc.property(brokenDefinitions, definition => {
    const lines = load('order.json', JSON.stringify(definition, undefined, 1)).map(line => Number(/order\.json:(\d+)/.exec(line)?.[1]));
    // What is missing is placed at what should hold it, which stands above; nothing stands above the one before by more.
    expect([...lines].sort((a, b) => a - b)).toEqual(lines);
  }), { numRuns: 100 });
});
