import * as fc from 'fast-check';
import { PROTOTYPE_NAMES } from '../arbitraries';

/** What gets into files by a slip of the hand, a copy from a page, or somebody's wish to break something. */
const SCRAPS = [
  '', ' ', '  ', '\n', '\t', ':', ': ', '{', '}', '[', ']', '"', '\'', '&a ', '*a ', '*b', '- ', '!!x ', '!!set ', '#', ' #', '? ', '|', '>', '---\n', '...\n', '%', '@', '`', ',', '<<: 5\n',
  '<<: *a\n', '<<: [1, {}]\n', ' <<:\n', '\u0000', '\u00a0', '\u200b', '\ufeff', '\u2028', '“', '’', '：', '\r', '\r\n', '\ud800', '🚀', '~', 'null', '.inf', '.nan', '1e999', '0x1F', 'no', '2026-11-26', '__proto__: ',
];

type Edit = (lines: string[], at: number, pick: fc.GeneratorValue) => void;

const EDITS: readonly Edit[] = [
  function remove(lines, at) { lines.splice(at, 1); },
  function repeat(lines, at) { lines.splice(at, 0, lines[at]!); },
  function indent(lines, at, pick) { lines[at] = pick(fc.constantFrom, ' ', '  ', '\t', '\u00a0', '\u200b') + lines[at]; },
  function outdent(lines, at) { lines[at] = lines[at]!.replace(/^ {1,2}/, ''); },
  function move(lines, at, pick) { lines.splice(pick(fc.nat, lines.length - 1), 0, ...lines.splice(at, 1)); },
  function empty(lines, at) { lines[at] = lines[at]!.replace(/:.*$/, ':'); },
  function rename(lines, at, pick) { lines[at] = lines[at]!.replace(/[\w-]+:/, `${pick(fc.constantFrom, ...PROTOTYPE_NAMES)}:`); },
  function refer(lines, at, pick) { lines[at] = lines[at]!.replace(/: .*$/, `: ${pick(fc.constantFrom, ...PROTOTYPE_NAMES)}.${pick(fc.constantFrom, ...PROTOTYPE_NAMES)}`); },
  function anchor(lines, at) { lines[at] = lines[at]!.replace(/:( |$)/, ': &a '); },
  function alias(lines, at, pick) { lines[at] = lines[at]!.replace(/:( .*|$)/, pick(fc.constantFrom, ': *a', ': { <<: *a }', ': [*a, *a]')); },
  function cut(lines, at) { lines.splice(at); },
  function insert(lines, at, pick) {
    const place = pick(fc.nat, lines[at]!.length);
    const length = pick(fc.constantFrom, 0, 0, 0, 1, 3);
    lines[at] = lines[at]!.slice(0, place) + pick(fc.constantFrom, ...SCRAPS) + lines[at]!.slice(place + length);
  },
  function grow(lines, at, pick) {
    lines[at] += pick(fc.constantFrom, 'x', ' ', '[', '{a: ', '- ', '"', '? ', '\u00a0').repeat(pick(fc.constantFrom, 30, 300, 3000));
  },
];

/** A text with one to four slips in it. */
export function damaged(text: string, pick: fc.GeneratorValue): string {
  const lines = text.split('\n');
  const count = pick(fc.constantFrom, 1, 1, 1, 2, 4);
  for (let slip = 0; slip < count && lines.length > 0; slip++) {
    const edit = pick(fc.constantFrom, ...EDITS);
    edit(lines, pick(fc.nat, lines.length - 1), pick);
  }
  return lines.join('\n');
}
