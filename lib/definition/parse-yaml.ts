import { Composer, CST, Lexer, Parser } from 'yaml';
import { Place, SourceText, SyntaxFault } from './source';
import { controlCharacters, strayCharacters } from './stray-characters';
import { NOWHERE, YamlData } from './yaml-data';
import { faultsInWords } from './yaml-faults';

export interface ParsedText {
  /** Plain data; `undefined` when there are faults. */
  readonly value?: unknown;
  readonly faults: readonly SyntaxFault[];
  /** The places of all values; worked out when something is to be located. */
  readonly places: () => Place;
}

/** No definition is nested deeper; beyond some thousand levels the parser would run out of memory. */
const MOST_LEVELS = 100;

/**
 * Reads YAML 1.2 with merge keys, or JSON, with the place of every value. All faults are found, not only the first.
 *
 * This module loads the YAML parser: load it only when a file is read.
 */
export function parseYaml(source: SourceText, format: 'json' | 'yaml'): ParsedText {
  const { text } = source;
  const control = controlCharacters(text);
  if (control.length > 0) return faulty(control);
  const tokens: CST.Token[] = [];
  const deep = parseInto(tokens, text) ?? tokens.map(tooDeep).find(offset => offset !== undefined);
  if (deep !== undefined) return faulty([{ offset: deep, message: `is nested too deeply, more than ${MOST_LEVELS} levels` }]);
  // Keys that are given twice are found with the data: the parser would compare each key with each other.
  const composer = new Composer({ schema: format === 'json' ? 'json' : 'core', merge: format === 'yaml', prettyErrors: false, uniqueKeys: false });
  const [document, second] = [...composer.compose(tokens, true, text.length)];
  if (document === undefined) return faulty([]);

  const faults = faultsInWords(document, source, format);
  if (second !== undefined) faults.push({ offset: second.range[0], message: 'another document begins here (---); a file holds one' });
  const data = YamlData.of(document);
  // In a line that could not be read, the rest may be anything.
  const unread = new Set(faults.map(({ offset }) => source.line(offset)));
  const found = [...data.faults, ...format === 'yaml' ? strayCharacters(document) : []];
  faults.push(...found.filter(({ offset }) => !unread.has(source.line(offset))));
  return faults.length > 0 ? faulty(faults) : { value: data.value, faults, places: () => data.places };
}

function faulty(faults: readonly SyntaxFault[]): ParsedText {
  // The second complaint about a place follows from the first.
  const sorted = [...faults].sort((a, b) => a.offset - b.offset);
  return { faults: sorted.filter((one, index) => one.offset !== sorted[index - 1]?.offset), places: () => NOWHERE };
}

/** Says where the parser has given up: it closes what is nested by recursion, and some thousand levels are too many for it. */
function parseInto(tokens: CST.Token[], text: string): number | undefined {
  const parser = new Parser();
  let offset = 0;
  try {
    for (const lexeme of new Lexer().lex(text)) {
      for (const token of parser.next(lexeme)) tokens.push(token);
      // Marks between the parts of a text are one control character, and stand for nothing in it.
      if (!/^[\u0002\u0018\u001f]$/.test(lexeme)) offset += lexeme.length;
    }
    for (const token of parser.end()) tokens.push(token);
    return undefined;
  } catch (error) {
    if (error instanceof RangeError) return Math.min(offset, text.length);
    throw error;
  }
}

/** Where a token is nested too deeply. Looks without recursion, which is what deep nesting would break. */
function tooDeep(token: CST.Token): number | undefined {
  let level = [token];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MOST_LEVELS) return level[0]!.offset;
    level = level.flatMap(one => {
      const inside = 'items' in one ? one.items.flatMap(item => [item.key, item.value]) : 'value' in one ? [one.value] : [];
      return inside.filter((other): other is CST.Token => other !== undefined && other !== null);
    });
  }
  return undefined;
}
