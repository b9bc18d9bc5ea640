import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MlopsDefinition } from '../../lib/definition';

/** A key that a definition leaves out, and whose default is written in its docs as a value. */
export interface LiteralDefault {
  /** `EndpointDefinition.detachScaling` */
  readonly name: string;
  readonly path: readonly string[];
  readonly value: unknown;
}

interface Schema {
  readonly $ref?: string;
  readonly default?: unknown;
  readonly properties?: Record<string, Schema>;
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
}

const { definitions } = JSON.parse(readFileSync(join(__dirname, '../../lib/definition/definition.schema.json'), 'utf8')) as { definitions: Record<string, Schema> };

/** A default that begins with a hyphen describes what happens; every other one is the value itself. */
const isLiteral = ({ default: value }: Schema) => value !== undefined && !(typeof value === 'string' && value.startsWith('-'));

/**
 * What is rendered into something else than templates; the file here is a system on AWS, delivered by AWS CodePipeline. What an override
 * leaves out is the model's own.
 */
const ELSEWHERE = /^(Container|Kubernetes|Prometheus|GithubActions|Gitlab|Azure|CloudBuild|Jenkins|BatchOverrides)/;

/** Every literal default that the docs of the definition name. */
export const DOCUMENTED = Object.entries(definitions).filter(([struct]) => !ELSEWHERE.test(struct))
  .flatMap(([struct, { properties = {} }]) => Object.entries(properties).filter(([, key]) => isLiteral(key)).map(([key]) => `${struct}.${key}`)).sort();

/** Those that apply to a definition, since it says nothing else. */
export function literalDefaults(definition: MlopsDefinition): LiteralDefault[] {
  return within(definition, { $ref: '#/definitions/MlopsDefinition' }, []);
}

function within(value: unknown, schema: Schema, path: readonly string[]): LiteralDefault[] {
  if (value === null || typeof value !== 'object') return [];
  const struct = schema.$ref && decodeURIComponent(schema.$ref.slice('#/definitions/'.length));
  const { properties = {}, additionalProperties, items } = struct ? definitions[struct]! : schema;
  const missing = Object.entries(properties).filter(([key, its]) => struct !== undefined && isLiteral(its) && !(key in value));
  return [
    ...missing.map(([key, its]) => ({ name: `${struct}.${key}`, path: [...path, key], value: its.default })),
    ...Object.entries(value).flatMap(([key, inner]) => {
      const its = properties[key] ?? items ?? (typeof additionalProperties === 'object' ? additionalProperties : undefined);
      return its ? within(inner, its, [...path, key]) : [];
    }),
  ];
}

/** The definition with a default written out. */
export function writtenOut(definition: MlopsDefinition, { path, value }: LiteralDefault): MlopsDefinition {
  const copy = structuredClone(definition);
  const parent = path.slice(0, -1).reduce((at, key) => at[key] as Record<string, unknown>, copy as unknown as Record<string, unknown>);
  parent[path[path.length - 1]!] = value;
  return copy;
}
