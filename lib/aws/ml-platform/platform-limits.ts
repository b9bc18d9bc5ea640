import { MlPlatformProps } from './ml-platform-props';
import { NetworkDefinition, PackagesDefinition } from '../../definition';
import { checkUnique } from '../../definition/rules/names';
import { Problems } from '../../private/problems';
import { isKnown } from '../../private/tokens';

/** Where AWS CodeArtifact is, from the endpoints that AWS SDKs know (botocore 1.44.5). */
const PACKAGE_INDEX_REGIONS: readonly string[] = [
  'ap-northeast-1', 'ap-south-1', 'ap-southeast-1', 'ap-southeast-2',
  'eu-central-1', 'eu-north-1', 'eu-south-1', 'eu-west-1', 'eu-west-2', 'eu-west-3',
  'us-east-1', 'us-east-2', 'us-west-2',
];

/** What is described and given at once, and a prefix that no name can begin with. */
export function platformLimits({ namePrefix, network, packageIndex, packages, vpc }: MlPlatformProps, problems: Problems): void {
  if (network && vpc) problems.at('vpc').add('must not be given together with "network"; give one of them');
  if (packages && packageIndex) problems.at('packageIndex').add('must not be given together with "packages"; give one of them');
  if (isKnown(namePrefix) && !/[a-z0-9]/i.test(namePrefix)) {
    problems.at('namePrefix').add(`must contain a letter or a digit, got ${JSON.stringify(namePrefix)}`);
  }
}

/** What Amazon VPC asks of a network beyond its types: a range that it takes, and each part of one that is there already once. */
export function networkLimits({ existing, isolated }: NetworkDefinition, problems: Problems): void {
  const cidr = isolated?.cidr;
  if (isKnown(cidr)) cidrLimits(cidr, problems.at('isolated', 'cidr'));
  checkUnique(existing?.subnetIds, problems.at('existing', 'subnetIds'));
  checkUnique(existing?.securityGroupIds, problems.at('existing', 'securityGroupIds'));
}

/** The service of chat channels has no other partition than that of commercial regions. */
export function chatLimits(region: string, problems: Problems): void {
  if (!isKnown(region) || !/^(cn|us-gov|us-iso|us-isob|eu-isoe)-/.test(region)) return;
  problems.add(`Amazon Q Developer in chat applications is not in region ${JSON.stringify(region)}; `
    + 'use "owner", or subscribe to the topic of the alarms');
}

/** Accounts of these partitions are paid for elsewhere. */
export function budgetLimits(region: string, problems: Problems): void {
  if (!isKnown(region) || !/^(us-gov|us-iso|us-isob|eu-isoe)-/.test(region)) return;
  problems.add(`AWS Budgets is not in region ${JSON.stringify(region)}; make the budget in the account that pays`);
}

/** AWS CodeArtifact is in some regions only, and an isolated network reaches no other region. */
export function packagesLimits(packages: PackagesDefinition, region: string, problems: Problems): void {
  const kind = packages.codeArtifact ? 'codeArtifact' : 'existing';
  if (packages.none || hasCodeArtifact(region)) return;
  problems.at(kind).add(`AWS CodeArtifact is not in region ${JSON.stringify(region)}, only in ${PACKAGE_INDEX_REGIONS.join(', ')}; `
    + 'use `none`, and a folder `wheels` beside each requirements.txt or an `image`');
}

/** What is meant when nothing is said: jobs without a way out need an index. */
export function defaultPackages(network: NetworkDefinition | undefined, region: string): PackagesDefinition {
  return network?.isolated && hasCodeArtifact(region) ? { codeArtifact: {} } : { none: {} };
}

/** A region that is only known at deployment is trusted. */
function hasCodeArtifact(region: string): boolean {
  return !isKnown(region) || PACKAGE_INDEX_REGIONS.includes(region);
}

function cidrLimits(cidr: string, problems: Problems): void {
  const [address = '', length = ''] = cidr.split('/');
  if (address.split('.').some(part => Number(part) > 255)) {
    problems.add(`must be an IPv4 range such as "10.0.0.0/16", got ${JSON.stringify(cidr)}`);
  } else if (Number(length) < 16 || Number(length) > 24) {
    problems.add(`must be from /16 to /24, got ${JSON.stringify(cidr)}; each availability zone takes a quarter of the range`);
  }
}
