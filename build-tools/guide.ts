/**
 * A README on another page: its links lead where they led.
 */
import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { linksOf } from './markdown';
import { linkFrom } from './reference-places';

const ROOT = join(__dirname, '..');

/**
 * The guide of a folder, as a page of the reference has it.
 *
 * @param pages the pages of folders: a link to the guide of such a folder leads to its page
 */
export function guideOn(page: string, guide: string, folder: string, pages: ReadonlyMap<string, string>): string {
  const lines = guide.split('\n');
  for (const { target, from, to } of linksOf(guide)) {
    if (/^([a-z]+:|#)/.test(target)) continue;
    const [path, anchor] = target.split('#');
    const place = join(folder, path!).replace(/\/$/, '');
    if (!existsSync(join(ROOT, place))) throw new Error(`${folder}/README.md:${from + 1}: there is no ${place}, where its link ${target} leads`);
    const moved = linkFrom(page, (pages.get(place.replace(/\/README\.md$/, '')) ?? place) + (anchor === undefined ? '' : `#${anchor}`));
    for (let line = from; line < to; line++) lines[line] = lines[line]!.replaceAll(`](${target})`, `](${moved})`);
  }
  const title = lines.findIndex(line => line.startsWith('# '));
  return [
    `<!-- Rendered from ${folder}/README.md and the doc comments of the code: npx projen docs -->`,
    '',
    ...lines.slice(title, title + 1),
    '',
    `*${relative('lib', folder)}: the guide, then its [members](#members). Every public name: [API.md](${linkFrom(page, 'API.md')}).*`,
    ...lines.slice(title + 1),
  ].join('\n');
}
