import { UnservedOperation } from '../http-types.ts';
import { matchesWildcard } from '../iam/match.ts';
import { listOf, type QueryValue, textOf, textsOf } from '../query-params.ts';
import type { XmlValue } from '../xml.ts';
import type { Ec2Context } from './context.ts';
import type { Instance } from './state.ts';
import { INSTANCE_STATES } from './state-names.ts';

/** ISO time at the precision of EC2: whole seconds. */
export function isoSecond(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19)}.000Z`;
}

/** An instance as DescribeInstances shows it, as far as anybody reads it; a terminated one has lost its network. */
export function viewInstance(instance: Instance, { file, network }: Ec2Context): XmlValue {
  const { id, state, groupIds, networkInterfaceId } = instance;
  const groupSet = groupIds.map((groupId) => ({
    groupId,
    groupName: network.groups.get(groupId) ?? groupId,
  }));
  return {
    instanceId: id,
    imageId: instance.imageId,
    instanceState: viewState(state),
    reason: instance.stateTransitionReason ?? '',
    instanceType: instance.type,
    ...(instance.spot === undefined
      ? {}
      : { instanceLifecycle: 'spot', spotInstanceRequestId: instance.spot.id }),
    launchTime: isoSecond(instance.launchedAt),
    placement: { availabilityZone: instance.availabilityZone },
    stateReason: instance.stateReason,
    tagSet: Object.entries(file.value.tags[id] ?? {}).map(([key, value]) => ({ key, value })),
    ...(state === 'terminated'
      ? {}
      : {
          subnetId: instance.subnetId,
          vpcId: instance.vpcId,
          privateIpAddress: instance.privateIp,
          ipAddress: instance.publicIp,
          groupSet,
          networkInterfaceSet: [{ networkInterfaceId, groupSet }],
        }),
  };
}

/** A state by code and name. */
export function viewState(name: Instance['state']): XmlValue {
  return { code: INSTANCE_STATES[name], name };
}

/**
 * True if the instance passes every `Filter.N` of DescribeInstances; `*` and `?` are wildcards. A filter that is not
 * served is an error that names it.
 */
export function passesFilters(
  parameters: QueryValue,
  { id, state }: Instance,
  tags: Readonly<Record<string, string>> = {},
): boolean {
  return listOf(parameters, 'Filter').every((filter) => {
    const name = textOf(filter, 'Name') ?? '';
    const facts: Readonly<Record<string, string>> = { 'instance-state-name': state, 'instance-id': id };
    const actual = name.startsWith('tag:') ? tags[name.slice('tag:'.length)] : facts[name];
    if (actual === undefined && !name.startsWith('tag:'))
      throw new UnservedOperation('ec2', 'DescribeInstances', `filter ${name}`);
    return textsOf(filter, 'Value').some(
      (pattern) => actual !== undefined && matchesWildcard(pattern, actual),
    );
  });
}

/** One page of a Describe call: `MaxResults` and `NextToken` of the caller, the token of the next page. */
export function paginate<T>(
  items: readonly T[],
  parameters: QueryValue,
): { page: readonly T[]; nextToken: string | undefined } {
  const start = Number(textOf(parameters, 'NextToken') ?? 0);
  const end = start + Number(textOf(parameters, 'MaxResults') ?? 1000);
  return { page: items.slice(start, end), nextToken: end < items.length ? String(end) : undefined };
}
