import {
  CreateSecurityGroupCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcsCommand,
} from '@aws-sdk/client-ec2';
import * as z from 'zod';
import type { SecurityGroupRule } from '../../aws/network-model.ts';
import type { Properties, Providers, ResourceContext } from '../provider.ts';

const ID_DIGITS = 17;
const GROUP_NAME_LIMIT = 255;
const HIGHEST_PORT = 65_535;

const portNumber = z.coerce.number().int();
const ruleSchema = z.object({
  IpProtocol: z.coerce.string(),
  FromPort: portNumber.optional(),
  ToPort: portNumber.optional(),
  CidrIp: z.string().optional(),
  CidrIpv6: z.string().optional(),
  SourceSecurityGroupId: z.string().optional(),
  DestinationSecurityGroupId: z.string().optional(),
});

const groupSchema = z.object({
  GroupDescription: z.string(),
  VpcId: z.string(),
  SecurityGroupIngress: z.array(ruleSchema).default([]),
  SecurityGroupEgress: z.array(ruleSchema).optional(),
});

const ALLOW_ALL_EGRESS: z.infer<typeof ruleSchema> = { IpProtocol: '-1', CidrIp: '0.0.0.0/0' };

function toRule(direction: 'ingress' | 'egress', rule: z.infer<typeof ruleSchema>): SecurityGroupRule {
  const groupId = direction === 'ingress' ? rule.SourceSecurityGroupId : rule.DestinationSecurityGroupId;
  const cidr = rule.CidrIp ?? rule.CidrIpv6;
  return {
    direction,
    protocol: rule.IpProtocol,
    fromPort: rule.FromPort ?? 0,
    toPort: rule.ToPort ?? HIGHEST_PORT,
    ...(groupId === undefined ? {} : { groupId }),
    ...(cidr === undefined ? {} : { cidr }),
  };
}

const makeId = (prefix: string, { derive }: ResourceContext): string =>
  `${prefix}-${derive(prefix, ID_DIGITS)}`;

const separateRule = (direction: 'ingress' | 'egress') => ({
  ensure: async (properties: Properties, context: ResourceContext) => {
    const { GroupId } = z.object({ GroupId: z.string() }).parse(properties);
    const id = makeId('sgr', context);
    context.network.setRule(GroupId, id, toRule(direction, ruleSchema.parse(properties)));
    return { physicalId: id, attributes: { Id: id } };
  },
});

const text = (properties: Properties, name: string): string =>
  z.object({ [name]: z.string() }).parse(properties)[name]!;

/** `com.amazonaws.REGION.SERVICE` as the SigV4 scope calls the service. */
function serviceScope(serviceName: string): string {
  return serviceName.split('.').at(-1)!;
}

/** What an EC2 create call made at an earlier start, if the service still has it; `describe` throws NotFound otherwise. */
async function reuse(
  context: ResourceContext,
  describe: (id: string) => Promise<unknown>,
): Promise<string | undefined> {
  const id = context.previous?.physicalId;
  if (id === undefined || !context.unchanged) return undefined;
  try {
    await describe(id);
    return id;
  } catch (error) {
    if ((error as Error).name.endsWith('.NotFound')) return undefined;
    throw error;
  }
}

/**
 * VPCs, subnets and groups exist in the EC2 service, which launches into them; who reaches whom is decided by the
 * network model, which also holds what EC2 need not know: routes, endpoints and rules.
 */
export const networkProviders: Providers = {
  'AWS::EC2::VPC': {
    ensure: async (properties, context) => {
      const { ec2 } = context.clients;
      const CidrBlock = text(properties, 'CidrBlock');
      const vpcId =
        (await reuse(context, (id) => ec2.send(new DescribeVpcsCommand({ VpcIds: [id] })))) ??
        (await ec2.send(new CreateVpcCommand({ CidrBlock }))).Vpc!.VpcId!;
      context.network.vpcs.set(vpcId, { cidr: CidrBlock });
      const DefaultSecurityGroup = `sg-${context.derive('default group', ID_DIGITS)}`;
      return { physicalId: vpcId, attributes: { VpcId: vpcId, CidrBlock, DefaultSecurityGroup } };
    },
  },
  'AWS::EC2::Subnet': {
    ensure: async (properties, context) => {
      const { ec2 } = context.clients;
      const [VpcId, CidrBlock] = [text(properties, 'VpcId'), text(properties, 'CidrBlock')];
      const AvailabilityZone = text(properties, 'AvailabilityZone');
      const subnetId =
        (await reuse(context, (id) => ec2.send(new DescribeSubnetsCommand({ SubnetIds: [id] })))) ??
        (await ec2.send(new CreateSubnetCommand({ VpcId, CidrBlock, AvailabilityZone }))).Subnet!.SubnetId!;
      context.network.subnets.set(subnetId, { vpcId: VpcId, cidr: CidrBlock });
      return { physicalId: subnetId, attributes: { SubnetId: subnetId, VpcId, AvailabilityZone } };
    },
  },
  'AWS::EC2::RouteTable': {
    ensure: async (_properties, context) => {
      const id = makeId('rtb', context);
      return { physicalId: id, attributes: { RouteTableId: id } };
    },
  },
  'AWS::EC2::SubnetRouteTableAssociation': {
    ensure: async (properties, context) => {
      context.network.routeTableOf.set(text(properties, 'SubnetId'), text(properties, 'RouteTableId'));
      const id = makeId('rtbassoc', context);
      return { physicalId: id, attributes: { Id: id } };
    },
  },
  'AWS::EC2::Route': {
    ensure: async (properties, context) => {
      // An internet gateway leads out only for public addresses, which functions do not have.
      if (properties['NatGatewayId'] !== undefined || properties['TransitGatewayId'] !== undefined) {
        context.network.routesOut.add(text(properties, 'RouteTableId'));
      }
      return { physicalId: makeId('r', context) };
    },
  },
  'AWS::EC2::NatGateway': {
    ensure: async (_properties, context) => {
      const id = makeId('nat', context);
      return { physicalId: id, attributes: { NatGatewayId: id } };
    },
  },
  'AWS::EC2::VPCEndpoint': {
    ensure: async (properties, context) => {
      const service = serviceScope(text(properties, 'ServiceName'));
      const id = makeId('vpce', context);
      if (properties['VpcEndpointType'] === 'Interface') {
        add(context.network.interfaceServices, text(properties, 'VpcId'), service);
      } else {
        for (const table of z.array(z.string()).parse(properties['RouteTableIds'] ?? [])) {
          add(context.network.gatewayServices, table, service);
        }
      }
      return { physicalId: id, attributes: { Id: id } };
    },
  },
  'AWS::EC2::SecurityGroup': {
    ensure: async (properties, context) => {
      const { ec2 } = context.clients;
      const { GroupDescription, VpcId, SecurityGroupIngress, SecurityGroupEgress } =
        groupSchema.parse(properties);
      const group = { GroupName: context.makeName(GROUP_NAME_LIMIT), Description: GroupDescription, VpcId };
      const groupId =
        (await reuse(context, (id) => ec2.send(new DescribeSecurityGroupsCommand({ GroupIds: [id] })))) ??
        (await ec2.send(new CreateSecurityGroupCommand(group))).GroupId!;
      for (const [index, rule] of SecurityGroupIngress.entries()) {
        context.network.setRule(groupId, `ingress ${index}`, toRule('ingress', rule));
      }
      for (const [index, rule] of (SecurityGroupEgress ?? [ALLOW_ALL_EGRESS]).entries()) {
        context.network.setRule(groupId, `egress ${index}`, toRule('egress', rule));
      }
      return { physicalId: groupId, attributes: { GroupId: groupId, Id: groupId, VpcId } };
    },
  },
  'AWS::EC2::SecurityGroupIngress': separateRule('ingress'),
  'AWS::EC2::SecurityGroupEgress': separateRule('egress'),
};

function add(map: Map<string, Set<string>>, key: string, value: string): void {
  map.set(key, (map.get(key) ?? new Set()).add(value));
}
