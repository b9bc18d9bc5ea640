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

interface Manifest {
  readonly artifacts: {
    readonly [id: string]: { readonly type: string; readonly displayName?: string; readonly properties: { readonly templateFile: string } };
  };
}

/** The templates of a cloud assembly by the path of the stack, as the command line shows it; a nested one by its file. */
export function templatesOf(assemblyDirectory: string): Map<string, StackTemplate> {
  const read = (file: string): unknown => JSON.parse(readFileSync(join(assemblyDirectory, file), 'utf8'));
  const { artifacts } = read('manifest.json') as Manifest;
  const paths = new Map(Object.entries(artifacts).filter(([, { type }]) => type === 'aws:cloudformation:stack')
    .map(([id, { displayName, properties }]) => [properties.templateFile, (displayName ?? id).replace(/ \(.*\)$/, '')]));
  const files = readdirSync(assemblyDirectory, { recursive: true, encoding: 'utf8' }).filter(file => file.endsWith('.template.json')).sort();
  return new Map(files.map(file => [paths.get(file) ?? file, read(file) as StackTemplate]));
}

/** Every resource of the templates with the way to it: `<stack>/<logical id>`. */
export function* resourcesOf(templates: Map<string, StackTemplate>): Generator<[string, Resource]> {
  for (const [stack, { Resources = {} }] of templates) {
    for (const [logicalId, resource] of Object.entries(Resources)) yield [`${stack}/${logicalId}`, resource];
  }
}
