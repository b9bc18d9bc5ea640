import Ajv from 'ajv';

/** What a model's answer must be. */
export interface Expected {
  readonly contentType?: string;
  /** A JSON Schema for the values. */
  readonly schema?: object;
}

/** Says what is wrong with a model's answer, or nothing. */
export function answerProblem(body: string, contentType: string, expected: Expected = {}): string | undefined {
  if (body.trim() === '') return 'the answer is empty';
  if (expected.contentType !== undefined && mediaType(contentType) !== mediaType(expected.contentType)) {
    return `the answer is ${contentType === '' ? 'of no type' : contentType}, expected is ${expected.contentType}`;
  }
  const shown = JSON.stringify(body.slice(0, 200));
  const values = valuesOf(body, contentType);
  if (values === undefined) return `the answer is not JSON: ${shown}`;
  if (contentType.includes('csv') && (values.value as Field[][]).flat().some(isMissing)) return `the answer has a field that is not a value: ${shown}`;
  return expected.schema && schemaProblem(values.value, expected.schema, shown);
}

type Field = number | string;

/** The values of an answer; `undefined` when it is not the JSON that it says, and text as it is when it says something else. */
function valuesOf(body: string, contentType: string): { readonly value: unknown } | undefined {
  if (contentType.includes('csv')) return { value: body.trim().split(/\r?\n/).map(row => row.split(',').map(field)) };
  if (!contentType.includes('json')) return { value: body };
  try {
    return { value: JSON.parse(body) as unknown };
  } catch {
    return undefined;
  }
}

function field(text: string): Field {
  return text.trim() === '' || Number.isNaN(Number(text)) ? text : Number(text);
}

function isMissing(value: Field): boolean {
  return typeof value === 'string' && /^\s*(nan|null|none)?\s*$/i.test(value);
}

function schemaProblem(value: unknown, schema: object, shown: string): string | undefined {
  const ajv = new Ajv({ allErrors: true, strict: false });
  const matches = ajv.compile(schema);
  return matches(value) ? undefined : `${ajv.errorsText(matches.errors, { dataVar: 'the answer' })}: ${shown}`;
}

function mediaType(contentType: string): string {
  return contentType.split(';')[0]!.trim().toLowerCase();
}
