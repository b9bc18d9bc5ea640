import { Document } from 'yaml';
import { deliveryRoleNames } from '../../definition/delivery/delivery-identity';
import { JenkinsDefinition } from '../../definition/delivery/jenkins-definition';
import { jenkinsIssuer, jenkinsSubject } from '../../definition/delivery/jenkins-identity';
import { awsPlaces } from '../../definition/places';
import { DeliveredSystem } from '../model-delivery';

/** What a `Jenkinsfile` needs, and in which version at least where an older one is known to lack something. */
const PLUGINS: readonly (readonly [plugin: string, why: string])[] = [
  ['pipeline-model-definition 1.5.0', 'the pipeline, with conditions that compare names exactly'],
  ['workflow-multibranch, git', 'a job for each branch'],
  ['lockable-resources', 'one job after another changes a model in an environment'],
  ['oidc-provider 47.v182a_02f5b_771', 'tokens that say which job a build is of'],
  ['credentials-binding, plain-credentials', 'hand a token to one step'],
  ['pipeline-build-step', 'a build starts the release of the newest approved version'],
];

/** What Jenkins itself has to know, in the form of the plugin Configuration as Code: tokens, one for each role, whose keys Jenkins makes. */
export function configurationAsCode(of: DeliveredSystem, jenkins: JenkinsDefinition): string {
  const { system } = of;
  const ids = deliveryRoleNames(system, awsPlaces(system).map(([name]) => name), of.by);
  const tokens = ids.map(id => ({
    idTokenFile: {
      id,
      scope: 'GLOBAL',
      audience: id,
      description: `Says to AWS that a build is of ${system.name}`,
      ...jenkins.issuer !== undefined && { issuer: jenkins.issuer },
    },
  }));
  const document = new Document({ credentials: { system: { domainCredentials: [{ credentials: tokens }] } } });
  document.commentBefore = header(of, jenkins).map(line => line === '' ? '' : ` ${line}`).join('\n');
  return document.toString({ lineWidth: 0 });
}

function header({ system }: DeliveredSystem, jenkins: JenkinsDefinition): string[] {
  const { branch = 'main', job } = jenkins;
  return [
    `Says to Jenkins what the Jenkinsfile cannot say of the delivery of ${system.name}.`,
    'Written by `npx mlops delivery` from the definition of the system; change that, and run the command again.',
    'Add the credentials to the configuration as code that Jenkins has: a list that is loaded takes the place of the one before.',
    '',
    'Plugins:',
    ...PLUGINS.map(([plugin, why]) => `  ${plugin}: ${why}`),
    '',
    `The multibranch pipeline ${job}:`,
    `  branches: ${branch}, and pull requests to it, but none of forks: their builds run commands on the agents`,
    '  path of the script: Jenkinsfile',
    `  who may start builds or replay them on ${branch}: those who may deliver`,
    '',
    `Tokens come from https://${jenkinsIssuer(jenkins)}, where AWS reads their keys: it must be reachable from the internet without a sign-in.`,
    'Leave the claim "sub" of builds as it is, the address of the job:',
    `  ${jenkinsSubject(jenkins)}`,
    ...jenkins.issuer === undefined ? [] : ['At the issuer, jwks has the keys of all credentials below in one list.'],
  ];
}
