import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { CfnResource, Stack } from 'aws-cdk-lib';
import { CfnInclude } from 'aws-cdk-lib/cloudformation-include';

interface Resource {
  readonly Properties?: object;
  readonly DependsOn?: string | string[];
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

interface Template {
  readonly Resources?: Record<string, Resource>;
  readonly Parameters?: Record<string, { Type: string; Default?: unknown; Description?: string; AllowedPattern?: string }>;
  readonly Outputs?: Record<string, { Value: unknown; Description?: string; Export?: { Name: unknown } }>;
  readonly Description?: string;
}

/** Stacks that are made alike, one for each model: the first of them says what all are, with what differs as arguments. */
interface Kind {
  readonly template: Template;
  readonly file: string;
  /** What stands in the code for a string of the first stack that is another one in others. */
  readonly varying: ReadonlyMap<string, string>;
  /** The arguments for each stack. */
  readonly rows: string[][];
}

/**
 * Writes the program that somebody would have to write by hand for the same templates: a function for the stacks of a model that is
 * called in a loop, with one `new CfnXxx(…)` for each resource, and the same properties under the names that L1 constructs give them.
 */
export function writeL1Program(assemblyDirectory: string, file: string): void {
  const modules = new Set<string>();
  const kinds = kindsOf(assemblyDirectory);
  const functions = kinds.map((kind, index) => `const make${index} = (app, row) => {\n${stackCode(kind, modules)}\n};`);
  writeFileSync(file, [
    'const { App, CfnOutput, CfnParameter, CfnResource, Stack, Token } = require(\'aws-cdk-lib\');',
    ...[...modules].sort().map(module => `const ${module} = require('aws-cdk-lib/${module.replace(/_/g, '-')}');`),
    'const t = value => Token.asString(value);',
    'const list = value => Token.asAny(value);',
    'const finish = (resource, { dependsOn, ...policies }) => {',
    '  Object.assign(resource.cfnOptions, policies);',
    '  if (dependsOn) resource.addOverride(\'DependsOn\', dependsOn);',
    '};',
    ...functions,
    'exports.make = outdir => {',
    '  const app = new App({ outdir, analyticsReporting: false });',
    ...kinds.map(({ rows }, index) => `  for (const row of ${JSON.stringify(rows)}) make${index}(app, row);`),
    '  return app;',
    '};',
  ].join('\n'));
}

function kindsOf(assemblyDirectory: string): Kind[] {
  const names = readdirSync(assemblyDirectory).filter(name => name.endsWith('.template.json')).sort();
  const alike = new Map<string, string[]>();
  for (const name of names) {
    const kind = name.replace(/([0-9A-F]{8})?\.template\.json$/, '').replace(/\d+/, '#');
    alike.set(kind, [...alike.get(kind) ?? [], name]);
  }
  return [...alike.values()].map(files => {
    const templates = files.map(name => JSON.parse(readFileSync(join(assemblyDirectory, name), 'utf8')) as Template);
    const strings = templates.map((template, index) => [files[index]!.replace('.template.json', ''), ...stringsIn(template)]);
    const columns = strings[0]!.map((_, column) => strings.map(row => row[column]!));
    const differing = new Map(columns.filter(column => column.some(text => text !== column[0])).map(column => [column[0]!, column]));
    return {
      template: templates[0]!,
      file: join(assemblyDirectory, files[0]!),
      varying: new Map([...differing.keys()].map((text, index) => [text, `row[${index}]`])),
      rows: files.map((_, row) => [...differing.values()].map(column => column[row]!)),
    };
  });
}

/** Every string in a value, in the order of its places. */
function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsIn) : [];
}

/** The body of the function that makes the stacks of a kind. */
function stackCode({ template, file, varying }: Kind, modules: Set<string>): string {
  const scratch = new Stack();
  const included = new CfnInclude(scratch, 'Template', { templateFile: file, preserveLogicalIds: true });
  const code = writer(varying);
  const resources = Object.entries(template.Resources ?? {}).map(([logicalId, resource]) => {
    const made = constructorCall(scratch, included.getResource(logicalId), logicalId, resource.Properties, modules, code);
    const options = { deletionPolicy: resource.DeletionPolicy, updateReplacePolicy: resource.UpdateReplacePolicy, dependsOn: resource.DependsOn };
    return Object.values(options).some(option => option !== undefined) ? `  finish(${made}, ${code(options)});` : `  ${made};`;
  });
  const parameters = Object.entries(template.Parameters ?? {}).filter(([id]) => id !== 'BootstrapVersion').map(([id, parameter]) =>
    `  new CfnParameter(stack, '${id}', ${code(lowerFirst(parameter))});`);
  const outputs = Object.entries(template.Outputs ?? {}).map(([id, output]) =>
    `  new CfnOutput(stack, '${id}', ${code({ value: output.Value, description: output.Description, exportName: output.Export?.Name })});`);
  const name = code(basename(file, '.template.json'));
  return [`  const stack = new Stack(app, ${name}, { description: ${code(template.Description)} });`, ...parameters, ...resources, ...outputs].join('\n');
}

/** `new aws_sagemaker.CfnModel(stack, 'Model', { … })` */
function constructorCall(
  scratch: Stack, l1: CfnResource, logicalId: string, properties: object = {}, modules: Set<string>, code: (value: unknown) => string,
): string {
  const [, module, name] = (l1.constructor as unknown as Record<symbol, { fqn: string }>)[Symbol.for('jsii.rtti')]!.fqn.split('.');
  if (!name) return `new CfnResource(stack, '${logicalId}', { type: '${l1.cfnResourceType}', properties: ${code(properties)} })`;
  modules.add(module!);
  const l1Properties = scratch.resolve((l1 as unknown as { cfnProperties: object }).cfnProperties) as object;
  return `new ${module}.${name}(stack, '${logicalId}', ${code(l1Properties)})`;
}

const LIST_FUNCTIONS = ['Fn::Cidr', 'Fn::GetAZs', 'Fn::Split'];

/** Writes JavaScript for a value, in which what CloudFormation fills in is a token, and what differs from stack to stack an argument. */
function writer(varying: ReadonlyMap<string, string>): (value: unknown) => string {
  const write = (value: unknown, tokens: boolean): string => {
    if (Array.isArray(value)) return `[${value.map(inner => write(inner, tokens)).join(', ')}]`;
    if (typeof value === 'string') return varying.get(value) ?? JSON.stringify(value);
    if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'undefined';
    const [key = '', ...more] = Object.keys(value);
    const intrinsic = more.length === 0 && (key === 'Ref' || key.startsWith('Fn::'));
    if (tokens && intrinsic) return `${LIST_FUNCTIONS.includes(key) ? 'list' : 't'}(${write(value, false)})`;
    const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
    return `{ ${entries.map(([name, inner]) => `${JSON.stringify(name)}: ${write(inner, tokens)}`).join(', ')} }`;
  };
  return value => write(value, true);
}

function lowerFirst(value: object): object {
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key.charAt(0).toLowerCase() + key.slice(1), inner as unknown]));
}
