import { Duration, Stack, Stage, Token } from 'aws-cdk-lib';
import { Deployment } from './deployment';

/** The parameter that takes the version, unless a deployment names another. */
export const VERSION_PARAMETER = 'ModelPackageArn';

/** Where a deployment goes, seen from the pipeline; `undefined` is where the pipeline is. */
export interface Target {
  readonly account?: string;
  readonly region?: string;
}

/** A stack without an account or region of its own goes where the pipeline is. */
export function targetOf(pipelineStack: Stack, deployment: Deployment): Target {
  const [stack] = deployment.stacks;
  const other = (value: string | undefined, own: string) => value === undefined || Token.isUnresolved(value) || value === own ? undefined : value;
  return { account: other(stack?.account, pipelineStack.account), region: other(stack?.region, pipelineStack.region) };
}

/** Where a stack's file is in the synthesised app: a stage of the app has a folder of its own. */
export function assemblyPath(stack: Stack, file: string): string {
  const folder = Stage.of(stack)?.artifactId;
  return folder ? `${folder}/${file}` : file;
}

/** Whether an environment is not where the pipeline is. */
export function isElsewhere(target: Target): boolean {
  return target.account !== undefined || target.region !== undefined;
}

/** How long the alarms of a deployment are watched. */
export function watchTime({ watch }: Deployment): Duration {
  return watch ?? Duration.minutes(10);
}
