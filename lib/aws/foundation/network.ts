import { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct, IConstruct } from 'constructs';
import { PlatformOptions } from './platform';

/** Where jobs and containers run in a VPC. */
export interface Network {
  readonly vpc: ec2.IVpc;
  readonly vpcSubnets?: ec2.SubnetSelection;
  readonly subnetIds: string[];
  readonly securityGroups: ec2.ISecurityGroup[];
}

/**
 * The network of the props, else of the platform; nothing when they have none. A new security group lets nothing in and
 * only HTTPS out, which is what the service needs to fetch images and models.
 */
export function network(scope: Construct, props: PlatformOptions): Network | undefined {
  const { platform } = props;
  const vpc = props.vpc ?? platform?.vpc;
  if (!vpc) return undefined;
  // The platform's subnets and groups belong to the platform's VPC.
  const shared = props.vpc === undefined || props.vpc === platform?.vpc ? platform : undefined;
  const vpcSubnets = props.vpcSubnets ?? shared?.vpcSubnets;
  return {
    vpc,
    vpcSubnets,
    subnetIds: vpc.selectSubnets(vpcSubnets).subnetIds,
    securityGroups: props.securityGroups ?? shared?.securityGroups ?? [httpsOnly(scope, vpc)],
  };
}

/** Where network interfaces are made. */
export interface InterfacePlace {
  readonly subnetIds: readonly string[];
  readonly securityGroups: readonly { readonly securityGroupId: string }[];
}

/** What SageMaker needs to put the network interfaces of containers into a VPC. */
export function networkStatements(scope: IConstruct, { subnetIds, securityGroups }: InterfacePlace): iam.PolicyStatement[] {
  const arn = (resource: string, resourceName: string) => Stack.of(scope).formatArn({ service: 'ec2', resource, resourceName });
  return [
    new iam.PolicyStatement({
      actions: [
        'ec2:CreateNetworkInterface', 'ec2:CreateNetworkInterfacePermission',
        'ec2:DeleteNetworkInterface', 'ec2:DeleteNetworkInterfacePermission',
      ],
      resources: [
        arn('network-interface', '*'),
        ...subnetIds.map(id => arn('subnet', id)),
        ...securityGroups.map(group => arn('security-group', group.securityGroupId)),
      ],
    }),
    new iam.PolicyStatement({
      // The service has no resource-level permission for these.
      actions: [
        'ec2:DescribeDhcpOptions', 'ec2:DescribeNetworkInterfaces', 'ec2:DescribeSecurityGroups', 'ec2:DescribeSubnets', 'ec2:DescribeVpcs',
      ],
      resources: ['*'],
    }),
  ];
}

function httpsOnly(scope: Construct, vpc: ec2.IVpc): ec2.SecurityGroup {
  const group = new ec2.SecurityGroup(scope, 'SecurityGroup', { vpc, description: 'HTTPS out, nothing in', allowAllOutbound: false });
  group.addEgressRule(ec2.Peer.anyIpv4(), ec2.Port.tcp(443), 'HTTPS to AWS services');
  return group;
}
