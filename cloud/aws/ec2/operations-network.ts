import { AwsError } from '../http-types.ts';
import { listOf, type QueryValue, structOf, textOf, textsOf } from '../query-params.ts';
import type { XmlValue } from '../xml.ts';
import { type Ec2Context, need, type Operation, tagsFor } from './context.ts';
import { makeId, type PlainResource, type SecurityGroup } from './state.ts';
import { paginate, passesFilters, viewTags } from './views.ts';

/**
 * The network as far as hosts and functions are placed in it: every resource exists, is described and can be tagged.
 * Who reaches whom is decided from the templates by the runtime, not here.
 */
export const NETWORK_OPERATIONS: Readonly<Record<string, Operation>> = {
  CreateVpc: (parameters, context) => {
    const vpc = make('vpc', 'vpc', parameters, context, { cidrBlock: need(parameters, 'CidrBlock') });
    return { vpc: view(vpc, context) };
  },
  DescribeVpcs: describe('vpc', 'VpcId', 'vpcSet', 'DescribeVpcs'),
  ModifyVpcAttribute: (parameters, context) => {
    const vpc = find('vpc', need(parameters, 'VpcId'), context);
    for (const name of ['EnableDnsSupport', 'EnableDnsHostnames'])
      if (parameters[name] !== undefined)
        vpc.attributes[name] = textOf(structOf(parameters[name]), 'Value') ?? 'true';
    context.file.save();
    return { return: true };
  },
  CreateSubnet: (parameters, context) => {
    const vpcId = find('vpc', need(parameters, 'VpcId'), context).id;
    const subnet = make('subnet', 'subnet', parameters, context, {
      vpcId,
      cidrBlock: need(parameters, 'CidrBlock'),
      availabilityZone: textOf(parameters, 'AvailabilityZone') ?? `${context.region}a`,
      mapPublicIpOnLaunch: 'false',
    });
    return { subnet: view(subnet, context) };
  },
  DescribeSubnets: describe('subnet', 'SubnetId', 'subnetSet', 'DescribeSubnets'),
  ModifySubnetAttribute: (parameters, context) => {
    const subnet = find('subnet', need(parameters, 'SubnetId'), context);
    const map = textOf(structOf(parameters['MapPublicIpOnLaunch']), 'Value');
    if (map !== undefined) subnet.attributes['mapPublicIpOnLaunch'] = map;
    context.file.save();
    return { return: true };
  },
  CreateInternetGateway: (parameters, context) => ({
    internetGateway: view(make('internet-gateway', 'igw', parameters, context, {}), context),
  }),
  DescribeInternetGateways: describe(
    'internet-gateway',
    'InternetGatewayId',
    'internetGatewaySet',
    'DescribeInternetGateways',
  ),
  AttachInternetGateway: (parameters, context) => {
    const gateway = find('internet-gateway', need(parameters, 'InternetGatewayId'), context);
    const vpcId = find('vpc', need(parameters, 'VpcId'), context).id;
    gateway.attributes['attachmentSet'] = [{ vpcId, state: 'available' }];
    context.file.save();
    return { return: true };
  },
  CreateRouteTable: (parameters, context) => {
    const vpcId = find('vpc', need(parameters, 'VpcId'), context).id;
    const table = make('route-table', 'rtb', parameters, context, {
      vpcId,
      routeSet: [],
      associationSet: [],
    });
    return { routeTable: view(table, context) };
  },
  DescribeRouteTables: describe('route-table', 'RouteTableId', 'routeTableSet', 'DescribeRouteTables'),
  CreateRoute: (parameters, context) => {
    const table = find('route-table', need(parameters, 'RouteTableId'), context);
    append(table, 'routeSet', {
      destinationCidrBlock: need(parameters, 'DestinationCidrBlock'),
      gatewayId: textOf(parameters, 'GatewayId') ?? '',
      state: 'active',
    });
    context.file.save();
    return { return: true };
  },
  AssociateRouteTable: (parameters, context) => {
    const table = find('route-table', need(parameters, 'RouteTableId'), context);
    const associationId = makeId('rtbassoc');
    append(table, 'associationSet', {
      routeTableAssociationId: associationId,
      routeTableId: table.id,
      subnetId: find('subnet', need(parameters, 'SubnetId'), context).id,
    });
    context.file.save();
    return { associationId };
  },
  CreateVpcEndpoint: (parameters, context) => {
    const endpoint = make('vpc-endpoint', 'vpce', parameters, context, {
      vpcId: find('vpc', need(parameters, 'VpcId'), context).id,
      serviceName: need(parameters, 'ServiceName'),
      vpcEndpointType: textOf(parameters, 'VpcEndpointType') ?? 'Gateway',
      routeTableIdSet: textsOf(parameters, 'RouteTableId'),
    });
    return { vpcEndpoint: view(endpoint, context) };
  },
  DescribeVpcEndpoints: describe('vpc-endpoint', 'VpcEndpointId', 'vpcEndpointSet', 'DescribeVpcEndpoints'),
  DescribeAvailabilityZones: (_parameters, context) => ({
    availabilityZoneInfo: ['a', 'b', 'c'].map((zone) => ({
      zoneName: context.region + zone,
      zoneId: `local-az-${zone}`,
      regionName: context.region,
      zoneState: 'available',
      zoneType: 'availability-zone',
    })),
  }),
  DeleteVpc: remove('vpc', 'VpcId'),
  DeleteSubnet: remove('subnet', 'SubnetId'),
  DeleteInternetGateway: remove('internet-gateway', 'InternetGatewayId'),
  DeleteRouteTable: remove('route-table', 'RouteTableId'),
  CreateSecurityGroup: (parameters, context) => {
    const group: SecurityGroup = {
      id: makeId('sg'),
      name: need(parameters, 'GroupName'),
      description: textOf(parameters, 'GroupDescription') ?? '',
      vpcId: find('vpc', need(parameters, 'VpcId'), context).id,
      ingress: [],
      egress: [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }],
    };
    const same = Object.values(context.file.value.securityGroups).some(
      ({ name, vpcId }) => name === group.name && vpcId === group.vpcId,
    );
    if (same)
      throw new AwsError(
        'InvalidGroup.Duplicate',
        `The security group '${group.name}' already exists for VPC '${group.vpcId}'`,
      );
    context.file.value.securityGroups[group.id] = group;
    context.file.value.tags[group.id] = tagsFor(listOf(parameters, 'TagSpecification'), 'security-group');
    context.file.save();
    return { groupId: group.id, tagSet: viewTags(context.file.value.tags[group.id]) };
  },
  DeleteSecurityGroup: (parameters, context) => {
    const group = findGroup(need(parameters, 'GroupId'), context);
    const user = context.instances
      .list()
      .find(({ groupIds, state }) => state !== 'terminated' && groupIds.includes(group.id));
    if (user !== undefined)
      throw new AwsError('DependencyViolation', `resource ${group.id} has a dependent object (${user.id})`);
    delete context.file.value.securityGroups[group.id];
    delete context.file.value.tags[group.id];
    context.file.save();
    return { return: true };
  },
  DescribeSecurityGroups: (parameters, context) => {
    const ids = textsOf(parameters, 'GroupId');
    for (const id of ids) findGroup(id, context);
    const { tags, securityGroups } = context.file.value;
    const matching = Object.values(securityGroups).filter(
      (group) =>
        (ids.length === 0 || ids.includes(group.id)) &&
        passesFilters(
          'DescribeSecurityGroups',
          parameters,
          { 'group-id': group.id, 'group-name': group.name, 'vpc-id': group.vpcId },
          tags[group.id],
        ),
    );
    const { page, nextToken } = paginate(matching, parameters);
    return { securityGroupInfo: page.map((group) => viewGroup(group, context)), nextToken };
  },
  AuthorizeSecurityGroupIngress: changeRules('ingress', 'add'),
  AuthorizeSecurityGroupEgress: changeRules('egress', 'add'),
  RevokeSecurityGroupIngress: changeRules('ingress', 'remove'),
  RevokeSecurityGroupEgress: changeRules('egress', 'remove'),
};

function make(
  kind: string,
  prefix: string,
  parameters: QueryValue,
  context: Ec2Context,
  attributes: Record<string, QueryValue>,
): PlainResource {
  const resource = { id: makeId(prefix), kind, attributes };
  context.file.value.resources[resource.id] = resource;
  context.file.value.tags[resource.id] = tagsFor(listOf(parameters, 'TagSpecification'), kind);
  context.file.save();
  return resource;
}

function find(kind: string, id: string, context: Ec2Context): PlainResource {
  const resource = context.file.value.resources[id];
  if (resource?.kind === kind) return resource;
  const name = kind
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
  throw new AwsError(`Invalid${name}ID.NotFound`, `The ${kind} ID '${id}' does not exist`);
}

function remove(kind: string, parameter: string): Operation {
  return (parameters, context) => {
    const { id } = find(kind, need(parameters, parameter), context);
    delete context.file.value.resources[id];
    delete context.file.value.tags[id];
    context.file.save();
    return { return: true };
  };
}

function describe(kind: string, parameter: string, set: string, operation: string): Operation {
  return (parameters, context) => {
    const ids = textsOf(parameters, parameter);
    for (const id of ids) find(kind, id, context);
    const { resources, tags } = context.file.value;
    const matching = Object.values(resources).filter(
      (resource) =>
        resource.kind === kind &&
        (ids.length === 0 || ids.includes(resource.id)) &&
        passesFilters(
          operation,
          parameters,
          {
            'vpc-id': kind === 'vpc' ? resource.id : textOf(resource.attributes, 'vpcId'),
            [`${kind}-id`]: resource.id,
          },
          tags[resource.id],
        ),
    );
    const { page, nextToken } = paginate(matching, parameters);
    return { [set]: page.map((resource) => view(resource, context)), nextToken };
  };
}

function view(resource: PlainResource, context: Ec2Context): XmlValue {
  const idName = resource.kind.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
  return {
    [`${idName}Id`]: resource.id,
    ownerId: context.accountId,
    state: 'available',
    ...(resource.attributes as Record<string, XmlValue>),
    tagSet: viewTags(context.file.value.tags[resource.id]),
  };
}

function append(resource: PlainResource, list: string, item: QueryValue): void {
  resource.attributes[list] = [...listOf(resource.attributes, list), item];
}

function findGroup(id: string, context: Ec2Context): SecurityGroup {
  const group = context.file.value.securityGroups[id];
  if (group === undefined)
    throw new AwsError('InvalidGroup.NotFound', `The security group '${id}' does not exist`);
  return group;
}

function changeRules(side: 'ingress' | 'egress', change: 'add' | 'remove'): Operation {
  return (parameters, context) => {
    const group = findGroup(need(parameters, 'GroupId'), context);
    const rules = listOf(parameters, 'IpPermissions');
    const key = (rule: QueryValue) => JSON.stringify(rule);
    const known = new Set(group[side].map(key));
    if (change === 'add' && rules.some((rule) => known.has(key(rule))))
      throw new AwsError('InvalidPermission.Duplicate', 'the specified rule already exists');
    const dropped = new Set(rules.map(key));
    group[side] =
      change === 'add' ? [...group[side], ...rules] : group[side].filter((rule) => !dropped.has(key(rule)));
    context.file.save();
    return { return: true };
  };
}

function viewGroup(group: SecurityGroup, context: Ec2Context): XmlValue {
  return {
    groupId: group.id,
    groupName: group.name,
    groupDescription: group.description,
    vpcId: group.vpcId,
    ownerId: context.accountId,
    ipPermissions: group.ingress.map(viewRule),
    ipPermissionsEgress: group.egress.map(viewRule),
    tagSet: viewTags(context.file.value.tags[group.id]),
  };
}

function viewRule(rule: QueryValue): XmlValue {
  const groups = [...listOf(rule, 'Groups'), ...listOf(rule, 'UserIdGroupPairs')];
  return {
    ipProtocol: textOf(rule, 'IpProtocol'),
    fromPort: textOf(rule, 'FromPort'),
    toPort: textOf(rule, 'ToPort'),
    ipRanges: listOf(rule, 'IpRanges').map((range) => ({ cidrIp: textOf(range, 'CidrIp') })),
    groups: groups.map((group) => ({ groupId: textOf(group, 'GroupId') })),
  };
}
