import { parse } from 'csv-parse/sync';

/** A JSON Schema, as far as it is looked at here. */
export interface CellSchema {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly items?: CellSchema;
}

export type Cell = boolean | number | string;

const NOT_A_NUMBER = /^[+-]?(nan|inf|infinity)$/i;

/** Rows of CSV, whose fields are whatever the schema of the fields takes them for: CSV itself has only text. */
export class CsvAnswer {
  public readonly rows: readonly (readonly Cell[])[];
  private readonly cell: CellSchema;

  /** Throws when the text is not CSV. */
  constructor(text: string, schema: CellSchema = {}) {
    this.cell = schema.items?.items ?? {};
    const rows = parse(text.trim(), { relax_column_count: true, relax_quotes: true });
    this.rows = rows.map(row => row.map(field => this.read(field)));
  }

  /** A field that no model means: empty, or what a program writes for a number that went wrong. A schema of texts allows both. */
  public get brokenField(): string | undefined {
    if (this.holdsTexts) return undefined;
    for (const row of this.rows) {
      for (const field of row) if (typeof field === 'string' && (field.trim() === '' || NOT_A_NUMBER.test(field.trim()))) return field;
    }
    return undefined;
  }

  private get holdsTexts(): boolean {
    return this.cell.type === 'string' || this.cell.enum !== undefined;
  }

  private read(field: string): Cell {
    const text = field.trim();
    if (this.holdsTexts) return field;
    if (this.cell.type === 'boolean') return /^(true|false)$/i.test(text) ? text.toLowerCase() === 'true' : field;
    return text !== '' && Number.isFinite(Number(text)) ? Number(text) : field;
  }
}
