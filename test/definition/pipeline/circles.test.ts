import { circles } from '../../../lib/definition/pipeline/circles';

const found = (needs: Record<string, string[]>) => circles(new Map(Object.entries(needs))).map(circle => circle.join(''));

test.each([
  ['nothing', {}, []],
  ['a chain', { a: ['b'], b: ['c'], c: [] }, []],
  ['two ways to one thing', { a: ['b', 'c'], b: ['d'], c: ['d'], d: [] }, []],
  ['what is not there', { a: ['x'] }, []],
  ['a thing that needs itself', { a: ['a'] }, ['a']],
  ['a circle behind others', { x: ['b'], a: ['b'], b: ['c'], c: ['a'] }, ['bca']],
  ['two circles', { a: ['b'], b: ['a'], c: ['d'], d: ['c'] }, ['ab', 'cd']],
  ['a second circle behind a way that ends in the first', { a: ['b', 'c'], b: ['d'], c: ['a'], d: ['d'] }, ['d', 'ac']],
  ['one behind one that shares a thing with the first', { a: ['a', 'b'], b: ['a', 'b'] }, ['a', 'b']],
  ['the shorter of two that share a thing', { a: ['b', 'a'], b: ['a'] }, ['a']],
])('%s', (_what, needs, expected) => {
  expect(found(needs)).toEqual(expected);
});

test('things that all need each other are few circles, and a long way is no deep stack', () => {
  const all = Array.from({ length: 60 }, (_, index) => `s${index}`);
  expect(circles(new Map(all.map(name => [name, all]))).flat().sort()).toEqual([...all].sort());
  const chain = Array.from({ length: 20_000 }, (_, index) => String(index));
  expect(circles(new Map(chain.map((name, index) => [name, [chain[index + 1] ?? name]])))).toEqual([['19999']]);
});
