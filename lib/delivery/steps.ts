import { DeliveryStep, ScriptStep, SignInStep, Variables } from './job';
import { ModelDelivery } from './model-delivery';
import { inServiceScript, QUIET, REQUESTS, verifyScript } from './scripts';
import { DeliveryDuty } from '../definition/delivery/delivery-identity';
import { DeployedVersion, DeployStage, SmokeStage, VerifyStage } from '../definition/delivery/delivery-stage';
import { seconds } from '../private/units';

/** Two hours, as long as the roles allow: an endpoint that is updated step by step takes its time. */
export const DEPLOYMENT_MINUTES = 120;

/** Without commands there is still a step, which says that there are none. */
export function commands(id: string, name: string, run: readonly string[]): ScriptStep {
  return { kind: 'script', id, name, run: run.length > 0 ? run : ['true # nothing to run'] };
}

export function signIn(delivery: ModelDelivery, environment: string, duty: DeliveryDuty): SignInStep {
  const role = delivery.role(environment, duty);
  return { kind: 'sign-in', environment, duty, role, ...duty === 'deploy' && { seconds: DEPLOYMENT_MINUTES * 60 } };
}

/** The version that a stage is about, as a variable: of the run, or of the lock file. */
export function versionVariable(version: DeployedVersion): Variables {
  switch (version.kind) {
    case 'approved': return { VERSION: { value: 'version' } };
    case 'pinned': return { VERSION: version.modelPackage };
    case 'none': return {};
  }
}

/** Which versions may be released, as variables. SageMaker writes the group in lower case in the ARN of a version. */
export function registryVariables(delivery: ModelDelivery): Variables {
  return {
    ACCOUNT: delivery.role(delivery.home, 'read').account,
    GROUP: delivery.group.toLowerCase(),
    PIPELINE: delivery.pipelineName,
    APPROVAL: delivery.peopleApprove ? 'manual' : 'automatic',
  };
}

export function verify(delivery: ModelDelivery, { name, version }: VerifyStage): DeliveryStep[] {
  return [
    signIn(delivery, delivery.home, 'read'),
    {
      kind: 'script',
      id: name,
      name: 'Let only an approved version pass',
      variables: { ...versionVariable(version), ...registryVariables(delivery) },
      run: verifyScript(delivery.of.words),
    },
  ];
}

export function smoke(delivery: ModelDelivery, { environment, name, request, version }: SmokeStage, { alarms }: DeployStage): DeliveryStep[] {
  const { region } = delivery.role(environment, 'operate');
  const endpoint = delivery.endpointName(environment);
  const test: ScriptStep = {
    kind: 'script',
    id: name,
    name: request ? 'Send the sample requests' : 'Look whether the endpoint is in service',
    variables: {
      ENDPOINT: endpoint,
      ...versionVariable(version),
      ...request && {
        URL: `https://runtime.sagemaker.${region}.${region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com'}`
          + `/endpoints/${endpoint}/invocations`,
        BODY: request.body,
        CONTENT_TYPE: request.contentType ?? 'text/csv',
        ACCEPT: request.answer?.contentType?.split(';')[0]!.trim().toLowerCase() ?? '*/*',
        REQUESTS: String(request.requests ?? 1),
        MAX_MS: milliseconds(request.maxLatency ?? '5s'),
        MEDIAN_MS: milliseconds(request.medianLatency ?? request.maxLatency ?? '5s'),
      },
      ...alarms.length > 0 && { ALARMS: alarms.join(' ') },
    },
    run: [...inServiceScript(delivery.of.words), ...request ? REQUESTS : [], ...alarms.length > 0 ? QUIET : []],
  };
  return [signIn(delivery, environment, 'operate'), test];
}

function milliseconds(duration: string): string {
  return String(Math.round(seconds(duration) * 1000));
}
