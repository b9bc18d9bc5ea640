import { Document, Scalar, visit } from 'yaml';
import { SyntaxFault } from './source';
import { codePoint, UNSEEN, unseen } from '../private/unseen-characters';

/** Quotation marks that word processors make of `"` and `'`. */
const CURLED = '\\u2018-\\u201f\\u00ab\\u00bb\\u2039\\u203a';
/** Marks of East Asian keyboards, and what was meant. */
const WIDE = new Map([['：', ':'], ['，', ','], ['｛', '{'], ['｝', '}'], ['［', '['], ['］', ']'], ['＂', '"'], ['＃', '#'], ['－', '-']]);
const CONTROL = '\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f';

const ANY_UNSEEN = new RegExp(`[${UNSEEN}]`);
/** At the edges of a text, and where a key seems to end. */
const UNSEEN_IN_VALUE = new RegExp(`^[${UNSEEN}]|[${UNSEEN}]$|(?<=^["'\\w.-]+:)[${UNSEEN}]`);
const IN_CURLED_MARKS = new RegExp(`^[${CURLED}][^${CURLED}]*[${CURLED}]$`);
/** What hurts in a line that cannot be read: such characters at its beginning, and beside what divides. */
const HURTS = new RegExp([
  `(?<=^[\\s\\-?]*)[${UNSEEN}]`, `(?<=[:,[{-])[${UNSEEN}]`, `[${UNSEEN}](?=[ `
    + ']*[:,\\]}])', `(?<=(?:^|[\\s:,[{-]))[${CURLED}]`, `[${[...WIDE.keys()].join('')}]`,
].join('|'));

/** Characters that no text holds, such as those of a file in UTF-16 that is read as UTF-8. */
export function controlCharacters(text: string): SyntaxFault[] {
  return [...text.matchAll(new RegExp(`[${CONTROL}]+|\\r(?!\\n)`, 'g'))].map(({ index, 0: found }) => {
    if (found === '\r') return { offset: index, message: 'a line must end with LF or CRLF, got CR alone; save the file with one of these' };
    const hint = found.startsWith('\u0000') ? 'is this a file in UTF-16, or no text at all?' : 'remove it';
    return { offset: index, message: `the control character ${codePoint(found)} cannot stand in a text; ${hint}` };
  });
}

/** What the parser takes for a part of a key or a value, and nobody means: characters that one does not see, and curled quotation marks. */
export function strayCharacters(document: Document.Parsed): SyntaxFault[] {
  const faults: SyntaxFault[] = [];
  visit(document, {
    Scalar(key, { range, source, type }) {
      if (type !== Scalar.PLAIN || source === undefined || !range) return;
      const at = source.search(key === 'key' ? ANY_UNSEEN : UNSEEN_IN_VALUE);
      if (at >= 0) faults.push({ offset: range[0] + at, message: unseen(source[at]!) });
      else if (IN_CURLED_MARKS.test(source)) faults.push({ offset: range[0], message: curled(source.slice(1, -1)) });
    },
  });
  return faults;
}

/** The first such character that hurts in a line that cannot be read. */
export function strayIn(line: string): { readonly at: number; readonly message: string } | undefined {
  const at = line.search(HURTS);
  if (at < 0) return undefined;
  const found = line[at]!;
  const plain = WIDE.get(found);
  if (plain !== undefined) return { at, message: `the character ${found} (${codePoint(found)}) has no meaning in YAML; write ${plain}` };
  return { at, message: ANY_UNSEEN.test(found) ? unseen(found) : curled('…') };
}

function curled(inner: string): string {
  return `curled quotation marks are letters to YAML; write straight ones: "${inner}"`;
}
