/**
 * Delivery with Google Cloud Build, of a repository that is connected to it (2nd generation): build files in the repository, triggers that
 * a script makes, and roles that only their service accounts can assume. No key is stored.
 */
export interface CloudBuildDefinition {
  /**
   * The Google Cloud project in which builds run.
   *
   * @pattern ^[a-z][a-z0-9-]{4,28}[a-z0-9]$
   * @patternErrorMessage must be the id of a project such as acme-risk
   */
  readonly project: string;

  /**
   * The region in which builds run, where the repository is connected.
   *
   * @pattern ^[a-z]+-[a-z]+[0-9]+$
   * @patternErrorMessage must be a region such as europe-west4
   */
  readonly region: string;

  /**
   * The repository as its connection has it: name of the connection, and name of the repository there.
   *
   * @pattern ^[a-z][a-z0-9-]*[/][A-Za-z0-9][A-Za-z0-9._-]*$
   * @patternErrorMessage must be connection and repository such as github/credit-risk
   */
  readonly repository: string;

  /**
   * The branch that is delivered. Protect it: who can push to it can start every build but those behind an approval.
   *
   * @default main
   * @pattern ^[A-Za-z0-9][A-Za-z0-9._/-]*$
   * @patternErrorMessage must be the name of a branch such as main
   */
  readonly branch?: string;

  /**
   * The image in which builds run. It has bash, version 2 of the AWS CLI, curl 7.75 or newer, git, jq and Node.js 22. Name it by its digest,
   * which nobody can move to another image: `europe-west4-docker.pkg.dev/acme-risk/tools/deliver@sha256:…`.
   *
   * @pattern ^[A-Za-z0-9][A-Za-z0-9._:/@-]*$
   * @patternErrorMessage must be the name of an image such as europe-west4-docker.pkg.dev/acme-risk/tools/deliver:1
   */
  readonly image: string;

  /**
   * The unique id of each service account by its name, as `.cloudbuild/<system>-setup.sh` prints them when it has made them: tokens say the
   * id, which is never given to another account.
   *
   * @default - none yet: what is not here is let in nowhere, and synthesis says so
   */
  readonly serviceAccounts?: { [name: string]: string };
}
