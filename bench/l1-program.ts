import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
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

/**
 * Writes the program that somebody would have to write by hand for the same templates: one `new CfnXxx(…)` for each resource,
 * with the same properties under the names that L1 constructs give them.
 */
export function writeL1Program(assemblyDirectory: string, file: string): void {
  const templates = readdirSync(assemblyDirectory).filter(name => name.endsWith('.template.json')).sort();
  const modules = new Set<string>();
  const stacks = templates.map(name => stackCode(join(assemblyDirectory, name), name.replace('.template.json', ''), modules));
  writeFileSync(file, [
    'const { App, CfnOutput, CfnParameter, CfnResource, Stack, Token } = require(\'aws-cdk-lib\');',
    ...[...modules].sort().map(module => `const ${module} = require('aws-cdk-lib/${module.replace(/_/g, '-')}');`),
    'const t = value => Token.asString(value);',
    'const list = value => Token.asAny(value);',
    'const finish = (resource, { dependsOn, ...policies }) => {',
    '  Object.assign(resource.cfnOptions, policies);',
    '  if (dependsOn) resource.addOverride(\'DependsOn\', dependsOn);',
    '};',
    'exports.make = outdir => {',
    '  const app = new App({ outdir, analyticsReporting: false });',
    '  let stack;',
    ...stacks,
    '  return app;',
    '};',
  ].join('\n'));
}

function stackCode(templateFile: string, name: string, modules: Set<string>): string {
  const template = JSON.parse(readFileSync(templateFile, 'utf8')) as Template;
  const scratch = new Stack();
  const included = new CfnInclude(scratch, 'Template', { templateFile, preserveLogicalIds: true });
  const resources = Object.entries(template.Resources ?? {}).map(([logicalId, resource]) => {
    const made = constructorCall(scratch, included.getResource(logicalId), logicalId, resource.Properties, modules);
    const options = { deletionPolicy: resource.DeletionPolicy, updateReplacePolicy: resource.UpdateReplacePolicy, dependsOn: resource.DependsOn };
    return Object.values(options).some(option => option !== undefined) ? `  finish(${made}, ${code(options)});` : `  ${made};`;
  });
  const parameters = Object.entries(template.Parameters ?? {}).filter(([id]) => id !== 'BootstrapVersion').map(([id, parameter]) =>
    `  new CfnParameter(stack, '${id}', ${JSON.stringify(lowerFirst(parameter))});`);
  const outputs = Object.entries(template.Outputs ?? {}).map(([id, output]) =>
    `  new CfnOutput(stack, '${id}', ${code({ value: output.Value, description: output.Description, exportName: output.Export?.Name })});`);
  return [
    `  stack = new Stack(app, '${name}', { description: ${JSON.stringify(template.Description)} });`,
    ...parameters, ...resources, ...outputs,
  ].join('\n');
}

/** `new aws_sagemaker.CfnModel(stack, 'Model', { … })` */
function constructorCall(scratch: Stack, l1: CfnResource, logicalId: string, properties: object = {}, modules: Set<string>): string {
  const [, module, name] = (l1.constructor as unknown as Record<symbol, { fqn: string }>)[Symbol.for('jsii.rtti')]!.fqn.split('.');
  if (!name) return `new CfnResource(stack, '${logicalId}', { type: '${l1.cfnResourceType}', properties: ${code(properties)} })`;
  modules.add(module!);
  const l1Properties = scratch.resolve((l1 as unknown as { cfnProperties: object }).cfnProperties) as object;
  return `new ${module}.${name}(stack, '${logicalId}', ${code(l1Properties)})`;
}

const LIST_FUNCTIONS = ['Fn::Cidr', 'Fn::GetAZs', 'Fn::Split'];

/** JavaScript for a value, in which what CloudFormation fills in is a token. */
function code(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(code).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'undefined';
  const [key, ...more] = Object.keys(value);
  if (more.length === 0 && key !== undefined && LIST_FUNCTIONS.includes(key)) return `list(${JSON.stringify(value)})`;
  if (more.length === 0 && key !== undefined && (key === 'Ref' || key.startsWith('Fn::'))) return `t(${JSON.stringify(value)})`;
  return `{ ${Object.entries(value).filter(([, inner]) => inner !== undefined).map(([name, inner]) => `${JSON.stringify(name)}: ${code(inner)}`).join(', ')} }`;
}

function lowerFirst(value: object): object {
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key.charAt(0).toLowerCase() + key.slice(1), inner as unknown]));
}
