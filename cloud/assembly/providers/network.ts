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
  VpcId: z.string(),
  SecurityGroupIngress: z.array(ruleSchema).default([]),
  SecurityGroupEgress: z.array(ruleSchema).optional(),
});

const endpointSchema = z.object({
  ServiceName: z.string(),
  VpcEndpointType: z.literal('Gateway', { error: 'only gateway endpoints are served by local mode' }),
  RouteTableIds: z.array(z.string()),
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

/** The network is a model: EC2 launches into its subnets and groups, and who reaches whom is asked of it. */
export const networkProviders: Providers = {
  'AWS::EC2::VPC': {
    ensure: async (properties, context) => {
      const CidrBlock = text(properties, 'CidrBlock');
      const vpcId = makeId('vpc', context);
      context.network.vpcs.set(vpcId, { cidr: CidrBlock });
      const DefaultSecurityGroup = `sg-${context.derive('default group', ID_DIGITS)}`;
      return { physicalId: vpcId, attributes: { VpcId: vpcId, CidrBlock, DefaultSecurityGroup } };
    },
  },
  'AWS::EC2::Subnet': {
    ensure: async (properties, context) => {
      const VpcId = text(properties, 'VpcId');
      const AvailabilityZone = text(properties, 'AvailabilityZone');
      const subnetId = makeId('subnet', context);
      context.network.subnets.set(subnetId, {
        vpcId: VpcId,
        cidr: text(properties, 'CidrBlock'),
        availabilityZone: AvailabilityZone,
      });
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
    // An internet gateway leads out only for public addresses, which functions do not have.
    ensure: async (properties, context) => {
      text(properties, 'GatewayId');
      return { physicalId: makeId('r', context) };
    },
  },
  'AWS::EC2::VPCEndpoint': {
    ensure: async (properties, context) => {
      const { ServiceName, RouteTableIds } = endpointSchema.parse(properties);
      // `com.amazonaws.REGION.SERVICE`; the last part is what the SigV4 scope calls the service.
      const service = ServiceName.split('.').at(-1)!;
      for (const table of RouteTableIds) {
        const { gatewayServices } = context.network;
        gatewayServices.set(table, (gatewayServices.get(table) ?? new Set()).add(service));
      }
      const id = makeId('vpce', context);
      return { physicalId: id, attributes: { Id: id } };
    },
  },
  'AWS::EC2::SecurityGroup': {
    ensure: async (properties, context) => {
      const { VpcId, SecurityGroupIngress, SecurityGroupEgress } = groupSchema.parse(properties);
      const groupId = makeId('sg', context);
      context.network.groups.set(groupId, context.makeName(GROUP_NAME_LIMIT));
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
