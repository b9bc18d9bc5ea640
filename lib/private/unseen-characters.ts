/** Characters that one takes for a space, or does not see at all. They come with text that is copied from pages and chats. */
const LOOK_LIKE_NOTHING: readonly [characters: string, name: string][] = [
  ['\\u00a0', 'a no-break space'],
  ['\\u202f', 'a narrow no-break space'],
  ['\\u1680\\u2000-\\u200a\\u205f\\u3000', 'a space of another width'],
  ['\\u200b', 'a zero-width space'],
  ['\\u200c\\u200d\\u2060', 'a zero-width joiner'],
  ['\\ufeff', 'a byte order mark'],
  ['\\u00ad', 'a soft hyphen'],
  ['\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069', 'a mark for the direction of text'],
  ['\\u0085\\u2028\\u2029', 'a line end that YAML does not know'],
];
const LOOKS_LIKE_SPACE = /[\u00a0\u202f\u1680\u2000-\u200a\u205f\u3000\u0085\u2028\u2029]/;

/** For use in the brackets of a regular expression. */
export const UNSEEN = LOOK_LIKE_NOTHING.map(([characters]) => characters).join('');

const ALL = new RegExp(`[${UNSEEN}\\u0000-\\u001f\\u007f]`, 'g');

/** A text in one line, in which one sees each of its characters: `eu-west-1\u200b`. */
export function visible(text: string): string {
  return text.replace(ALL, found => `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Says that such a character stands where it does harm. */
export function unseen(character: string): string {
  const name = LOOK_LIKE_NOTHING.find(([characters]) => new RegExp(`[${characters}]`).test(character))![1];
  return `${name} (${codePoint(character)}) stands here, `
    + `and YAML takes it for a letter; ${LOOKS_LIKE_SPACE.test(character) ? 'write a plain space instead' : 'remove it'}`;
}

/** `U+200B` */
export function codePoint(character: string): string {
  return `U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
}
