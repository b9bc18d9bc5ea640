/**
 * `API.md`: every public name, and where it is described.
 */
import { nameOf, Sources } from './assembly';
import { table } from './markdown';
import { kindOf, pageOf, placesOf } from './reference-places';
import { typesByFolder } from './render-reference';
import { summaryOf } from './value-text';

/** The page, from what the build has written. */
export function renderIndex({ types }: Sources): string {
  const places = placesOf(types);
  return [
    '# Public names',
    '',
    'Everything that `import … from \'mlops-constructs\'` finds, by the folder of `lib` that it stands in.',
    'The name leads to its members, the title of a table to the page with the guide.',
    '',
    ...[...typesByFolder(types)].flatMap(([folder, group]) => [
      `## [${folder.replace(/^lib\//, '')}](${pageOf(folder)})`,
      '',
      ...table(['Name', 'Kind', 'What it is'],
        group.map(type => [`[\`${nameOf(type)}\`](${places.get(type.fqn)})`, kindOf(type), summaryOf(type.docs)])),
      '',
    ]),
  ].join('\n');
}
