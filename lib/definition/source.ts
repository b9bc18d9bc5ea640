import { dirname, resolve } from 'node:path';
import { Path } from '../private/problems';

/** Where a value stands in a text, and what stands inside it. */
export interface Place {
  /** Where the value begins. */
  readonly offset: number;
  /** Where its key begins, when it has one. */
  readonly keyOffset?: number;
  /** How a simple value is written. */
  readonly text?: string;
  readonly children: ReadonlyMap<string | number, Place>;
}

/** What is wrong with a text before one can look at its values. */
export interface SyntaxFault {
  readonly offset: number;
  readonly message: string;
}

const sources = new WeakMap<object, Source>();

/** The file that a definition or a lock was read from; `undefined` when it was written in code. */
export function sourceOf(value: object): Source | undefined {
  return sources.get(value);
}

/** The file that data was read from: it knows the line and column of every value. */
export class Source {
  private known?: Place;

  constructor(public readonly file: string, private readonly text: SourceText, private readonly places: () => Place) {}

  /** The folder that paths in the file are relative to. */
  public get directory(): string {
    return dirname(resolve(this.file));
  }

  /** Remembers that the value was read from this file. */
  public own(value: object): void {
    sources.set(value, this);
  }

  /** `mlops.yaml:12:7`: where a value, or its key, stands; for one that is missing, the key of what should hold it. */
  public locate(path: Path, part: 'key' | 'value' = 'value'): string {
    return `${this.file}:${this.text.position(this.offset(path, part))}`;
  }

  /** How a simple value is written in the file: `012` for the number 12. */
  public written(path: Path): string | undefined {
    let place: Place | undefined = this.root;
    for (const key of path) place = place?.children.get(key);
    return place?.text;
  }

  private get root(): Place {
    return this.known ??= this.places();
  }

  /** How far from the beginning of the text a value or its key stands. */
  public offset(path: Path, part: 'key' | 'value' = 'value'): number {
    let place = this.root;
    for (const key of path) {
      const child = place.children.get(key);
      if (child === undefined) return place.keyOffset ?? place.offset;
      place = child;
    }
    return part === 'key' ? place.keyOffset ?? place.offset : place.offset;
  }
}

/** A text whose lines are found quickly, however many there are. */
export class SourceText {
  private lineStarts?: readonly number[];

  constructor(public readonly text: string) {}

  /** `12:7`, both from 1. */
  public position(offset: number): string {
    const line = this.line(offset);
    return `${line + 1}:${offset - this.starts[line]! + 1}`;
  }

  /** The number of the line in which an offset stands, from 0. */
  public line(offset: number): number {
    let [low, high] = [0, this.starts.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (this.starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** Where a line begins. */
  public start(line: number): number {
    return this.starts[line] ?? this.text.length;
  }

  /** What stands in a line, without its end; nothing before the first and after the last. */
  public lineAt(line: number): string {
    return this.text.slice(this.start(line), this.start(line + 1)).replace(/\r?\n$/, '');
  }

  private get starts(): readonly number[] {
    return this.lineStarts ??= [0, ...[...this.text.matchAll(/\n/g)].map(({ index }) => index + 1)];
  }
}
