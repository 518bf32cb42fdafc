import { Aws } from 'aws-cdk-lib';
import {
  GatewayVpcEndpointAwsService,
  IpAddresses,
  type IVpc,
  Peer,
  Port,
  SecurityGroup,
  SubnetType,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import { AnyPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';

/** Where Judge0 listens on a host. */
export const judgePort = 2358;

export interface HostNetworkProps {
  readonly vpcCidr: string;
}

/**
 * The network of hosts and of the functions that talk to them, without NAT and without interface endpoints:
 * it costs nothing while no host runs.
 *
 * A host is born in a public subnet with a public address and the *installing* group; when Judge0 answers, the
 * fleet pass gives it the *sealed* group, takes the address and reboots it (tracked connections outlive a change of
 * groups). From then on it can only be spoken to, by functions, on Judge0's port.
 */
export class HostNetwork extends Construct {
  readonly vpc: Vpc;
  /** Of the executor and the prober: out to Judge0, DynamoDB and S3; nothing comes in. */
  readonly functions: SecurityGroup;
  readonly hostInstalling: SecurityGroup;
  readonly hostSealed: SecurityGroup;

  constructor(scope: Construct, id: string, props: HostNetworkProps) {
    super(scope, id);
    this.vpc = new Vpc(this, 'Vpc', {
      ipAddresses: IpAddresses.cidr(props.vpcCidr),
      maxAzs: 2,
      natGateways: 0,
      restrictDefaultSecurityGroup: false,
      subnetConfiguration: [
        { name: 'hosts', subnetType: SubnetType.PUBLIC, cidrMask: 24, mapPublicIpOnLaunch: false },
        { name: 'functions', subnetType: SubnetType.PRIVATE_ISOLATED, cidrMask: 24 },
      ],
    });
    for (const [name, service] of [
      ['DynamoDb', GatewayVpcEndpointAwsService.DYNAMODB],
      ['S3', GatewayVpcEndpointAwsService.S3],
    ] as const) {
      const endpoint = this.vpc.addGatewayEndpoint(name, {
        service,
        subnets: [{ subnetType: SubnetType.PRIVATE_ISOLATED }],
      });
      // Nobody else's credentials can carry data out through our endpoints.
      endpoint.addToPolicy(
        new PolicyStatement({
          principals: [new AnyPrincipal()],
          actions: ['*'],
          resources: ['*'],
          conditions: { StringEquals: { 'aws:PrincipalAccount': Aws.ACCOUNT_ID } },
        }),
      );
    }

    this.functions = this.#createGroup('Functions', 'Assize functions that talk to judge hosts');
    this.hostInstalling = this.#createGroup('HostInstalling', 'Assize judge host while it installs itself');
    this.hostSealed = this.#createGroup('HostSealed', 'Assize judge host that judges: no way out');

    // The functions' subnets have no route but to the two gateway endpoints, so this reaches DynamoDB and S3 only.
    this.functions.addEgressRule(Peer.anyIpv4(), Port.tcp(443), 'DynamoDB and S3 by gateway endpoint');
    for (const [group, state] of [
      [this.hostInstalling, 'installing'],
      [this.hostSealed, 'sealed'],
    ] as const) {
      this.functions.addEgressRule(group, Port.tcp(judgePort), `Judge0 on ${state} hosts`);
      group.addIngressRule(this.functions, Port.tcp(judgePort), 'Judge0 from functions');
    }
    this.hostInstalling.addEgressRule(Peer.anyIpv4(), Port.tcp(80), 'Ubuntu packages');
    this.hostInstalling.addEgressRule(Peer.anyIpv4(), Port.tcp(443), 'Docker packages and images');
    this.hostInstalling.addEgressRule(
      Peer.ipv4(props.vpcCidr),
      Port.udp(53),
      'DNS by the resolver of the VPC',
    );
  }

  #createGroup(id: string, description: string): SecurityGroup {
    return new SecurityGroup(this, id, { vpc: this.vpc as IVpc, description, allowAllOutbound: false });
  }
}
