import { guideOn } from '../../build-tools/guide';

const pages = new Map([['lib/aws/monitoring', 'docs/reference/aws/monitoring.md']]);
const moved = (text: string) => guideOn('docs/reference/aws/model-endpoint.md', `# Guide\n\n${text}\n`, 'lib/aws/model-endpoint', pages).split('\n').slice(6).join('\n').trim();

test('links of a guide lead from another page where they led', () => {
  expect(moved('[operations](../../../docs/operations.md#alarms)')).toBe('[operations](../../operations.md#alarms)');
  expect(moved('[here](./handlers) and [in it](#limits)')).toBe('[here](../../../lib/aws/model-endpoint/handlers) and [in it](#limits)');
  expect(moved('[out](https://example.com/../x)')).toBe('[out](https://example.com/../x)');
});

test('a link to another guide leads to the page with its members', () => {
  expect(moved('[m](../monitoring), [n](../monitoring/README.md), [o](../monitoring/README.md#limits)')).toBe('[m](monitoring.md), [n](monitoring.md), [o](monitoring.md#limits)');
});

test('links in tables do, too', () => {
  expect(moved('| t |\n| --- |\n| [m](../monitoring) |')).toContain('| [m](monitoring.md) |');
});

test('what only looks like a link stays', () => {
  const code = '```ts\n// see [m](../monitoring)\n```';
  expect(moved(`${code}\n\n[m](../monitoring)`)).toBe(`${code}\n\n[m](monitoring.md)`);
});

test('a link into nothing is refused, with its line', () => {
  expect(() => moved('text\n\n[gone](../gone)')).toThrow('lib/aws/model-endpoint/README.md:5: there is no lib/aws/gone, where its link ../gone leads');
});
