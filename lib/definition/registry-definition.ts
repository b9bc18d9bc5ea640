/**
 * How versions of a model are kept and approved.
 */
export interface RegistryDefinition {
  /**
   * Whether a person approves a version before it may be deployed (`manual`) or the pipeline's gate is enough.
   *
   * @default manual
   */
  readonly approval?: 'automatic' | 'manual';

  /**
   * Name of the model package group. It cannot be changed later.
   *
   * @default - system, environment and model, joined by `-`
   * @pattern ^[a-zA-Z0-9](-*[a-zA-Z0-9])*$
   * @patternErrorMessage must be letters, digits and hyphens, with a letter or digit at both ends
   * @maxLength 63
   */
  readonly group?: string;

  /**
   * What the group holds, for people. It is fixed at the first deployment.
   *
   * @default - no description
   * @maxLength 1024
   */
  readonly description?: string;
}
