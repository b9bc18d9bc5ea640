import { answerProblem, Expected } from '../../../lib/aws/delivery-pipeline/handlers/logic/answer';
import { textOf } from '../../../lib/aws/delivery-pipeline/handlers/logic/media-type';

const cells = (items: object): Expected => ({ schema: { type: 'array', items: { type: 'array', items } } });
const rowsOf = (count: number): Expected => ({ schema: { type: 'array', items: { type: 'array', minItems: count, maxItems: count } } });
const scores: Expected = { schema: { type: 'array', items: { type: 'object', required: ['score'] } } };
const lines = '{"score":0.1}\n{"score":0.2}\n';

describe('a right answer passes', () => {
  test.each<[string, string, string, Expected?]>([
    ['JSON Lines', lines, 'application/jsonlines', scores],
    ['JSON Lines of the older type', lines, 'application/x-jsonlines', scores],
    ['JSON Lines of the short type', lines, 'application/jsonl; charset=utf-8', scores],
    ['newline-delimited JSON', lines, 'Application/X-NDJSON', scores],
    ['JSON Lines between carriage returns and a blank line', '{"score":1}\r\n\r\n{"score":2}', 'application/jsonlines', scores],
    ['JSON Lines with a line separator of Unicode in a text', '{"score":"\u2028"}\n', 'application/jsonlines', scores],
    ['JSON of any case', '{"score":1}', 'Application/JSON', { schema: { type: 'object' } }],
    ['JSON with a character set', '[0.5]', 'application/json; charset=utf-8', { contentType: 'application/json' }],
    ['JSON of a type of its own', '{"score":1}', 'application/vnd.acme.v2+json', { schema: { type: 'object' } }],
    ['JSON after a byte order mark', '\uFEFF[0.5]', 'application/json', { schema: { type: 'array' } }],
    ['a comma between quotes', '"yes, please",0.7\n', 'text/csv', rowsOf(2)],
    ['a line break between quotes', '"two\nlines",0.7\n', 'text/csv', rowsOf(2)],
    ['quotes between quotes', '"she said ""yes""",0.7\r\n', 'text/csv', rowsOf(2)],
    ['a quote within a text', '5" pipe,0.7', 'text/csv', rowsOf(2)],
    ['CSV with a parameter', '0.5\n', 'Text/CSV; header=absent', cells({ type: 'number' })],
    ['a class that is called none', 'none,0.9\n', 'text/csv'],
    ['a class that is called null', 'null\n', 'text/csv'],
    ['a class that is called nan, when the schema has it', 'nan\nbread\n', 'text/csv', cells({ enum: ['nan', 'bread'] })],
    ['an empty text, when the schema has texts', 'low,\n', 'text/csv', cells({ type: 'string' })],
    ['a code of digits, when the schema has texts', '007\n', 'text/csv', cells({ enum: ['007'] })],
    ['a quoted number', '"0.7"\n', 'text/csv', cells({ type: 'number', maximum: 1 })],
    ['a number with an exponent', '9.5e-01, +2E-3\n', 'text/csv', cells({ type: 'number' })],
    ['a whole number that is written with a point', '3.0\n', 'text/csv', cells({ type: 'integer' })],
    ['booleans as Python writes them', 'True\nfalse\n', 'text/csv', cells({ type: 'boolean' })],
    ['bounds without a type', '0.4\n', 'text/csv', cells({ minimum: 0, maximum: 1 })],
    ['plain text', 'none', 'text/plain', { schema: { enum: ['none', 'some'] } }],
    ['bytes that look like white space', '\u0000\n', 'application/octet-stream'],
    ['one byte that is a line break', '\n', 'application/x-npy'],
  ])('%s', (_title, ...[body, type, expected]) => {
    expect(answerProblem(body, type, expected)).toBeUndefined();
  });
});

describe('a wrong answer fails', () => {
  test.each<[string, string, string, Expected | undefined, string]>([
    ['a line that is not JSON', '{"score":0.1}\nno json\n', 'application/jsonlines', undefined, 'line 2 of the answer is not JSON'],
    ['a line that the schema refuses', '{"score":1}\n{"label":2}', 'application/x-ndjson', scores, "the answer/1 must have required property 'score'"],
    ['JSON Lines that call themselves JSON', lines, 'application/json', undefined, 'the answer is not JSON'],
    ['not-a-number as Python writes it in JSON', '[NaN]', 'application/json', undefined, 'the answer is not JSON'],
    ['a number as text in JSON', '{"score":"0.9"}', 'APPLICATION/JSON', { schema: { properties: { score: { type: 'number' } } } }, 'the answer/score must be number'],
    ['not-a-number in CSV', 'nan\n', 'text/csv', undefined, 'a field that is not a value, "nan"'],
    ['not-a-number under a schema that does not speak of texts', '0.1,-NaN\n', 'text/csv', rowsOf(2), 'a field that is not a value, "-NaN"'],
    ['infinity in CSV', '0.5\ninf\n', 'text/csv', undefined, 'a field that is not a value, "inf"'],
    ['infinity in CSV as a number', 'Infinity\n', 'text/csv', cells({ type: 'number' }), 'a field that is not a value, "Infinity"'],
    ['a gap in CSV', '0.1,,3', 'text/csv', undefined, 'a field that is not a value, ""'],
    ['a gap between rows', '0.1\n\n0.3\n', 'text/csv', undefined, 'a field that is not a value, ""'],
    ['a word where the schema has numbers', 'none,0.9\n', 'text/csv', cells({ type: 'number' }), 'the answer/0/0 must be number'],
    ['a class that the schema lacks', 'none\n', 'text/csv', cells({ enum: ['yes', 'no'] }), 'the answer/0/0 must be equal to one of the allowed values'],
    ['a number where the schema has booleans', '1\n', 'text/csv', cells({ type: 'boolean' }), 'the answer/0/0 must be boolean'],
    ['too many fields between quotes', '"a,b","c",0.7\n', 'text/csv', rowsOf(2), 'the answer/0 must NOT have more than 2 items'],
    ['an open quote', '"yes, 0.7\n', 'text/csv', undefined, 'the answer is not CSV (Quote Not Closed'],
    ['nothing', '', 'application/octet-stream', undefined, 'the answer is empty'],
    ['white space', ' \n', 'application/jsonlines', undefined, 'the answer is empty'],
    ['white space of no type', '\n', '', undefined, 'the answer is empty'],
  ])('%s', (_title, body, type, expected, problem) => {
    expect(answerProblem(body, type, expected)).toContain(problem);
  });
});

describe('a long answer', () => {
  const body = '2.5,"a, b"\n'.repeat(100_000);

  test('passes', () => {
    expect(answerProblem(body, 'text/csv', rowsOf(2))).toBeUndefined();
  });

  test('fails with a short message', () => {
    expect(answerProblem(body, 'text/csv', cells({ type: 'number', maximum: 1 }))!.length).toBeLessThan(500);
  });
});

describe('the text of an answer', () => {
  test.each<[string, number[], string, string]>([
    ['is UTF-8', [0xc3, 0xa9], 'text/csv', 'é'],
    ['is in the character set that its type names', [0xe9], 'text/csv; Charset="ISO-8859-1"', 'é'],
    ['is UTF-8 when nobody knows the name', [0xc3, 0xa9], 'text/csv; charset=utf8mb4', 'é'],
    ['has no byte order mark', [0xef, 0xbb, 0xbf, 0x31], 'application/json', '1'],
  ])('%s', (_title, bytes, type, text) => {
    expect(textOf(Uint8Array.from(bytes), type)).toBe(text);
  });
});
