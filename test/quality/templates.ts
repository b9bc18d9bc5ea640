import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** One resource of a template. */
export interface Resource {
  readonly Type: string;
  readonly Properties?: { readonly [property: string]: unknown };
  readonly DependsOn?: string | string[];
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

/** A CloudFormation template, as far as the checks look. */
export interface StackTemplate {
  readonly Resources?: { readonly [logicalId: string]: Resource };
  readonly [section: string]: unknown;
}

/** The templates of a cloud assembly, by the name of the file without its ending: the stack, or its path for a nested one. */
export function templatesOf(assemblyDirectory: string): Map<string, StackTemplate> {
  const files = readdirSync(assemblyDirectory, { recursive: true, encoding: 'utf8' }).filter(file => file.endsWith('.template.json')).sort();
  return new Map(files.map(file => [
    file.replace(/(\.nested)?\.template\.json$/, ''),
    JSON.parse(readFileSync(join(assemblyDirectory, file), 'utf8')) as StackTemplate,
  ]));
}

/** Every resource of the templates with the way to it: `<stack>/<logical id>`. */
export function* resourcesOf(templates: Map<string, StackTemplate>): Generator<[string, Resource]> {
  for (const [stack, { Resources = {} }] of templates) {
    for (const [logicalId, resource] of Object.entries(Resources)) yield [`${stack}/${logicalId}`, resource];
  }
}
