import { ModelDefinition, ModelSourceDefinition } from '../definition';

/** What a model is made of, without what happens to it. */
export function modelSource(model: ModelDefinition): ModelSourceDefinition {
  const { artifact, framework, frameworkVersion, image, entryPoint, environment, modelPackage, containers, multiModel } = model;
  const source = { artifact, framework, frameworkVersion, image, entryPoint, environment, modelPackage, containers, multiModel };
  return Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined));
}
