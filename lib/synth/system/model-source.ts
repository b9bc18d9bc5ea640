import { MlopsDefinition, ModelDefinition, ModelSourceDefinition } from '../../definition';

/** What a model is made of, without what happens to it; nothing when only the parts of its endpoint have models. */
export function modelSource(model: ModelDefinition): ModelSourceDefinition | undefined {
  const { artifact, framework, frameworkVersion, image, entryPoint, environment, secrets, aws, containers, multiModel } = model;
  const source = { artifact, framework, frameworkVersion, image, entryPoint, environment, secrets, aws, containers, multiModel };
  const given = Object.entries(source).filter(([, value]) => value !== undefined);
  return given.length > 0 ? Object.fromEntries(given) : undefined;
}

/** What is kept with each version of a model, for people. */
export function versionMetadata({ owner }: Pick<MlopsDefinition, 'owner'>, { intendedUse, risk }: ModelDefinition): { [key: string]: string } {
  return {
    risk: risk ?? 'medium',
    ...(owner !== undefined && { owner }),
    ...(intendedUse !== undefined && { intendedUse }),
  };
}
