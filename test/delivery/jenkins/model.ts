/**
 * Holds a Jenkinsfile against the schema that Jenkins publishes of its declarative model: what of it is a directive, where it may stand, and
 * what it takes. The calls are those that Groovy has read (read.groovy). Usage: model.ts <schema> <calls>.
 */
import { readFileSync } from 'node:fs';
import Ajv from 'ajv';
import { ReadCall } from './read-jenkinsfile';

interface Argument { readonly isLiteral: boolean; readonly value: unknown }

function argument(value: unknown): Argument {
  const isLiteral = typeof value !== 'object';
  return { isLiteral, value: isLiteral ? value : JSON.stringify(value) };
}

function argumentsOf({ arguments: values, block, call, named }: ReadCall): unknown {
  if (call === 'expression') return argument({ block });
  const all = Object.entries(named);
  if (all.length > 0) return all.map(([key, value]) => ({ key, value: argument(value) }));
  return values.length === 1 ? argument(values[0]) : values.map(argument);
}

function method({ arguments: values, call, named }: ReadCall): object {
  const each = (value: unknown) => typeof value === 'object' && 'call' in value! ? method(value as ReadCall) : argument(value);
  return { name: call, arguments: [...values.map(each), ...Object.entries(named).map(([key, value]) => ({ key, value: each(value) }))] };
}

function step(call: ReadCall): object {
  return { name: call.call, arguments: argumentsOf(call), ...call.block.length > 0 && { children: call.block.map(step) } };
}

const CONDITIONS = ['allOf', 'anyOf', 'not'];

function condition(call: ReadCall): object {
  if (CONDITIONS.includes(call.call)) return { name: call.call, children: call.block.map(condition) };
  return { name: call.call, arguments: argumentsOf(call) };
}

/** What each directive becomes; another one stays, and the schema refuses it. */
const DIRECTIVES: { readonly [directive: string]: (call: ReadCall) => object } = {
  agent: ({ arguments: [type], block: [label] }) => ({
    agent: label === undefined ? { type: (type as { word: string }).word } : { type: label.call, argument: argument(label.arguments[0]) },
  }),
  environment: ({ block }) => ({ environment: block.map(({ arguments: [key, value] }) => ({ key, value: argument(value) })) }),
  input: ({ block }) => ({ input: Object.fromEntries(block.map(({ arguments: [value], call }) => [call, argument(value)])) }),
  options: ({ block }) => ({ options: { options: block.map(method) } }),
  parallel: ({ block }) => ({ parallel: block.map(stage) }),
  parameters: ({ block }) => ({ parameters: { parameters: block.map(method) } }),
  stages: ({ block }) => ({ stages: block.map(stage) }),
  steps: ({ block }) => ({ branches: [{ name: 'default', steps: block.map(step) }] }),
  when: ({ block }) => {
    const flags = block.filter(({ call }) => call.startsWith('before')).map(({ arguments: [value], call }) => [call, value] as const);
    return { when: { ...Object.fromEntries(flags), conditions: block.slice(flags.length).map(condition) } };
  },
};

function parts(block: readonly ReadCall[]): object {
  return Object.assign({}, ...block.map(call => DIRECTIVES[call.call]?.(call) ?? { [call.call]: true })) as object;
}

function stage({ arguments: [name], block, call }: ReadCall): object {
  return call === 'stage' ? { name, ...parts(block) } : { [call]: true };
}

const [schema, calls] = process.argv.slice(2).map(file => JSON.parse(readFileSync(file, 'utf8')) as unknown) as [object, ReadCall[]];
const validate = new Ajv({ strict: false, allErrors: true }).compile(schema);
const model = { [calls[0]!.call]: parts(calls[0]!.block) };
if (!validate(model)) {
  console.error(validate.errors!.map(({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`).join('\n'));
  process.exit(1);
}
