import { Stack, Token } from 'aws-cdk-lib';
import { DeliveryPipelineProps } from './delivery-pipeline-props';
import { Deployment } from './deployment';
import { renderRequest } from './smoke-test';
import { targetOf } from './target';
import { DeliveryDefinition, SmokeTestDefinition } from '../../definition';
import { DELIVERY_SYSTEM_NAMES, DELIVERY_SYSTEMS, DeliverySystem } from '../../definition/delivery/delivery-system';
import { Problems } from '../../private/problems';
import { isKnown } from '../../private/tokens';
import { seconds } from '../../private/units';

/** The construct with which each system is let into an environment. */
const TRUSTS: Readonly<Record<DeliverySystem, string>> = {
  codePipeline: 'DeliveryPipeline',
  githubActions: 'GithubTrust',
  gitlabCi: 'GitlabTrust',
  azurePipelines: 'AzureTrust',
  cloudBuild: 'GoogleTrust',
  jenkins: 'JenkinsTrust',
};

/** CodePipeline takes three push filters of eight paths each. */
const FILTERS = 3;
export const PATHS_PER_FILTER = 8;

/** What fits into the environment variables of a function, 4 KiB in all. */
const LONGEST_BODY = 3000;
const LONGEST_REQUEST = 3500;
/** The function has three minutes, and looks at more than the answers. */
const LONGEST_TEST = 150;

/** What only AWS CodePipeline says about a delivery: triggers, latency. */
export function deliveryLimits(delivery: DeliveryDefinition, problems: Problems): void {
  const { codePipeline, paths, smokeTest } = delivery;
  if (codePipeline === undefined) return;
  if (paths !== undefined && paths.length > 0 && codePipeline.source.s3 !== undefined) {
    problems.at('paths').add('cannot be used with a source in Amazon S3, where every new version of the object starts the pipeline; '
      + 'remove `paths` or use a repository');
  }
  if (paths !== undefined && paths.length > FILTERS * PATHS_PER_FILTER) {
    problems.at('paths').add(`must have at most ${FILTERS * PATHS_PER_FILTER} patterns, got ${paths.length}; `
      + 'use wider patterns, for example "src/**"');
  }
  if (smokeTest !== undefined) smokeTestLimits(smokeTest, problems.at('smokeTest'));
}

function smokeTestLimits(test: SmokeTestDefinition, problems: Problems): void {
  const { body, maxLatency = '5s', requests = 1 } = test;
  if (isKnown(body)) {
    const size = Buffer.byteLength(JSON.stringify(body));
    const whole = Buffer.byteLength(JSON.stringify(renderRequest(test)));
    if (size > LONGEST_BODY) {
      problems.at('body').add(`must be at most ${LONGEST_BODY} bytes, got ${size}; use a smaller sample`);
    } else if (whole > LONGEST_REQUEST) {
      problems.at('answer').add(`must leave the test at most ${LONGEST_REQUEST} bytes with its request, `
        + `got ${whole}; use a smaller sample or schema`);
    }
  }
  if (isKnown(maxLatency) && seconds(maxLatency) > 60) {
    problems.at('maxLatency').add(`must be at most 60s, got ${JSON.stringify(maxLatency)}; SageMaker ends a request after 60 seconds`);
  } else if (isKnown(maxLatency) && (requests + 1) * seconds(maxLatency) > LONGEST_TEST) {
    problems.at('requests').add(`must take at most ${LONGEST_TEST} seconds with one more and \`maxLatency\` (${maxLatency}), got ${requests}; `
      + 'send fewer, or allow less time for each');
  }
}

/** What must fit together before a pipeline can be made. */
export function deliveryPipelineLimits(pipelineStack: Stack, props: DeliveryPipelineProps, problems: Problems): void {
  const { deployments, registry, trainingPipeline } = props;
  for (const by of DELIVERY_SYSTEMS.filter(key => key !== 'codePipeline' && props[key] !== undefined)) {
    problems.at(by).addForKey('cannot be used here: this construct is AWS CodePipeline; '
      + `what ${DELIVERY_SYSTEM_NAMES[by]} delivers needs a ${TRUSTS[by]} in each environment`);
  }
  if (deployments.length === 0 && trainingPipeline === undefined) {
    problems.at('deployments').add('must have at least one environment when there is no training pipeline; there would be nothing to deliver');
  }
  if (deployments.some(deployment => deployment.servingStack !== undefined) && registry === undefined) {
    problems.at('registry').add('is missing; a serving stack that takes the version as a parameter needs the registry whose approvals release '
      + 'versions');
  }
  if (trainingPipeline !== undefined && elsewhere(pipelineStack, Stack.of(trainingPipeline))) {
    problems.at('trainingPipeline').add(`is in ${place(Stack.of(trainingPipeline))}, the pipeline in ${place(pipelineStack)}; `
      + 'put the pipeline where the model is trained');
  }
  const [, , , region, account] = isKnown(registry?.modelPackageGroupArn) ? registry.modelPackageGroupArn.split(':') : [];
  if (differs(account, pipelineStack.account) || differs(region, pipelineStack.region)) {
    problems.at('registry').add(`is in ${account}/${region}, the pipeline in ${place(pipelineStack)}; `
      + 'its approval events stay there, so put the pipeline there too');
  }
  const names = deployments.map(deployment => deployment.environmentName);
  deployments.forEach((deployment, index) => {
    const at = problems.at('deployments', index);
    if (names.indexOf(deployment.environmentName) < index) {
      at.at('environmentName').add(`must be unique, got ${JSON.stringify(deployment.environmentName)} twice`);
    }
    deploymentLimits(pipelineStack, props, deployment, at);
  });
}

function deploymentLimits(pipelineStack: Stack, props: DeliveryPipelineProps, deployment: Deployment, problems: Problems): void {
  const { environmentName, stacks, servingStack, pinnedVersion, alarmNames = [], watch } = deployment;
  if (isKnown(environmentName) && !/^[A-Za-z0-9.@_-]{1,90}$/.test(environmentName)) {
    problems.at('environmentName').add(`must be 1 to 90 letters, digits and any of . @ _ -, got ${JSON.stringify(environmentName)}`);
  }
  if (stacks.length === 0 || stacks.length > 50) {
    problems.at('stacks').add(`must be 1 to 50 stacks, got ${stacks.length}; a stage takes at most 50 actions`);
    return;
  }
  stacks.forEach((stack, index) => {
    if (elsewhere(stacks[0]!, stack)) {
      problems.at('stacks', index).add(`is in ${place(stack)}, the first stack in ${place(stacks[0]!)}; `
        + 'all stacks of an environment are in one account and region');
    }
  });
  if (servingStack !== undefined && !stacks.includes(servingStack)) {
    problems.at('servingStack').add(`must be one of \`stacks\`, got ${JSON.stringify(servingStack.stackName)}`);
  }
  if (servingStack !== undefined && pinnedVersion !== undefined) {
    problems.at('pinnedVersion').add('cannot be used with `servingStack`, which takes the version that is released; give the one or the other');
  }
  alarmNames.forEach((name, index) => {
    if (Token.isUnresolved(name)) {
      problems.at('alarmNames', index).add('must be a literal name, got a token; name the alarm with `alarmName` and give the same name here');
    }
  });
  if (alarmNames.length > 5) {
    problems.at('alarmNames').add(`must be at most 5 alarms, got ${alarmNames.length}; combine them in a composite alarm`);
  }
  if (alarmNames.join('').length > 500) {
    problems.at('alarmNames').add(`must have at most 500 characters together, got ${alarmNames.join('').length}; `
      + 'combine the alarms in a composite alarm with a shorter name');
  }
  const minutes = watch?.toMinutes({ integral: false });
  if (minutes !== undefined && (minutes < 1 || minutes > 1440)) {
    problems.at('watch').add(`must be from 1 minute to 1 day, got ${minutes} minutes`);
  }
  const { account, region } = targetOf(pipelineStack, deployment);
  if (account !== undefined && deployment.endpointName !== undefined && props.pipelineName === undefined) {
    problems.at('endpointName').add(`is in ${account}, where a role lets the smoke test in by its name; give the pipeline a \`pipelineName\``);
  }
  if ((account ?? region) !== undefined && (Token.isUnresolved(pipelineStack.account) || Token.isUnresolved(pipelineStack.region))) {
    problems.at('stacks').add('name their account or region, the pipeline\'s stack does not; give it `env` too');
  } else if (region !== undefined && props.replicationBuckets?.[region] === undefined) {
    problems.at('stacks').add(`are in ${region}, the pipeline in ${pipelineStack.region}; `
      + `give \`replicationBuckets\` a bucket with a KMS key in ${region} and the pipeline's account`);
  }
}

function elsewhere(one: Stack, other: Stack): boolean {
  return differs(one.account, other.account) || differs(one.region, other.region);
}

function differs(one: string | undefined, other: string): boolean {
  return isKnown(one) && isKnown(other) && one !== other;
}

function place({ account, region }: Stack): string {
  return [account, region].map(value => Token.isUnresolved(value) ? 'any' : value).join('/');
}
