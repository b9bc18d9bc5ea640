import { Construct } from 'constructs';
import { MlopsDefinition } from '../../definition';
import { MlopsError } from '../../private/errors';

export const MODELS_CONTEXT = 'mlops-constructs:models';

/** The models that get stacks: those of the props, else of the context, else all. */
export function selectedModels(scope: Construct, definition: MlopsDefinition, chosen?: string[]): string[] {
  const all = Object.keys(definition.models);
  const names = chosen ?? fromContext(scope.node.tryGetContext(MODELS_CONTEXT)) ?? all;
  const unknown = names.filter(name => !all.includes(name));
  if (unknown.length > 0) {
    throw new MlopsError('UnknownModel', [
      `'${MODELS_CONTEXT}' names ${unknown.map(name => JSON.stringify(name)).join(', ')}, which the definition does not have;`,
      `its models are ${all.slice(0, 20).join(', ')}${all.length > 20 ? `, and ${all.length - 20} more` : ''}`,
    ].join(' '));
  }
  return names;
}

/** A text on the command line (`-c …=a,b`), a list in `cdk.json`. */
function fromContext(value: unknown): string[] | undefined {
  if (value === undefined || value === null) return undefined;
  const names = Array.isArray(value) ? value.map(String) : String(value).split(',');
  return names.map(name => name.trim()).filter(name => name !== '');
}
