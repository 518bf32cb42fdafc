import { UnservedOperation } from '../http-types.ts';
import { matchesWildcard } from '../iam/match.ts';
import { listOf, type QueryValue, textOf, textsOf } from '../query-params.ts';
import type { XmlValue } from '../xml.ts';
import type { Ec2Context } from './context.ts';
import type { Instance } from './state.ts';
import { INSTANCE_STATES } from './state-names.ts';

/** `<tagSet>` of a resource. */
export function viewTags(tags: Readonly<Record<string, string>> | undefined): XmlValue {
  return Object.entries(tags ?? {}).map(([key, value]) => ({ key, value }));
}

/** ISO time at the precision of EC2: whole seconds. */
export function isoSecond(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19)}.000Z`;
}

/** An instance as DescribeInstances shows it; a terminated one has lost its network. */
export function viewInstance(instance: Instance, { file, network, accountId }: Ec2Context): XmlValue {
  const { tags } = file.value;
  const groupSet = instance.groupIds.map((groupId) => ({
    groupId,
    groupName: network.groups.get(groupId) ?? groupId,
  }));
  const place = {
    subnetId: instance.subnetId,
    vpcId: instance.vpcId,
    privateIpAddress: instance.privateIp,
    groupSet,
  };
  const gone = instance.state === 'terminated';
  return {
    instanceId: instance.id,
    imageId: instance.imageId,
    instanceState: { code: INSTANCE_STATES[instance.state], name: instance.state },
    privateDnsName: gone ? '' : `ip-${instance.privateIp.replaceAll('.', '-')}.internal`,
    dnsName: '',
    reason: instance.stateTransitionReason ?? '',
    amiLaunchIndex: 0,
    instanceType: instance.type,
    launchTime: isoSecond(instance.launchedAt),
    placement: { availabilityZone: instance.availabilityZone, tenancy: 'default' },
    monitoring: { state: 'disabled' },
    architecture: 'x86_64',
    rootDeviceType: 'ebs',
    clientToken: instance.clientToken,
    stateReason: instance.stateReason,
    tagSet: viewTags(tags[instance.id]),
    ...(gone
      ? { groupSet: [], networkInterfaceSet: [] }
      : {
          ...place,
          ipAddress: instance.publicIp,
          networkInterfaceSet: [
            {
              ...place,
              networkInterfaceId: instance.networkInterfaceId,
              ownerId: accountId,
              status: 'in-use',
              attachment: {
                attachmentId: instance.networkInterfaceId.replace('eni', 'eni-attach'),
                deviceIndex: 0,
                status: 'attached',
                deleteOnTermination: true,
              },
              ...(instance.publicIp === undefined
                ? {}
                : { association: { publicIp: instance.publicIp, ipOwnerId: 'amazon' } }),
            },
          ],
        }),
  };
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
