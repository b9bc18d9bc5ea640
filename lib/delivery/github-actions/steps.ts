import { AssumedRole, GithubDelivery } from './delivered-system';
import { ACTIONS } from './pinned-actions';
import { IN_SERVICE, QUIET, REQUESTS, VERIFY } from './scripts';
import { ActionStep, Expression, ShellStep, Step, Variables } from './workflow';
import { DeployedVersion, DeployStage, SmokeStage, VerifyStage } from '../../definition/delivery/delivery-stage';
import { GithubDuty } from '../../definition/delivery/github-identity';
import { seconds } from '../../private/units';

/** Where the templates are kept between the jobs of a run. */
const TEMPLATES = 'templates';

/** Two hours, as long as the roles allow: an endpoint that is updated step by step takes its time. */
export const DEPLOYMENT_MINUTES = 120;

/** The steps before code of the repository is run. No token stays behind in its folder. */
export function sources(folder?: string, ref?: Expression): Step[] {
  return [
    { name: 'Check out', uses: ACTIONS.checkout, with: { 'persist-credentials': false, ...folder && { path: folder }, ...ref && { ref } } },
    node(),
  ];
}

export function keepTemplates(): ActionStep {
  return {
    name: 'Keep the templates',
    uses: ACTIONS.uploadArtifact,
    with: { 'name': TEMPLATES, 'path': 'cdk.out', 'include-hidden-files': true, 'if-no-files-found': 'error', 'retention-days': 30 },
  };
}

/** The steps before templates are deployed or looked at: from here no code of the repository is run. */
export function templates(): Step[] {
  return [{ name: 'Fetch the templates', uses: ACTIONS.downloadArtifact, with: { name: TEMPLATES, path: 'cdk.out' } }, node()];
}

/** Nothing of an earlier run is used again: what a pull request left in a cache would run in a deployment. */
function node(): ActionStep {
  return { name: 'Set up Node.js', uses: ACTIONS.setupNode, with: { 'node-version': 22, 'package-manager-cache': false } };
}

export function assume(delivery: GithubDelivery, environment: string, duty: GithubDuty): ActionStep {
  const { account, region, roleArn }: AssumedRole = delivery.role(environment, duty);
  return {
    name: `Sign in to ${environment}, to ${duty}`,
    uses: ACTIONS.configureAws,
    with: {
      'role-to-assume': roleArn,
      'aws-region': region,
      'allowed-account-ids': account,
      ...duty === 'deploy' && { 'role-duration-seconds': DEPLOYMENT_MINUTES * 60 },
    },
  };
}

/** The version that a stage is about, as a variable: of the run, or of the lock file. */
export function versionVariable(version: DeployedVersion): Variables {
  switch (version.kind) {
    case 'approved': return { VERSION: { expression: 'inputs.version' } };
    case 'pinned': return { VERSION: version.modelPackage };
    case 'none': return {};
  }
}

/** Which versions may be released, as variables. SageMaker writes the group in lower case in the ARN of a version. */
export function registryVariables(delivery: GithubDelivery): Variables {
  return {
    ACCOUNT: delivery.role(delivery.home, 'read').account,
    GROUP: delivery.group.toLowerCase(),
    PIPELINE: delivery.pipelineName,
    APPROVAL: delivery.peopleApprove ? 'manual' : 'automatic',
  };
}

export function verify(delivery: GithubDelivery, { name, version }: VerifyStage): Step[] {
  return [
    assume(delivery, delivery.home, 'read'),
    { id: name, name: 'Let only an approved version pass', env: { ...versionVariable(version), ...registryVariables(delivery) }, run: VERIFY },
  ];
}

export function smoke(delivery: GithubDelivery, { environment, name, request, version }: SmokeStage, { alarms }: DeployStage): Step[] {
  const { region } = delivery.role(environment, 'operate');
  const endpoint = delivery.endpointName(environment);
  const test: ShellStep = {
    id: name,
    name: request ? 'Send the sample requests' : 'Look whether the endpoint is in service',
    env: {
      ENDPOINT: endpoint,
      ...versionVariable(version),
      ...request && {
        URL: `https://runtime.sagemaker.${region}.${region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com'}/endpoints/${endpoint}/invocations`,
        BODY: request.body,
        CONTENT_TYPE: request.contentType ?? 'text/csv',
        ACCEPT: request.answer?.contentType?.split(';')[0]!.trim().toLowerCase() ?? '*/*',
        REQUESTS: String(request.requests ?? 1),
        MAX_MS: milliseconds(request.maxLatency ?? '5s'),
        MEDIAN_MS: milliseconds(request.medianLatency ?? request.maxLatency ?? '5s'),
      },
      ...alarms.length > 0 && { ALARMS: alarms.join(' ') },
    },
    run: [...IN_SERVICE, ...request ? REQUESTS : [], ...alarms.length > 0 ? QUIET : []],
  };
  return [assume(delivery, environment, 'operate'), test];
}

function milliseconds(duration: string): string {
  return String(Math.round(seconds(duration) * 1000));
}
