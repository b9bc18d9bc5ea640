import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brokenLinks, pagesOf, tagsIn } from './quality/markdown-links';

const ROOT = join(__dirname, '..');
const pages = pagesOf(ROOT);

test('there are pages', () => {
  expect(pages).toEqual(expect.arrayContaining(['README.md', 'API.md', 'docs/keys.md', 'lib/definition/README.md', 'examples/credit-risk/README.md']));
});

test.each(pages)('every link of %s leads somewhere, to its heading', page => {
  expect(brokenLinks(ROOT, page)).toEqual([]);
});

test.each(pages)('%s loses nothing between angle brackets', page => {
  expect(tagsIn(ROOT, page)).toEqual([]);
});

describe('the checker', () => {
  let root: string;
  const check = (text: string) => {
    writeFileSync(join(root, 'docs/page.md'), text);
    return brokenLinks(root, 'docs/page.md');
  };

  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'links-'));
    mkdirSync(join(root, 'docs'));
    mkdirSync(join(root, 'lib'));
    writeFileSync(join(root, 'README.md'), '# One: `two.<three>`\n\n## Same\n\n## Same\n');
    writeFileSync(join(root, 'lib/README.md'), '# Guide\n');
  });

  afterAll(() => rmSync(root, { recursive: true }));

  test('knows files, folders and headings', () => {
    expect(check('# Here\n\n[a](../README.md#one-twothree) [b](../README.md#same-1) [c](../lib) [d](../lib#guide) [e](#here) [f](https://example.com)')).toEqual([]);
  });

  test('finds each that is not there, in tables too', () => {
    expect(check('# Here\n\n[a](gone.md) [b](../README.md#same-2)\n\n| t |\n| --- |\n| [c](#there) |\n')).toEqual([
      'docs/page.md:3 gone.md: there is no docs/gone.md',
      'docs/page.md:3 ../README.md#same-2: README.md has no heading #same-2',
      'docs/page.md:7 #there: docs/page.md has no heading #there',
    ]);
  });

  test('takes the published address of a page for the page', () => {
    const published = 'https://github.com/mlops-constructs/mlops-constructs/blob/main';
    expect(check(`[a](${published}/README.md#same)\n\n[b](${published}/gone.md)`)).toEqual([`docs/page.md:3 ${published}/gone.md: there is no gone.md`]);
  });

  test('does not read code', () => {
    expect(check('`[a](gone.md)`\n\n```\n[b](gone.md)\n```\n')).toEqual([]);
  });

  test('finds what a reader would not see', () => {
    check('<!-- meant -->\n\nthe `<code>` of <name> is shown');
    expect(tagsIn(root, 'docs/page.md')).toEqual(['docs/page.md:3 <name>']);
  });
});
