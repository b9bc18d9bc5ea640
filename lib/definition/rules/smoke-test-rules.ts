import { Problems } from '../../private/problems';
import { isKnown } from '../../private/tokens';
import { seconds } from '../../private/units';
import { SmokeTestDefinition } from '../smoke-test-definition';

/** A request is what it says it is, and its bounds leave room for an answer. */
export function smokeTestRules({ body, contentType = 'text/csv', maxLatency = '5s', medianLatency }: SmokeTestDefinition, problems: Problems): void {
  if (isKnown(body) && isKnown(contentType)) bodyRules(body, contentType, problems.at('body'));
  if (isKnown(maxLatency) && isKnown(medianLatency) && seconds(medianLatency) > seconds(maxLatency)) {
    problems.at('medianLatency').add(`must be at most ${JSON.stringify(maxLatency)}, the value of "maxLatency", `
      + `got ${JSON.stringify(medianLatency)}`);
  }
}

/** Answers are read in the same way: case and parameters say nothing about the type. */
function bodyRules(body: string, contentType: string, problems: Problems): void {
  const type = contentType.split(';')[0]!.trim().toLowerCase();
  const shown = `as ${JSON.stringify(contentType)} says, got`;
  if (/^(application|text)\/(x-)?(json-?lines|jsonl|ndjson)$/.test(type)) {
    const lines = body.split('\n');
    const wrong = lines.findIndex(line => line.trim() !== '' && !isJson(line));
    if (wrong >= 0) problems.add(`must have JSON in each line, ${shown} ${JSON.stringify(lines[wrong]!.slice(0, 80))} in line ${wrong + 1}`);
  } else if (/[/+]json$/.test(type) && !isJson(body)) {
    problems.add(`must be JSON, ${shown} ${JSON.stringify(body.slice(0, 80))}`);
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
