import { AwsError } from '../http-types.ts';
import { listOf, structOf, textOf, textsOf } from '../query-params.ts';
import type { XmlValue } from '../xml.ts';
import { type Ec2Context, need, type Operation } from './context.ts';
import { findInstanceType, listInstanceTypes } from './instance-types.ts';
import type { Instance } from './state.ts';
import { INSTANCE_STATES } from './state-names.ts';
import { isoSecond, paginate, passesFilters, viewInstance, viewNetworkInterface } from './views.ts';

export const INSTANCE_OPERATIONS: Readonly<Record<string, Operation>> = {
  DescribeInstances: (parameters, context) => {
    const { page, nextToken } = paginate(
      selectInstances('DescribeInstances', parameters, context),
      parameters,
    );
    return {
      reservationSet: page.map((instance) => ({
        reservationId: instance.fleetId.replace('fleet', 'r'),
        ownerId: context.accountId,
        groupSet: [],
        instancesSet: [viewInstance(context.file.value, instance, context.accountId)],
      })),
      nextToken,
    };
  },
  DescribeInstanceStatus: (parameters, context) => {
    const all = textOf(parameters, 'IncludeAllInstances') === 'true';
    const selected = selectInstances('DescribeInstanceStatus', parameters, context);
    const { page, nextToken } = paginate(
      selected.filter(({ state }) => all || state === 'running'),
      parameters,
    );
    return { instanceStatusSet: page.map(viewStatus), nextToken };
  },
  TerminateInstances: (parameters, context) => {
    // One bad id fails the call before anything is terminated.
    const instances = needInstances(textsOf(parameters, 'InstanceId'), context);
    const kept = instances.find((instance) => instance.protected === true);
    if (kept !== undefined)
      throw new AwsError(
        'OperationNotPermitted',
        `The instance '${kept.id}' may not be terminated. Modify its 'disableApiTermination' instance attribute and try again.`,
      );
    return {
      instancesSet: instances.map((instance) => {
        const before = instance.state;
        context.instances.terminate(instance);
        return {
          instanceId: instance.id,
          currentState: viewState(instance.state),
          previousState: viewState(before),
        };
      }),
    };
  },
  RebootInstances: (parameters, context) => {
    const instances = needInstances(textsOf(parameters, 'InstanceId'), context);
    for (const instance of instances)
      if (instance.state !== 'running')
        throw new AwsError('IncorrectState', `The instance '${instance.id}' is not in the 'running' state.`);
    for (const instance of instances) context.instances.reboot(instance);
    return { return: true };
  },
  ModifyInstanceAttribute: (parameters, context) => {
    const instance = context.instances.get(need(parameters, 'InstanceId'));
    const groups = textsOf(parameters, 'GroupId');
    if (groups.length > 0) setGroups(instance, groups, context);
    const behavior = textOf(structOf(parameters['InstanceInitiatedShutdownBehavior']), 'Value');
    if (behavior === 'stop' || behavior === 'terminate') instance.shutdownBehavior = behavior;
    const protection = textOf(structOf(parameters['DisableApiTermination']), 'Value');
    if (protection !== undefined) instance.protected = protection === 'true';
    if (groups.length === 0 && behavior === undefined && protection === undefined)
      throw new AwsError(
        'InvalidParameterCombination',
        'No attributes specified that can be modified here: Groups, InstanceInitiatedShutdownBehavior, DisableApiTermination.',
      );
    context.file.save();
    return { return: true };
  },
  ModifyNetworkInterfaceAttribute: (parameters, context) => {
    const id = need(parameters, 'NetworkInterfaceId');
    const instance = context.instances
      .list()
      .find((candidate) => candidate.networkInterfaceId === id && candidate.state !== 'terminated');
    if (instance === undefined)
      throw new AwsError(
        'InvalidNetworkInterfaceID.NotFound',
        `The networkInterface ID '${id}' does not exist`,
      );
    const groups = textsOf(parameters, 'SecurityGroupId');
    const publicAddress = textOf(parameters, 'AssociatePublicIpAddress');
    if (groups.length > 0) setGroups(instance, groups, context);
    if (publicAddress === 'false') delete instance.publicIp;
    if (publicAddress === 'true')
      throw new AwsError(
        'NotServedLocally',
        'A public address is given at launch only, by the launch template.',
        501,
      );
    context.file.save();
    return { return: true };
  },
  DescribeNetworkInterfaces: (parameters, context) => {
    const wanted = textsOf(parameters, 'NetworkInterfaceId');
    const state = context.file.value;
    const living = context.instances.list().filter((instance) => instance.state !== 'terminated');
    const matching = living.filter(
      (instance) =>
        (wanted.length === 0 || wanted.includes(instance.networkInterfaceId)) &&
        passesFilters(
          'DescribeNetworkInterfaces',
          parameters,
          {
            'attachment.instance-id': instance.id,
            'subnet-id': instance.subnetId,
            'vpc-id': instance.vpcId,
            'group-id': instance.groupIds,
            'private-ip-address': instance.privateIp,
          },
          state.tags[instance.networkInterfaceId],
        ),
    );
    const { page, nextToken } = paginate(matching, parameters);
    return {
      networkInterfaceSet: page.map((instance) => viewNetworkInterface(state, instance, context.accountId)),
      nextToken,
    };
  },
  GetConsoleOutput: (parameters, context) => {
    const instance = context.instances.get(need(parameters, 'InstanceId'));
    const output = Buffer.from(context.instances.consoleOutput(instance.id)).toString('base64');
    return { instanceId: instance.id, timestamp: isoSecond(context.now()), output };
  },
  CreateTags: (parameters, context) => {
    const ids = textsOf(parameters, 'ResourceId');
    for (const id of ids)
      if (!(id in context.file.value.tags)) throw new AwsError('InvalidID', `The ID '${id}' is not valid`);
    for (const id of ids) {
      const tags = context.file.value.tags[id] ?? {};
      for (const tag of listOf(parameters, 'Tag')) tags[need(tag, 'Key')] = textOf(tag, 'Value') ?? '';
      context.file.value.tags[id] = tags;
    }
    context.file.save();
    return { return: true };
  },
  DeleteTags: (parameters, context) => {
    for (const id of textsOf(parameters, 'ResourceId'))
      for (const tag of listOf(parameters, 'Tag')) delete context.file.value.tags[id]?.[need(tag, 'Key')];
    context.file.save();
    return { return: true };
  },
  DescribeTags: (parameters, context) => {
    const rows = Object.entries(context.file.value.tags).flatMap(([resourceId, tags]) =>
      Object.entries(tags).map(([key, value]) => ({
        resourceId,
        key,
        value,
        resourceType: typeOfId(resourceId),
      })),
    );
    const matching = rows.filter((row) =>
      passesFilters('DescribeTags', parameters, {
        'resource-id': row.resourceId,
        'resource-type': row.resourceType,
        key: row.key,
        value: row.value,
      }),
    );
    const { page, nextToken } = paginate(matching, parameters);
    return { tagSet: page, nextToken };
  },
  DescribeInstanceTypes: (parameters) => {
    const wanted = textsOf(parameters, 'InstanceType');
    const unknown = wanted.filter((name) => findInstanceType(name) === undefined);
    if (unknown.length > 0)
      throw new AwsError(
        'InvalidInstanceType',
        `The following supplied instance types do not exist: [${unknown.join(', ')}]`,
      );
    const { page, nextToken } = paginate(wanted.length > 0 ? wanted : listInstanceTypes(), parameters);
    return { instanceTypeSet: page.map(viewType), nextToken };
  },
  DescribeInstanceTypeOfferings: (parameters, context) => {
    const byZone = textOf(parameters, 'LocationType') === 'availability-zone';
    const locations = byZone ? ['a', 'b', 'c'].map((zone) => context.region + zone) : [context.region];
    const offers = listInstanceTypes().flatMap((instanceType) =>
      locations.map((location) => ({ instanceType, location })),
    );
    const matching = offers.filter((offer) =>
      passesFilters('DescribeInstanceTypeOfferings', parameters, {
        'instance-type': offer.instanceType,
        location: offer.location,
      }),
    );
    const { page, nextToken } = paginate(matching, parameters);
    return {
      instanceTypeOfferingSet: page.map((offer) => ({
        ...offer,
        locationType: byZone ? 'availability-zone' : 'region',
      })),
      nextToken,
    };
  },
};

function selectInstances(
  operation: string,
  parameters: Parameters<Operation>[0],
  context: Ec2Context,
): readonly Instance[] {
  const ids = textsOf(parameters, 'InstanceId');
  const candidates = ids.length > 0 ? needInstances(ids, context) : context.instances.list();
  return candidates.filter((instance) =>
    passesFilters(
      operation,
      parameters,
      {
        'instance-state-name': instance.state,
        'instance-state-code': String(INSTANCE_STATES[instance.state]),
        'instance-id': instance.id,
        'instance-type': instance.type,
        'image-id': instance.imageId,
        'client-token': instance.clientToken,
        'availability-zone': instance.availabilityZone,
        ...(instance.state === 'terminated'
          ? { 'vpc-id': [], 'subnet-id': [], 'private-ip-address': [], 'instance.group-id': [] }
          : {
              'vpc-id': instance.vpcId,
              'subnet-id': instance.subnetId,
              'private-ip-address': instance.privateIp,
              'instance.group-id': instance.groupIds,
            }),
      },
      context.file.value.tags[instance.id],
    ),
  );
}

function needInstances(ids: readonly string[], context: Ec2Context): readonly Instance[] {
  if (ids.length === 0)
    throw new AwsError('MissingParameter', 'The request must contain the parameter InstanceId');
  const unknown: string[] = [];
  const found = [...new Set(ids)].flatMap((id) => {
    try {
      return [context.instances.get(id)];
    } catch (error) {
      if ((error as AwsError).code !== 'InvalidInstanceID.NotFound') throw error;
      unknown.push(id);
      return [];
    }
  });
  if (unknown.length === 1)
    throw new AwsError('InvalidInstanceID.NotFound', `The instance ID '${unknown[0]}' does not exist`);
  if (unknown.length > 1)
    throw new AwsError('InvalidInstanceID.NotFound', `The instance IDs '${unknown.join(', ')}' do not exist`);
  return found;
}

function setGroups(instance: Instance, groups: readonly string[], context: Ec2Context): void {
  for (const group of groups)
    if (context.file.value.securityGroups[group] === undefined)
      throw new AwsError('InvalidGroup.NotFound', `The security group '${group}' does not exist`);
  instance.groupIds = [...groups];
}

function viewState(name: Instance['state']): XmlValue {
  return { code: INSTANCE_STATES[name], name };
}

function viewStatus(instance: Instance): XmlValue {
  const impaired = instance.impairedSince !== undefined;
  const status = impaired ? 'impaired' : instance.ready === true ? 'ok' : 'initializing';
  const details = [
    {
      name: 'reachability',
      status: impaired ? 'failed' : instance.ready === true ? 'passed' : 'initializing',
      ...(instance.impairedSince === undefined ? {} : { impairedSince: isoSecond(instance.impairedSince) }),
    },
  ];
  return {
    instanceId: instance.id,
    availabilityZone: instance.availabilityZone,
    instanceState: viewState(instance.state),
    systemStatus: { status: 'ok', details: [{ name: 'reachability', status: 'passed' }] },
    instanceStatus: { status: instance.state === 'running' ? status : 'not-applicable', details },
  };
}

function viewType(name: string): XmlValue {
  const type = findInstanceType(name);
  return {
    instanceType: name,
    currentGeneration: true,
    burstablePerformanceSupported: false,
    vCpuInfo: { defaultVCpus: type?.vcpus },
    memoryInfo: { sizeInMiB: type?.memoryMib },
    processorInfo: { supportedArchitectures: [type?.architecture] },
  };
}

const TYPES_BY_PREFIX: Readonly<Record<string, string>> = {
  i: 'instance',
  vol: 'volume',
  eni: 'network-interface',
  lt: 'launch-template',
  sg: 'security-group',
  rtb: 'route-table',
  igw: 'internet-gateway',
  vpce: 'vpc-endpoint',
};

/** Resource type as tags and ARNs name it, from the prefix of an id. */
export function typeOfId(id: string): string {
  const prefix = id.slice(0, id.indexOf('-'));
  return TYPES_BY_PREFIX[prefix] ?? prefix;
}
