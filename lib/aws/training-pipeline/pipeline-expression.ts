/** A value that the service fills in while a pipeline runs. */
export type Expression =
  | { readonly Get: string }
  | { readonly 'Std:Join': { readonly On: string; readonly Values: readonly Value[] } }
  | { readonly 'Std:JsonGet': { readonly PropertyFile: { readonly Get: string }; readonly Path: string } };

/** A fixed value, or one that the service fills in. */
export type Value = string | number | boolean | Expression;

/** A value of a step, a parameter or the run: `Steps.train.ModelArtifacts.S3ModelArtifacts`. */
export function get(path: string): Expression {
  return { Get: path };
}

/** Puts values together, as text. */
export function join(on: string, ...values: Value[]): Expression {
  return { 'Std:Join': { On: on, Values: values } };
}

/** A value in the JSON file that a process step declares as property file. */
export function jsonGet(step: string, propertyFile: string, path: string): Expression {
  return { 'Std:JsonGet': { PropertyFile: { Get: `Steps.${step}.PropertyFiles.${propertyFile}` }, Path: path } };
}

/** The id of the run: twelve letters and digits. */
export const EXECUTION_ID: Expression = get('Execution.PipelineExecutionId');

/** A value as text, also where the service would fill in a number. */
export function asText(value: Value): string | Expression {
  return typeof value === 'object' ? join('', value) : String(value);
}
