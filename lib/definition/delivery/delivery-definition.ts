import { AzurePipelinesDefinition } from './azure-pipelines-definition';
import { CloudBuildDefinition } from './cloud-build-definition';
import { CodePipelineDefinition } from './code-pipeline-definition';
import { GithubActionsDefinition } from './github-actions-definition';
import { GitlabCiDefinition } from './gitlab-ci-definition';
import { JenkinsDefinition } from './jenkins-definition';
import { SmokeTestDefinition } from '../smoke-test-definition';

/**
 * How changes and versions reach the environments: exactly one system that delivers, and what is the same on each. Every model
 * has a pipeline of its own.
 *
 * @oneKeyOf codePipeline githubActions gitlabCi azurePipelines cloudBuild jenkins
 */
export interface DeliveryDefinition {
  /**
   * AWS CodePipeline.
   *
   * @default - not used
   */
  readonly codePipeline?: CodePipelineDefinition;

  /**
   * GitHub Actions.
   *
   * @default - not used
   */
  readonly githubActions?: GithubActionsDefinition;

  /**
   * GitLab CI/CD.
   *
   * @default - not used
   */
  readonly gitlabCi?: GitlabCiDefinition;

  /**
   * Azure Pipelines, of Azure DevOps.
   *
   * @default - not used
   */
  readonly azurePipelines?: AzurePipelinesDefinition;

  /**
   * Google Cloud Build.
   *
   * @default - not used
   */
  readonly cloudBuild?: CloudBuildDefinition;

  /**
   * Jenkins.
   *
   * @default - not used
   */
  readonly jenkins?: JenkinsDefinition;

  /**
   * Files whose change starts the pipelines, as glob patterns; a model's own files are added.
   *
   * @default - every file
   */
  readonly paths?: string[];

  /**
   * Commands that install what the build needs.
   *
   * @default - npm ci
   */
  readonly install?: string[];

  /**
   * Commands that test the change. A failure stops the pipeline.
   *
   * @default - npm test
   */
  readonly test?: string[];

  /**
   * Commands that synthesise the stacks into `cdk.out`.
   *
   * @default - npx --no -- cdk synth, with the `cdk` of the repository's lock file
   */
  readonly synth?: string[];

  /**
   * Whether a person approves each version before a protected environment.
   *
   * @default true
   */
  readonly approval?: boolean;

  /**
   * A request that the new version must answer before the next environment: a JSON document or a line of CSV.
   *
   * @default - the endpoint must be in service; no request is sent
   */
  readonly smokeTest?: SmokeTestDefinition;
}
