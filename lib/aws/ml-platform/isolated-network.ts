import { Fn, Tags } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import { EndpointPolicies, Reach } from './endpoint-policies';
import { IsolatedNetworkDefinition } from '../../definition';
import { acknowledge } from '../foundation/acknowledgements';

/** What a network has when nothing is said. */
export const ISOLATED_DEFAULTS = { cidr: '10.0.0.0/16', availabilityZones: 2 };

/** The services that jobs and containers call. Everything else is out of reach. */
const SERVICES: Record<string, ec2.InterfaceVpcEndpointAwsService> = {
  SageMakerApi: ec2.InterfaceVpcEndpointAwsService.SAGEMAKER_API,
  SageMakerRuntime: ec2.InterfaceVpcEndpointAwsService.SAGEMAKER_RUNTIME,
  FeatureStore: ec2.InterfaceVpcEndpointAwsService.SAGEMAKER_FEATURESTORE_RUNTIME,
  Mlflow: ec2.InterfaceVpcEndpointAwsService.SAGEMAKER_EXPERIMENTS,
  Sts: ec2.InterfaceVpcEndpointAwsService.STS,
  Logs: ec2.InterfaceVpcEndpointAwsService.CLOUDWATCH_LOGS,
  Monitoring: ec2.InterfaceVpcEndpointAwsService.CLOUDWATCH_MONITORING,
  EcrApi: ec2.InterfaceVpcEndpointAwsService.ECR,
  EcrDocker: ec2.InterfaceVpcEndpointAwsService.ECR_DOCKER,
  Kms: ec2.InterfaceVpcEndpointAwsService.KMS,
};

/** Those that hand out container images. */
const IMAGE_SERVICES = ['EcrApi', 'EcrDocker'];

/** Only for the packages of AWS CodeArtifact; the files of Python packages come from the repository itself, not from S3. */
const PACKAGE_SERVICES: Record<string, ec2.InterfaceVpcEndpointAwsService> = {
  CodeArtifactApi: ec2.InterfaceVpcEndpointAwsService.CODEARTIFACT_API,
  CodeArtifactRepositories: ec2.InterfaceVpcEndpointAwsService.CODEARTIFACT_REPOSITORIES,
};

/**
 * A VPC with private subnets, no route to the internet, and VPC endpoints for the services that jobs use.
 *
 * It is made of plain CloudFormation resources: `ec2.Vpc` looks up the availability zones of an account at synth.
 */
export class IsolatedNetwork extends Construct {
  public readonly vpc: ec2.IVpc;

  constructor(scope: Construct, id: string, props: IsolatedNetworkDefinition) {
    super(scope, id);
    const resource = this.defineVpc(props.cidr ?? ISOLATED_DEFAULTS.cidr);
    const subnets = this.defineSubnets(resource, props.availabilityZones ?? ISOLATED_DEFAULTS.availabilityZones);
    this.vpc = ec2.Vpc.fromVpcAttributes(this, 'Vpc', {
      vpcId: resource.ref,
      vpcCidrBlock: resource.attrCidrBlock,
      availabilityZones: subnets.map(({ subnet }) => subnet.attrAvailabilityZone),
      isolatedSubnetIds: subnets.map(({ subnet }) => subnet.ref),
      isolatedSubnetRouteTableIds: subnets.map(({ routes }) => routes.ref),
    });
  }

  /** Gives the jobs in these security groups, and nothing else in the VPC, a way to the services, and through them to what is in reach. */
  public addServiceEndpoints(jobs: ec2.ISecurityGroup[], withPackages: boolean, reach: Reach): void {
    const policies = new EndpointPolicies(this, reach);
    const endpoints = new ec2.SecurityGroup(this, 'EndpointSecurityGroup', {
      vpc: this.vpc,
      description: 'VPC endpoints of the machine-learning platform',
      allowAllOutbound: false,
    });
    jobs.forEach(group => endpoints.connections.allowFrom(group, ec2.Port.tcp(443), 'HTTPS from jobs and endpoints'));
    for (const [name, service] of Object.entries({ ...SERVICES, ...(withPackages ? PACKAGE_SERVICES : {}) })) {
      const endpoint = this.vpc.addInterfaceEndpoint(name, {
        service, securityGroups: [endpoints], open: false, subnets: { subnets: this.vpc.isolatedSubnets },
      });
      (IMAGE_SERVICES.includes(name) ? policies.images() : policies.own()).forEach(statement => endpoint.addToPolicy(statement));
    }
    const objects = this.vpc.addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3 });
    policies.objects().forEach(statement => objects.addToPolicy(statement));
    const tables = this.vpc.addGatewayEndpoint('DynamoDb', { service: ec2.GatewayVpcEndpointAwsService.DYNAMODB });
    policies.own().forEach(statement => tables.addToPolicy(statement));
  }

  private defineVpc(cidrBlock: string): ec2.CfnVPC {
    const vpc = new ec2.CfnVPC(this, 'Resource', { cidrBlock, enableDnsHostnames: true, enableDnsSupport: true });
    Tags.of(vpc).add('Name', this.node.path);
    acknowledge(vpc, 'defaultSecurityGroup');
    return vpc;
  }

  /** A quarter of the address range for each zone, so that a third zone can be added without moving the others. */
  private defineSubnets(vpc: ec2.CfnVPC, zones: number): { subnet: ec2.CfnSubnet; routes: ec2.CfnRouteTable }[] {
    const hostBits = 30 - Number(vpc.cidrBlock?.split('/')[1]);
    const ranges = Fn.cidr(vpc.attrCidrBlock, 4, String(hostBits));
    return Array.from({ length: zones }, (_, index) => {
      const zone = new Construct(this, `Zone${index + 1}`);
      const subnet = new ec2.CfnSubnet(zone, 'Subnet', {
        vpcId: vpc.ref,
        availabilityZone: Fn.select(index, Fn.getAzs()),
        cidrBlock: Fn.select(index, ranges),
        mapPublicIpOnLaunch: false,
      });
      Tags.of(subnet).add('Name', subnet.node.path);
      const routes = new ec2.CfnRouteTable(zone, 'RouteTable', { vpcId: vpc.ref });
      new ec2.CfnSubnetRouteTableAssociation(zone, 'Routes', { subnetId: subnet.ref, routeTableId: routes.ref });
      return { subnet, routes };
    });
  }
}
