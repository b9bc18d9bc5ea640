import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import GithubSlugger from 'github-slugger';
import { headingsOf, linksOf, partsOf } from '../../build-tools/markdown';

/** The project's pages as the world sees them: what is not packed is linked to there. */
const PUBLISHED = /^https:\/\/github\.com\/mlops-constructs\/mlops-constructs\/(?:blob|tree)\/main\//;

/** Every page of a project by its path: hidden folders and what a package manager has installed are not its own. */
export function pagesOf(root: string, folder = ''): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap(entry => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return /^(\.|node_modules$|cdk\.out$|__pycache__$)/.test(entry.name) ? [] : pagesOf(root, path);
    return entry.name.endsWith('.md') ? [path] : [];
  });
}

/** What is wrong with the links of a page: each with its line, its target and what is not there. */
export function brokenLinks(root: string, page: string): string[] {
  return linksOf(readFileSync(join(root, page), 'utf8')).flatMap(({ target, from }) => {
    const problem = problemOf(root, page, target);
    return problem === undefined ? [] : [`${page}:${from + 1} ${target}: ${problem}`];
  });
}

/** Tags outside of code: what they hold between `<` and `>` is not shown. A comment that stands alone is meant. */
export function tagsIn(root: string, page: string): string[] {
  return partsOf(readFileSync(join(root, page), 'utf8')).filter(({ token: { type, content } }) => /^html_/.test(type) && !content.startsWith('<!--'))
    .map(({ token, from }) => `${page}:${from + 1} ${token.content.trim()}`);
}

function problemOf(root: string, page: string, target: string): string | undefined {
  const ours = target.replace(PUBLISHED, () => `${relative(dirname(page), '.') || '.'}/`);
  if (/^(https:|mailto:)/.test(ours)) return undefined;
  if (/^[a-z]+:/.test(ours)) return 'is not a secure address';
  const [path, anchor] = decodeURI(ours).split('#');
  const place = path === '' ? page : join(dirname(page), path!);
  if (place.startsWith('..') || !existsSync(join(root, place))) return `there is no ${place}`;
  if (anchor === undefined) return undefined;
  const shown = statSync(join(root, place)).isDirectory() ? join(place, 'README.md') : place;
  if (!existsSync(join(root, shown)) || !shown.endsWith('.md')) return `${shown} has no headings`;
  return anchorsOf(join(root, shown)).has(anchor) ? undefined : `${shown} has no heading #${anchor}`;
}

const known = new Map<string, ReadonlySet<string>>();

/** The anchors of a page's headings, as GitHub makes them. */
function anchorsOf(file: string): ReadonlySet<string> {
  if (!known.has(file)) {
    const slugger = new GithubSlugger();
    known.set(file, new Set(headingsOf(readFileSync(file, 'utf8')).map(title => slugger.slug(title))));
  }
  return known.get(file)!;
}
