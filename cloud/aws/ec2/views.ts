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

/** Facts of a resource by filter name. */
export type Facts = Readonly<Record<string, string>>;

/**
 * True if the resource passes every `Filter.N` of a Describe call; `*` and `?` are wildcards. A filter that no fact
 * answers is an error that names it.
 */
export function passesFilters(
  operation: string,
  parameters: QueryValue,
  facts: Facts,
  tags: Readonly<Record<string, string>> = {},
): boolean {
  return listOf(parameters, 'Filter').every((filter) => {
    const name = textOf(filter, 'Name') ?? '';
    const wanted = textsOf(filter, 'Value');
    const actual = factValues(operation, name, facts, tags);
    return actual.some((value) => wanted.some((pattern) => matchesWildcard(pattern, value)));
  });
}

function factValues(
  operation: string,
  name: string,
  facts: Facts,
  tags: Readonly<Record<string, string>>,
): readonly string[] {
  if (name.startsWith('tag:')) {
    const value = tags[name.slice(4)];
    return value === undefined ? [] : [value];
  }
  if (name === 'tag-key') return Object.keys(tags);
  const fact = facts[name];
  if (fact === undefined) throw new UnservedOperation('ec2', operation, `filter ${name}`);
  return [fact];
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
