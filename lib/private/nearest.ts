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

/** The known name that was probably meant: at most a third of the letters differ. */
export function nearest(name: string, known: Iterable<string>): string | undefined {
  const most = Math.max(1, Math.floor(name.length / 3));
  const [best] = [...known]
    .filter(candidate => Math.abs(candidate.length - name.length) <= most)
    .map(candidate => ({ candidate, distance: distance(name.toLowerCase(), candidate.toLowerCase()) }))
    .filter(entry => entry.distance <= most)
    .sort((a, b) => a.distance - b.distance);
  return best?.candidate;
}

/** Names in a sentence: `"a", "b" and 7 more`. */
export function listed(names: readonly string[], most: number = 12): string {
  const shown = names.slice(0, most).map(name => JSON.stringify(name)).join(', ');
  return names.length > most ? `${shown} and ${names.length - most} more` : shown;
}

/** How many letters must be added, removed, replaced or swapped with their neighbour. */
function distance(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, column) => column)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      row[j] = Math.min(rows[i - 1]![j]! + 1, row[j - 1]! + 1, rows[i - 1]![j - 1]! + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) row[j] = Math.min(row[j]!, rows[i - 2]![j - 2]! + 1);
    }
    rows.push(row);
  }
  return rows[a.length]![b.length]!;
}
