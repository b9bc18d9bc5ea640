/**
 * Where jobs install Python packages from.
 *
 * @oneKeyOf codeArtifact existing none
 */
export interface PackagesDefinition {
  /**
   * A new repository of AWS CodeArtifact that fetches from PyPI and keeps what it has fetched.
   *
   * @default - not used
   */
  readonly codeArtifact?: NewPackagesDefinition;

  /**
   * A repository of AWS CodeArtifact that is there already, in the region of the environment.
   *
   * @default - not used
   */
  readonly existing?: ExistingPackagesDefinition;

  /**
   * No index besides PyPI. In an isolated network packages then come from a folder `wheels` beside `requirements.txt`,
   * or with an image.
   *
   * @default - not used
   */
  readonly none?: NoPackagesDefinition;
}

/** A new repository. It has no settings. */
export interface NewPackagesDefinition {}

/** No repository. It has no settings. */
export interface NoPackagesDefinition {}

/**
 * A repository that somebody else looks after.
 */
export interface ExistingPackagesDefinition {
  /**
   * Name of the domain.
   *
   * @pattern ^[a-z][a-z0-9-]{0,48}[a-z0-9]$
   * @patternErrorMessage must be the name of a domain: 2 to 50 lower-case letters, digits and hyphens, beginning with a letter
   */
  readonly domain: string;

  /**
   * Name of the repository in the domain.
   *
   * @pattern ^[A-Za-z0-9][A-Za-z0-9._-]{1,99}$
   * @patternErrorMessage must be the name of a repository: 2 to 100 letters, digits, dots, hyphens and underscores
   */
  readonly repository: string;

  /**
   * The account that owns the domain, twelve digits in quotes. It must let the account of the environment read the repository.
   *
   * @default - the account of the environment
   * @pattern ^\d{12}$
   * @patternErrorMessage must be twelve digits in quotes such as "111111111111"
   */
  readonly owner?: string;
}
