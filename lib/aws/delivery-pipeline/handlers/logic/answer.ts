import Ajv from 'ajv';
import { CsvAnswer } from './csv-answer';
import { formatOf, mediaType } from './media-type';

/** What a model's answer must be. */
export interface Expected {
  readonly contentType?: string;
  /** A JSON Schema for the values. */
  readonly schema?: object;
}

/** A schema can fail once for each value; of a long answer only the first failure is told. */
const LONG_ANSWER = 100_000;

/** Says what is wrong with a model's answer, or nothing. What its values mean is for the schema to say. */
export function answerProblem(body: string, contentType: string, expected: Expected = {}): string | undefined {
  if (isEmpty(body, contentType)) return 'the answer is empty';
  if (expected.contentType !== undefined && mediaType(contentType) !== mediaType(expected.contentType)) {
    return `the answer is ${contentType === '' ? 'of no type' : contentType}, expected is ${expected.contentType}`;
  }
  const shown = JSON.stringify(body.slice(0, 200));
  const read = readAnswer(body, contentType, expected.schema);
  if (read.problem !== undefined) return `${read.problem}: ${shown}`;
  return expected.schema && schemaProblem(read.value, expected.schema, body.length, shown);
}

/** White space is nothing where text is read, and bytes like others elsewhere. */
function isEmpty(body: string, contentType: string): boolean {
  const isText = formatOf(contentType) !== 'other' || /^(text\/|$)/.test(mediaType(contentType));
  return (isText ? body.trim() : body) === '';
}

/** The value that a schema is held against, or why there is none. */
interface Read {
  readonly value?: unknown;
  readonly problem?: string;
}

function readAnswer(body: string, contentType: string, schema: object | undefined): Read {
  switch (formatOf(contentType)) {
    case 'csv': return readCsv(body, schema);
    case 'json': return readJson(body);
    case 'jsonLines': return readLines(body);
    // Text as it is.
    case 'other': return { value: body };
  }
}

function readCsv(body: string, schema: object | undefined): Read {
  try {
    const { rows, brokenField } = new CsvAnswer(body, schema);
    return brokenField === undefined ? { value: rows } : { problem: `the answer has a field that is not a value, ${JSON.stringify(brokenField)}` };
  } catch (error) {
    return { problem: `the answer is not CSV (${(error as Error).message})` };
  }
}

function readJson(body: string): Read {
  try {
    return { value: JSON.parse(body.trim()) as unknown };
  } catch {
    return { problem: 'the answer is not JSON' };
  }
}

/** An array of what the lines hold. Blank lines hold nothing. */
function readLines(body: string): Read {
  const value: unknown[] = [];
  for (const [index, line] of body.split('\n').entries()) {
    if (line.trim() === '') continue;
    const read = readJson(line);
    if (read.problem !== undefined) return { problem: `line ${index + 1} of the answer is not JSON` };
    value.push(read.value);
  }
  return { value };
}

function schemaProblem(value: unknown, schema: object, length: number, shown: string): string | undefined {
  const ajv = new Ajv({ allErrors: length <= LONG_ANSWER, strict: false });
  const matches = ajv.compile(schema);
  return matches(value) ? undefined : `${ajv.errorsText(matches.errors, { dataVar: 'the answer' })}: ${shown}`;
}
