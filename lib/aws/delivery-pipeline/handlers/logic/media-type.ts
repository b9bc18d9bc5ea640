import { TextDecoder } from 'node:util';

/** How the body of an answer is written. */
export type Format = 'csv' | 'json' | 'jsonLines' | 'other';

const JSON_LINES = /^(application|text)\/(x-)?(json-?lines|jsonl|ndjson)$/;

/** `Text/CSV; header=absent` -> `text/csv`: case and parameters say nothing about the type. */
export function mediaType(contentType: string): string {
  return contentType.split(';')[0]!.trim().toLowerCase();
}

export function formatOf(contentType: string): Format {
  const type = mediaType(contentType);
  if (JSON_LINES.test(type)) return 'jsonLines';
  if (/[/+]json$/.test(type)) return 'json';
  return /^(application|text)\/(x-)?csv$/.test(type) ? 'csv' : 'other';
}

/** The text of a body, in the character set that its type names and without a byte order mark. */
export function textOf(body: Uint8Array, contentType: string): string {
  const charset = /;\s*charset\s*=\s*"?([^\s;"]+)/i.exec(contentType)?.[1] ?? 'utf-8';
  return decoder(charset).decode(body);
}

function decoder(charset: string): TextDecoder {
  try {
    return new TextDecoder(charset);
  } catch {
    // A name that nobody knows; nearly every server writes UTF-8 whatever it says.
    return new TextDecoder();
  }
}
