/**
 * Where the documentation says what a public type is.
 *
 * A page belongs to each folder of `lib` with a README and public types in it or below it. What is a key of `mlops.yaml` as it is stands
 * in `docs/keys.md` alone.
 */
import { existsSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { Type, Types } from './assembly';
import { keyAnchors } from './render-keys';

export const KEYS = 'docs/keys.md';

const ROOT = join(__dirname, '..');

/** What a type is called on a page. */
export function kindOf({ kind, datatype }: Type): string {
  return datatype ? 'struct' : kind;
}

/** The folder of `lib` whose guide is the nearest above the type. */
export function guideFolder({ fqn, locationInModule: { filename } }: Type): string {
  for (let folder = dirname(filename); folder !== '.'; folder = dirname(folder)) {
    if (existsSync(join(ROOT, folder, 'README.md'))) return folder;
  }
  throw new Error(`${fqn} is public, so a README.md in ${dirname(filename)} or above it must say what the folder is for; there is none`);
}

/** `lib/aws/monitoring` to `docs/reference/aws/monitoring.md`. */
export function pageOf(folder: string): string {
  return `docs/reference/${relative('lib', folder)}.md`;
}

/** The place of every public type: the path of a page, with its anchor. */
export function placesOf(types: Types): ReadonlyMap<string, string> {
  const keys = keyAnchors(types);
  return new Map(Object.values(types).map(type => {
    const key = keys.get(type.fqn);
    return [type.fqn, key === undefined ? `${pageOf(guideFolder(type))}#${kindOf(type)}-${type.name.toLowerCase()}` : `${KEYS}#${key}`];
  }));
}

/** A place as a link on a page. */
export function linkFrom(page: string, place: string): string {
  const [file, anchor] = place.split('#');
  if (file === page) return `#${anchor}`;
  return relative(dirname(page), file!) + (anchor === undefined ? '' : `#${anchor}`);
}

/** A type of another library: what one writes for it (`iam.IGrantable`), and where it is described. */
export function external(fqn: string): string {
  const name = `\`${fqn.split('.').slice(-2).join('.').replace(/^(aws-cdk-lib|constructs|cdk8s)\./, '').replace(/^aws_/, '')}\``;
  return /^(aws-cdk-lib|constructs)\./.test(fqn) ? `[${name}](https://docs.aws.amazon.com/cdk/api/v2/docs/${fqn}.html)` : name;
}
