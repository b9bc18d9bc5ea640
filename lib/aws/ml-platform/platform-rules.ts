import { NetworkDefinition } from '../../definition';
import { Problems } from '../../private/problems';
import { isKnown } from '../../private/tokens';

/** What Amazon VPC asks of a network beyond its types. */
export function networkRules(network: NetworkDefinition, problems: Problems): void {
  const { isolated, existing } = network;
  if (isKnown(isolated?.cidr)) cidrRules(isolated.cidr, problems.at('isolated', 'cidr'));
  const subnetIds = existing?.subnetIds;
  if (isKnown(subnetIds) && new Set(subnetIds).size < subnetIds.length) {
    problems.at('existing', 'subnetIds').add(`must name each subnet once, got ${JSON.stringify(subnetIds)}`);
  }
}

function cidrRules(cidr: string, problems: Problems): void {
  const [address = '', length = ''] = cidr.split('/');
  if (address.split('.').some(part => Number(part) > 255)) {
    problems.add(`must be an IPv4 range such as "10.0.0.0/16", got ${JSON.stringify(cidr)}`);
  } else if (Number(length) < 16 || Number(length) > 24) {
    problems.add(`must be from /16 to /24, got ${JSON.stringify(cidr)}; each availability zone takes a quarter of the range`);
  }
}
