import { Annotations, Fn } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import { ExistingNetworkDefinition, NetworkDefinition } from '../../definition';

/** A VPC that is there already, by its ids alone: a lookup would call AWS at synth. */
export function existingVpc(scope: Construct, id: string, existing: ExistingNetworkDefinition): ec2.IVpc {
  const vpc = ec2.Vpc.fromVpcAttributes(scope, id, {
    vpcId: existing.vpcId,
    // Which zone a subnet is in is not known, and nothing asks for it.
    availabilityZones: existing.subnetIds.map((_, index) => Fn.select(index, Fn.getAzs())),
    privateSubnetIds: existing.subnetIds,
  });
  vpc.privateSubnets.forEach(subnet => Annotations.of(subnet).acknowledgeWarning('@aws-cdk/aws-ec2:noSubnetRouteTableId',
    'jobs and endpoints ask for the ids of the subnets only'));
  return vpc;
}

/** The subnets of jobs and endpoints in the VPC of a described network. */
export function describedSubnets(network: NetworkDefinition, vpc: ec2.IVpc): ec2.SubnetSelection {
  return { subnets: network.isolated ? vpc.isolatedSubnets : vpc.privateSubnets };
}

/** The security groups of jobs and endpoints: those that a network names, else a new one whose machines talk to each other and to AWS. */
export function jobSecurityGroups(scope: Construct, id: string, vpc: ec2.IVpc, network: NetworkDefinition | undefined): ec2.ISecurityGroup[] {
  const existing = network?.existing?.securityGroupIds;
  if (existing) {
    return existing.map((groupId, index) => ec2.SecurityGroup.fromSecurityGroupId(scope, `${id}${index + 1}`, groupId, { mutable: false }));
  }
  const group = new ec2.SecurityGroup(scope, id, {
    vpc,
    description: 'Jobs and endpoints of the machine-learning platform',
    allowAllOutbound: false,
  });
  const objects = network?.isolated?.s3PrefixList;
  if (objects === undefined) group.addEgressRule(ec2.Peer.anyIpv4(), ec2.Port.tcp(443), 'HTTPS to AWS services');
  else group.addEgressRule(ec2.Peer.prefixList(objects), ec2.Port.tcp(443), 'HTTPS to Amazon S3');
  group.connections.allowInternally(ec2.Port.allTcp(), 'Machines of one distributed job talk to each other');
  return [group];
}
