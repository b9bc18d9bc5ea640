import { RegistryDefinition } from './registry-definition';

/**
 * Where the versions of a model of a system are kept: in a group that the system makes, or in one that is there already.
 */
export interface ModelRegistryDefinition extends RegistryDefinition {
  /**
   * A group that is there already, instead of `group` and `description`. The pipeline registers its versions there.
   *
   * @default - the system makes the group
   */
  readonly existing?: ExistingRegistryDefinition;
}

/**
 * A group of versions that is there already, in the account and region of the environment that trains the model.
 */
export interface ExistingRegistryDefinition {
  /**
   * Name of the model package group.
   *
   * @pattern ^[a-zA-Z0-9](-*[a-zA-Z0-9])*$
   * @patternErrorMessage must be letters, digits and hyphens, with a letter or digit at both ends
   * @maxLength 63
   */
  readonly group: string;
}
