import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const DOCS = join(__dirname, '../docs');
const ROWS = readFileSync(join(DOCS, 'aws-coverage.md'), 'utf8').split('\n').filter(line => /^\| \d+ \|/.test(line)).map(line => {
  const [, number, what, how, shown] = line.split(' | ').join('|').split('|').map(cell => cell.trim());
  return { number: Number(number), what, how, shown: /^\[[^\]]+\]\((?<file>\S+?)(?: "(?<title>.+)")?\)$/.exec(shown!)?.groups };
});

test('sixty things are looked at, in their order', () => {
  expect(ROWS.map(({ number }) => number)).toEqual(Array.from({ length: 60 }, (_, index) => index + 1));
});

test.each(ROWS)('$number, $what: what shows it is there, or it is said that nothing does', ({ how, shown }) => {
  if (shown === undefined) {
    expect(how).toMatch(/^(not yet|no: )/);
    return;
  }
  const path = join(DOCS, shown.file!);
  expect(existsSync(path)).toBe(true);
  // A test that has another name now would show something else.
  if (shown.title !== undefined) expect(readFileSync(path, 'utf8')).toContain(`'${shown.title}'`);
  else expect(statSync(path).isDirectory() || /test\.ts$|\/test_\w+\.py$/.test(path)).toBe(true);
});

test('most of it is here', () => {
  expect(ROWS.filter(({ shown }) => shown !== undefined).length).toBeGreaterThanOrEqual(50);
});
