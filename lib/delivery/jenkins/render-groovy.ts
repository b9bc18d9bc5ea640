import { Call, Statement, Value } from './groovy';

/** The text of a statement, as lines. Texts of several lines stand at the margin: what is within them is theirs. */
export function renderStatement(statement: Statement): string[] {
  if ('name' in statement) return [`${statement.name} = ${renderValue(statement.value)}`];
  if (statement.block === undefined) return [renderCall(statement)];
  const hasArguments = statement.arguments !== undefined || statement.named !== undefined;
  return [`${hasArguments ? renderCall(statement, true) : statement.call} {`, ...statement.block.flatMap(renderStatement).map(indented), '}'];
}

/** One value needs no parentheses, as people write it; in front of a list there must be some, since Groovy would look something up with it. */
function renderCall({ arguments: values = [], call, named = {} }: Call, inParentheses = false): string {
  const all = [...values.map(renderValue), ...Object.entries(named).map(([name, value]) => `${name}: ${renderValue(value)}`)];
  const isPlain = values.length === 1 && all.length === 1 && !inParentheses && !isListed(values[0]!);
  return isPlain ? `${call} ${all[0]}` : `${call}(${all.join(', ')})`;
}

function renderValue(value: Value): string {
  if (typeof value === 'string') return quoted(value);
  if (typeof value !== 'object') return String(value);
  if (isList(value)) return `[${value.map(renderValue).join(', ')}]`;
  if ('word' in value) return value.word;
  if ('call' in value) return renderCall(value, true);
  return `[${Object.entries(value.entries).map(([name, each]) => `${name}: ${renderValue(each)}`).join(', ')}]`;
}

function isListed(value: Value): boolean {
  return typeof value === 'object' && (isList(value) || 'entries' in value);
}

function isList(value: object): value is readonly Value[] {
  return Array.isArray(value);
}

/**
 * A text as one word of Groovy, between quotation marks within which nothing is an expression. Groovy reads a carriage return as the end of a
 * line, and takes three quotation marks for the end of a text.
 */
function quoted(text: string): string {
  const escaped = text.replaceAll('\\', '\\\\').replaceAll('\r', '\\r').replaceAll('\0', '\\0');
  if (!text.includes('\n')) return `'${escaped.replaceAll("'", "\\'")}'`;
  return `'''${escaped.replace(/'(?='|$)/g, "\\'")}'''`;
}

/** Lines of a statement, of which one may hold a text of several lines: only its first is moved. */
function indented(line: string): string {
  return line === '' ? '' : `  ${line}`;
}
