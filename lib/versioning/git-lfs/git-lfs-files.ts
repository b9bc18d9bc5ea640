import { GitLfsDefinition } from '../../definition';
import { VersionFile } from '../version-file';
import { WRITTEN_BY } from '../written-by';

/** What Git holds with Git LFS, and whom its clients ask; the second only when that is known. */
export function gitLfsFiles({ address, server, track }: GitLfsDefinition): VersionFile[] {
  const url = server ?? address;
  const attributes = [WRITTEN_BY, ...track.map(pattern => `${pattern} filter=lfs diff=lfs merge=lfs -text`), ''];
  return [
    { path: '.gitattributes', content: attributes.join('\n') },
    ...url === undefined ? [] : [{ path: '.lfsconfig', content: lfsConfig(url) }],
  ];
}

/** Clients sign in at once, and look whether somebody else has locked what they push. */
function lfsConfig(url: string): string {
  return [WRITTEN_BY, '[lfs]', `\turl = ${url}`, '\tlocksverify = true', `[lfs "${url}"]`, '\taccess = basic', ''].join('\n');
}
