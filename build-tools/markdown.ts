import MarkdownIt, { Token } from 'markdown-it';

const markdown = new MarkdownIt({ html: true });

/** A table of Markdown. What would end a cell is written so that it does not. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  return [head, head.map(() => '---'), ...rows].map(cells =>
    `| ${cells.map(cell => cell.replace(/\|/g, '\\|').replace(/\s*\n\s*/g, ' ')).join(' | ')} |`);
}

/** A part of a page: what it is, and the lines of the block that it stands in. */
export interface Part { readonly token: Token; readonly from: number; readonly to: number }

/** Everything on a page, the parts of a line included, in its order. */
export function partsOf(page: string): Part[] {
  // The cells of a table say no lines; their row does.
  let [from, to] = [0, 0];
  return markdown.parse(page, {}).flatMap(block => {
    if (block.map) [from, to] = block.map;
    return [block, ...block.children ?? []].map(token => ({ token, from, to }));
  });
}

/** The targets of a page's links and images. Code has none. */
export function linksOf(page: string): (Omit<Part, 'token'> & { readonly target: string })[] {
  return partsOf(page).flatMap(({ token, ...lines }) => {
    const target = token.attrGet(token.type === 'image' ? 'src' : 'href');
    return target === null ? [] : [{ ...lines, target: String(target) }];
  });
}

/** The titles of a page as they are read. */
export function headingsOf(page: string): string[] {
  const blocks = markdown.parse(page, {});
  return blocks.filter((_, index) => blocks[index - 1]?.type === 'heading_open')
    .map(({ children }) => children!.filter(({ type }) => /^(text|code_inline)$/.test(type)).map(({ content }) => content).join(''));
}
