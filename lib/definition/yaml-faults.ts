import { Document, Scalar, visit, YAMLError } from 'yaml';
import { SourceText, SyntaxFault } from './source';
import { strayIn } from './stray-characters';

/** What the parser complains of, with what stands around the place. */
interface Complaint {
  readonly message: string;
  readonly source: SourceText;
  readonly document: Document;
  readonly offset: number;
  /** From 0. */
  readonly line: number;
  readonly text: string;
  readonly json: boolean;
}

const NO_COMMENTS = 'JSON has no comments; remove it, or write YAML';

type Words = (complaint: Complaint) => SyntaxFault | string | undefined;

/** By the parser's code: what is wrong in a user's words, perhaps at a better place; `undefined` leaves the parser's own. */
const WORDS: Readonly<Record<string, Words>> = {
  ALIAS_PROPS: () => 'what an alias (*) stands for has its anchor and tag already; remove these',
  BAD_ALIAS: ({ text, offset, source, line }) =>
    `${text[offset - source.start(line)] === '&' ? '& begins an anchor' : '* begins an alias'}, and a name must follow; other text must be in quotes`,
  BAD_DQ_ESCAPE: ({ message }) => `${escapeOf(message)} is no escape in a text in "…"; write \\${escapeOf(message)}, or put the text in '…'`,
  BAD_DIRECTIVE: () => 'a line that begins with % is for the parser, and this one means nothing to it; remove it, or put the text in quotes',
  BAD_INDENT: complaint => complaint.message.startsWith('Flow') ? openBracket(complaint) : wrongIndentation(complaint),
  BAD_SCALAR_START: ({ message }) => `a text cannot begin with ${message.slice(-1)}; put it in quotes`,
  BLOCK_AS_IMPLICIT_KEY: complaint => complaint.message.startsWith('A block sequence') ? listBesideKeys(complaint) : keyInText(complaint),
  BLOCK_IN_FLOW: ({ json }) => json ? 'a comma is missing here, or before this' : 'between { } and [ ] entries are divided by commas; '
    + 'one is missing here',
  KEY_OVER_1024_CHARS: () => 'a key must have at most 1024 characters',
  MISSING_CHAR: complaint => missingCharacter(complaint),
  MULTILINE_IMPLICIT_KEY: complaint => missingColon(complaint),
  MULTIPLE_ANCHORS: () => 'a value can have one anchor (&) only',
  MULTIPLE_TAGS: () => 'a value can have one tag (!) only',
  TAB_AS_INDENT: () => 'tabs cannot indent in YAML; use spaces',
  TAG_RESOLVE_FAILED: ({ message }) => {
    const plain = /^Unresolved plain scalar (.*)$/.exec(message)?.[1];
    if (plain !== undefined) return /^"(\/\/|#)/.test(plain) ? NO_COMMENTS : `${plain} must be in quotes in JSON`;
    const tag = /![^ ]*/.exec(message)?.[0] ?? /tag:yaml\.org,2002:\w+/.exec(message)?.[0].replace('tag:yaml.org,2002:', '!!');
    return `the tag ${tag === undefined ? '' : `${tag} `}has no meaning here; remove it, or put text that begins with ! in quotes`;
  },
  UNEXPECTED_TOKEN: complaint => unexpected(complaint),
};

/** The parser's complaints in a user's words: what is wrong, and how to mend it. */
export function faultsInWords(document: Document, source: SourceText, format: 'json' | 'yaml'): SyntaxFault[] {
  // The second complaint about a place follows from the first: of each place, the first stays.
  const errors = [...new Map([...document.errors, ...document.warnings].reverse().map(error => [error.pos[0], error])).values()]
    .sort((a, b) => a.pos[0] - b.pos[0]);
  const stray = format === 'yaml' ? strayAround(errors, source) : [];
  // What follows from a stray character would only lead away from it.
  if (stray.length > 0) return stray;
  const lines = new Set<number>();
  const hasDirective = errors.some(({ code }) => code === 'BAD_DIRECTIVE');
  return errors.filter(({ message }) => !(hasDirective && message.includes('directives-end'))).flatMap(error => {
    const offset = Math.min(error.pos[0], source.text.length);
    const line = source.line(offset);
    const complaint = { message: error.message, source, document, offset, line, text: source.lineAt(line), json: format === 'json' };
    const words = WORDS[error.code]?.(complaint);
    const fault = typeof words === 'object' ? words : {
      offset,
      message: words ?? error.message.charAt(0).toLowerCase() + error.message.slice(1).replace(/\.$/, ''),
    };
    // One slip makes the parser stumble more than once in a line, and over the rest of the text when it has given up.
    const first = !lines.has(source.line(fault.offset)) && !(lines.size > 0 && error.message.includes('in YAML stream'));
    lines.add(source.line(fault.offset));
    return first ? fault : [];
  });
}

function strayAround(errors: readonly YAMLError[], source: SourceText): SyntaxFault[] {
  const lines = new Set(errors.flatMap(({ pos }) => [source.line(pos[0]) - 1, source.line(pos[0]), source.line(pos[0]) + 1]));
  return [...lines].filter(line => line >= 0).sort((a, b) => a - b).flatMap(line => {
    const stray = strayIn(source.lineAt(line));
    return stray === undefined ? [] : { offset: source.start(line) + stray.at, message: stray.message };
  });
}

/** Where the first character of a line stands that is no space. */
function beginning({ source, line, text }: Complaint): number {
  return source.start(line) + text.search(/\S|$/);
}

function wrongIndentation(complaint: Complaint): SyntaxFault {
  const { source, line, text } = complaint;
  const offset = beginning(complaint);
  const own = text.search(/\S|$/);
  const around: number[] = [];
  // The lines above that hold this one: each less indented than the one below it.
  for (let above = line - 1; above >= 0 && around.at(-1) !== 0; above--) {
    const other = source.lineAt(above);
    const indent = other.search(/\S/);
    if (indent < 0 || other[indent] === '#' || around.length > 0 && indent >= around.at(-1)!) continue;
    around.push(indent);
  }
  const near = [around.filter(indent => indent > own).at(-1), around.find(indent => indent < own)].filter(indent => indent !== undefined);
  if (around.includes(own)) {
    return {
      offset,
      message: 'does not belong to what stands above it; a list entry begins with "- ", a key ends with ": '
        + '", and those of one list or object begin in one column',
    };
  }
  return {
    offset,
    message: `begins in column ${own + 1}, where nothing above it begins; `
      + `move it to column ${near.map(indent => indent + 1).join(' or ')}, like the keys it belongs to`,
  };
}

function openBracket({ text, message, offset, source, line, json }: Complaint): SyntaxFault | string {
  if (message.startsWith('Flow end')) return 'a bracket that is closed on a line of its own must be indented deeper than the key of what it closes';
  const bracket = message.slice(-1);
  if (text.startsWith('\t')) return { offset: source.start(line), message: 'tabs cannot indent in YAML; use spaces' };
  if (json || source.text.slice(offset).trim() === '') return `${bracket} is missing here`;
  return {
    offset,
    message: `${bracket} is missing before this line: ${bracket === '}' ? '{' : '['} is open, `
      + 'and what stands in it must be indented deeper than its key',
  };
}

/** A second key where a value has been given already, or a colon in a text. */
function keyInText(complaint: Complaint): SyntaxFault | string {
  const { source, line, text, offset } = complaint;
  const inLine = text.slice(offset - source.start(line));
  if (/:(\s|$)/.test(inLine)) return `text with a colon and a space in it must be in quotes: ${JSON.stringify(inLine.trim())}`;
  const [, dashes = '', key] = /^([\s-]*)([^:]+):\s/.exec(text) ?? [];
  const end = source.start(line) + text.length;
  const before = key === undefined ? 'the line above' : JSON.stringify(key);
  return {
    offset: end + source.text.slice(end).search(/\S|$/),
    message: `begins deeper than ${before}, which has a value already; move it to column ${dashes.length + 1}`,
  };
}

function listBesideKeys(complaint: Complaint): SyntaxFault {
  return {
    offset: beginning(complaint),
    message: 'a list entry cannot stand beside keys; '
      + 'indent it like the other entries, below the key of the list',
  };
}

/** A line that should be a key, and has no colon, or no space after it. */
function missingColon(complaint: Complaint): SyntaxFault {
  const { text, json } = complaint;
  const offset = beginning(complaint);
  if (json) return { offset: complaint.offset, message: 'a comma is missing here, or before this' };
  const [, key, value] = /^[\s-]*([\w.-]+):(\S.*)$/.exec(text) ?? [];
  if (key !== undefined) return { offset, message: `a space is missing after the colon; write ${JSON.stringify(`${key}: ${value}`)}` };
  const [, quoted = text.trim().slice(0, 60), rest = '…'] = /^\s*("[^"]*"|'[^']*')\s+(\S.*)$/.exec(text) ?? [];
  return { offset, message: `a colon and a space must follow the key, as in \`${quoted}: ${rest}\`` };
}

function missingCharacter(complaint: Complaint): SyntaxFault | string | undefined {
  const { message, document, offset } = complaint;
  if (message.startsWith('Missing closing')) {
    return { offset: openQuote(document, offset), message: `the quotation mark ${message.includes('"') ? '"' : '\''} is not closed` };
  }
  if (message.startsWith('Implicit map keys')) return missingColon(complaint);
  if (message.startsWith('Missing space after :')) return 'a space is missing after the colon';
  if (message.startsWith('Missing , ')) return `a comma${message.includes('or :') ? ' or a colon' : ''} is missing before this`;
  if (message.startsWith('Comments')) return 'a space is missing before the comment (#)';
  if (message.startsWith('Tags and anchors')) return 'a space is missing after the tag or anchor';
  if (message.includes('directives-end')) return 'a line that begins with % must be in quotes';
  if (message.startsWith('Sequence item')) return listBesideKeys(complaint);
  if (message.startsWith('Block scalars')) {
    return 'the first line of a text after | or > cannot be indented less than the empty lines before it; remove their spaces';
  }
  if (message.startsWith('Flow')) return `${message.slice(-1)} is missing here`;
  return undefined;
}

/** Where the text begins that ends at an offset, without its quotation mark. */
function openQuote(document: Document, end: number): number {
  let found = end;
  visit(document, {
    Scalar(_key, node) {
      const isQuoted = node.type === Scalar.QUOTE_DOUBLE || node.type === Scalar.QUOTE_SINGLE;
      if (isQuoted && node.range && node.range[1] >= end) found = node.range[0];
    },
  });
  return found;
}

function unexpected(complaint: Complaint): SyntaxFault | string | undefined {
  const { message, text, offset, json, line, source } = complaint;
  if (/flow-(map|seq)-end/.test(message)) return 'a bracket is closed here that was not opened, or was closed before; remove it';
  if (message.includes('block-seq-ind on same line')) return 'a list begins on the line below its key, or is written as [a, b]';
  if (/Unexpected (,|empty item)/.test(message)) return 'a comma stands here with nothing before it; remove it';
  if (message.startsWith('Not a YAML token') || message.startsWith('Block scalar header')) return 'after | or > a text begins on the next line';
  const alone = offset === beginning(complaint);
  if (alone && message.includes('at node end')) return wrongIndentation(complaint);
  const rest = text.slice(offset - source.start(line));
  if (json) return /^(\/[/*]|#)/.test(rest) ? NO_COMMENTS : 'a comma is missing before this';
  if (message.includes('at node end')) {
    return `the value has ended before this; put all of it in quotes, with ${text.includes('\'') ? '"…"' : '\'…\''}`;
  }
  return alone ? wrongIndentation(complaint) : 'cannot be read here; is something missing or too much before it?';
}

/** What the parser shows of it may hold the character after it, too. */
function escapeOf(message: string): string {
  return /\\.?/.exec(message)![0];
}
