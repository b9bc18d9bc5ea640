import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The custom resources of the operators, as they publish them. They are not part of the project: they are looked for in `shared/crds` beside
 * it, and the run fails without them.
 */
const FOLDER = join(__dirname, '..', '..', '..', 'shared', 'crds');

/** One kind of an operator's, as YAML. */
export interface CustomResource {
  readonly name: string;
  readonly group: string;
  readonly yaml: string;
}

/** Those of the groups that are asked for. What is left out would only make the server start later. */
export function customResources(groups: ReadonlySet<string>): CustomResource[] {
  if (!existsSync(FOLDER)) throw new Error(`the custom resources of the operators are not there: ${FOLDER}`);
  const operators = readdirSync(FOLDER, { withFileTypes: true }).filter(entry => entry.isDirectory()).map(({ name }) => join(FOLDER, name));
  const filesIn = (folder: string) => readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(file => file.endsWith('.yaml')).sort();
  return operators.flatMap(folder => filesIn(folder).map(file => join(folder, file)))
    .map(file => readFileSync(file, 'utf8'))
    .filter(yaml => /^kind: CustomResourceDefinition$/m.test(yaml))
    // Of megabytes of YAML two lines are enough here.
    .map(yaml => ({ yaml, name: /^ {2}name: (\S+)$/m.exec(yaml)![1]!, group: /^ {2}group: (\S+)$/m.exec(yaml)![1]! }))
    .filter(({ group }) => groups.has(group));
}
