import { definitionProblems } from './check';
import { MlopsDefinition } from './mlops-definition';
import { readSource } from './read-source';
import { throwDefinitionProblems } from './report';

/**
 * A definition in a file, in YAML or JSON.
 *
 * @example
 * const definition = DefinitionFile.load('mlops.yaml');
 */
export class DefinitionFile {
  /**
   * Reads and checks a definition. Paths inside it (scripts, pipeline files) are relative to the file.
   *
   * Everything that is wrong is said in one error, each with line and column: an unknown key, a wrong type, a value out of
   * range, a reference to what is not there, a circle.
   *
   * @param path a file that ends in `.yaml`, `.yml` or `.json`
   */
  public static load(path: string): MlopsDefinition {
    const definition = readDefinition(path);
    throwDefinitionProblems(definition, definitionProblems(definition));
    return definition;
  }

  private constructor() {}
}

/** Reads a definition without checking what it says: fails only when it is no YAML or JSON. */
export function readDefinition(path: string): MlopsDefinition {
  return readSource(path, 'definition') as MlopsDefinition;
}

export { sourceOf } from './source';
