import { calledHere } from './other-names';

/**
 * Says that a name is not among the known ones, and which was probably meant.
 *
 * @param what in words, for example `dataset`
 * @param of whose, for example `of step "train"`
 */
export function unknownName(what: string, name: string, known: Iterable<string>, of: string = ''): string {
  const names = [...known];
  const meant = nearest(name, names);
  const start = `there is no ${what} ${JSON.stringify(name)}${of === '' ? '' : ` ${of}`}`;
  if (meant !== undefined) return `${start}; did you mean ${JSON.stringify(meant)}?`;
  return `${start}; ${names.length > 0 ? `known: ${listed(names)}` : 'none is defined'}`;
}

/** Among more names than these, only those that differ little are looked for: it would take long, and others are near by chance. */
const MANY = 200;

/** The known name that was probably meant: what is called so elsewhere, or a name of which at most a third of the letters differ. */
export function nearest(name: string, known: Iterable<string>): string | undefined {
  const names = [...known];
  const most = Math.max(1, Math.min(Math.floor(name.length / 3), names.length > MANY ? 2 : Infinity));
  return calledHere(name).find(other => names.includes(other)) ?? nearestOf(name, names, most);
}

function nearestOf(name: string, names: readonly string[], most: number): string | undefined {
  const lower = name.toLowerCase();
  let best: string | undefined;
  let limit = most;
  for (const candidate of names) {
    if (candidate.length > name.length + limit || candidate.length < name.length - limit) continue;
    const found = distance(lower, candidate.toLowerCase(), limit);
    if (found > limit) continue;
    best = candidate;
    // A later name must be nearer than this one.
    limit = found - 1;
  }
  return best;
}

/** Names in a sentence: `"a", "b" and 7 more`. */
export function listed(names: readonly string[], most: number = 12): string {
  const shown = names.slice(0, most).map(name => JSON.stringify(name)).join(', ');
  return names.length > most ? `${shown} and ${names.length - most} more` : shown;
}

/** Longer names are only compared as they are. */
const LONGEST = 250;
/** The last three rows of the table of distances, for names of usual length. */
const ROWS = [0, 1, 2].map(() => new Uint16Array(LONGEST + 2));

/** How many letters must be added, removed, replaced or swapped with their neighbour; looks no further than `most`. */
function distance(a: string, b: string, most: number): number {
  if (most < 0 || a.length > LONGEST || b.length > LONGEST) return a === b ? 0 : LONGEST;
  // What both begin and end with differs in nothing.
  let start = 0;
  while (start < a.length && a.charCodeAt(start) === b.charCodeAt(start)) start++;
  let height = a.length - start;
  let width = b.length - start;
  while (height > 0 && width > 0 && a.charCodeAt(start + height - 1) === b.charCodeAt(start + width - 1)) {
    height--;
    width--;
  }
  let [before, above, row] = ROWS as [Uint16Array, Uint16Array, Uint16Array];
  for (let j = 0; j <= width; j++) above[j] = j;
  for (let i = 1; i <= height; i++) {
    // Further from the diagonal, more letters differ than matter.
    const first = i - most > 1 ? i - most : 1;
    const last = i + most < width ? i + most : width;
    const x = a.charCodeAt(start + i - 1);
    let least = row[first - 1] = first === 1 ? i : most + 1;
    for (let j = first; j <= last; j++) {
      const y = b.charCodeAt(start + j - 1);
      let value = above[j - 1]! + (x === y ? 0 : 1);
      if (above[j]! + 1 < value) value = above[j]! + 1;
      if (row[j - 1]! + 1 < value) value = row[j - 1]! + 1;
      const isSwapped = i > 1 && j > 1 && x === b.charCodeAt(start + j - 2) && a.charCodeAt(start + i - 2) === y;
      if (isSwapped && before[j - 2]! + 1 < value) value = before[j - 2]! + 1;
      row[j] = value;
      if (value < least) least = value;
    }
    if (last < width) row[last + 1] = most + 1;
    if (least > most) return least;
    [before, above, row] = [above, row, before];
  }
  return above[width]!;
}
