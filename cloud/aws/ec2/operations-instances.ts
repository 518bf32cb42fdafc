import { AwsError, UnservedOperation } from '../http-types.ts';
import { listOf, structOf, textOf, textsOf } from '../query-params.ts';
import { type Ec2Context, need, type Operation, readTags } from './context.ts';
import type { Instance } from './state.ts';
import { isoSecond, paginate, passesFilters, viewInstance, viewState } from './views.ts';

export const INSTANCE_OPERATIONS: Readonly<Record<string, Operation>> = {
  DescribeInstances: (parameters, context) => {
    const { page, nextToken } = paginate(selectInstances(parameters, context), parameters);
    return {
      reservationSet: page.map((instance) => ({
        reservationId: instance.fleetId.replace('fleet', 'r'),
        instancesSet: [viewInstance(instance, context)],
      })),
      nextToken,
    };
  },
  TerminateInstances: (parameters, context) => {
    // One bad id fails the call before anything is terminated.
    const instances = needInstances(textsOf(parameters, 'InstanceId'), context);
    const kept = instances.filter((instance) => instance.protected === true);
    // A protected one fails the call too, but keeps only those of its own zone.
    const keptZones = new Set(kept.map(({ availabilityZone }) => availabilityZone));
    if (kept[0] !== undefined) {
      for (const instance of instances)
        if (!keptZones.has(instance.availabilityZone)) context.instances.terminate(instance);
      throw new AwsError(
        'OperationNotPermitted',
        `The instance '${kept[0].id}' may not be terminated. Modify its 'disableApiTermination' instance attribute and try again.`,
      );
    }
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
    const still = instances.find(({ state }) => state !== 'running');
    if (still !== undefined)
      throw new AwsError('IncorrectState', `The instance '${still.id}' is not in the 'running' state.`);
    for (const instance of instances) context.instances.reboot(instance);
    return { return: true };
  },
  ModifyInstanceAttribute: (parameters, context) => {
    const instance = context.instances.get(need(parameters, 'InstanceId'));
    const protection = textOf(structOf(parameters['DisableApiTermination']), 'Value');
    if (protection === undefined)
      throw new UnservedOperation('ec2', 'ModifyInstanceAttribute', 'of anything but DisableApiTermination');
    instance.protected = protection === 'true';
    context.file.save();
    return { return: true };
  },
  ModifyNetworkInterfaceAttribute: (parameters, context) => {
    const id = need(parameters, 'NetworkInterfaceId');
    const instance = context.instances
      .listTold()
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
  GetConsoleOutput: (parameters, context) => {
    const instance = context.instances.get(need(parameters, 'InstanceId'));
    const output = Buffer.from(context.instances.consoleOutput(instance.id)).toString('base64');
    return { instanceId: instance.id, timestamp: isoSecond(context.now()), output };
  },
  CreateTags: (parameters, context) => {
    const ids = textsOf(parameters, 'ResourceId');
    const instanceIds = ids.filter((id) => typeOfId(id) === 'instance');
    if (instanceIds.length > 0) needInstances(instanceIds, context);
    for (const id of ids)
      if (!(id in context.file.value.tags)) throw new AwsError('InvalidID', `The ID '${id}' is not valid`);
    for (const id of ids)
      context.file.value.tags[id] = {
        ...context.file.value.tags[id],
        ...readTags(listOf(parameters, 'Tag')),
      };
    context.file.save();
    return { return: true };
  },
};

function selectInstances(parameters: Parameters<Operation>[0], context: Ec2Context): readonly Instance[] {
  const ids = textsOf(parameters, 'InstanceId');
  const candidates = ids.length > 0 ? needInstances(ids, context) : context.instances.listTold();
  return candidates.filter((instance) =>
    passesFilters(parameters, instance, context.file.value.tags[instance.id]),
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
    if (!context.network.groups.has(group))
      throw new AwsError('InvalidGroup.NotFound', `The security group '${group}' does not exist`);
  instance.groupIds = [...groups];
}

const TYPES_BY_PREFIX: Readonly<Record<string, string>> = {
  i: 'instance',
  vol: 'volume',
  eni: 'network-interface',
  lt: 'launch-template',
  sg: 'security-group',
};

/** Resource type as tags and ARNs name it, from the prefix of an id. */
export function typeOfId(id: string): string {
  const prefix = id.slice(0, id.indexOf('-'));
  return TYPES_BY_PREFIX[prefix] ?? prefix;
}
