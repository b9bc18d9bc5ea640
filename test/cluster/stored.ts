import { isObject, Json, JsonObject, Manifest } from './manifest';

/** What only a server can know of an object. */
const OF_THE_SERVER: readonly string[] = ['creationTimestamp', 'generation', 'managedFields', 'resourceVersion', 'uid'];

/** What is kept, beside what was sent. */
export interface Comparison {
  /** Values that are kept otherwise than they were sent, or not at all: a tool that compares both would apply them for ever. */
  readonly changed: readonly string[];
  /** Paths of what the server has written where nothing was said. */
  readonly added: readonly string[];
}

/** Compares what was sent with what is kept, without what the server says of itself. */
export function compare(sent: Manifest, kept: JsonObject): Comparison {
  const { status, ...rest } = kept;
  const metadata = Object.fromEntries(Object.entries(kept.metadata as JsonObject).filter(([key]) => !OF_THE_SERVER.includes(key)));
  const changed: string[] = [];
  const added: string[] = [];
  walk(sent, { ...rest, metadata }, '', { changed, added });
  return { changed, added };
}

function walk(sent: Json | undefined, kept: Json | undefined, path: string, found: { changed: string[]; added: string[] }): void {
  if (isObject(sent) && isObject(kept)) {
    for (const [key, value] of Object.entries(sent)) walk(value, kept[key], `${path}.${key}`, found);
    found.added.push(...Object.keys(kept).filter(key => !(key in sent)).map(key => `${path}.${key}`));
  } else if (Array.isArray(sent) && Array.isArray(kept) && sent.length === kept.length) {
    sent.forEach((value, index) => walk(value as Json, kept[index] as Json, `${path}[${index}]`, found));
  } else if (sent !== kept) {
    found.changed.push(`${path}: ${JSON.stringify(sent)} is kept as ${JSON.stringify(kept) ?? 'nothing'}`);
  }
}
