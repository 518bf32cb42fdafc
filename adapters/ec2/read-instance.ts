import type { Instance } from '@aws-sdk/client-ec2';
import { given } from '../../core/exam/given.ts';
import type { CloudInstance } from '../../core/fleet/host.ts';
import { tagKeys } from '../../core/fleet/instance-tags.ts';

/**
 * An instance as the core knows it, undefined when it lacks what every instance of ours has (an id and our tags).
 * @param sealedGroupId undefined where nobody asks whether hosts are sealed
 */
export function readInstance(
  instance: Instance,
  sealedGroupId: string | undefined,
): CloudInstance | undefined {
  const tags = new Map((instance.Tags ?? []).map(({ Key, Value }) => [Key, Value ?? '']));
  const sessionId = tags.get(tagKeys.session);
  const { InstanceId: instanceId, State: state, LaunchTime: launchTime } = instance;
  if (instanceId === undefined || sessionId === undefined || launchTime === undefined) return undefined;
  const [nic] = instance.NetworkInterfaces ?? [];
  const securityGroupIds = (instance.SecurityGroups ?? []).flatMap(({ GroupId }) => GroupId ?? []);
  const deadlineAt = Date.parse(tags.get(tagKeys.deadline) ?? '');
  const terminatedAt = readTransitionTime(instance.StateTransitionReason);
  return {
    instanceId,
    sessionId,
    round: Number(tags.get(tagKeys.round) ?? 0),
    instanceType: instance.InstanceType ?? 'unknown',
    state: state?.Name ?? 'pending',
    ...(instance.PrivateIpAddress === undefined ? {} : { privateAddress: instance.PrivateIpAddress }),
    ...(instance.PublicIpAddress === undefined ? {} : { publicAddress: instance.PublicIpAddress }),
    ...(nic?.NetworkInterfaceId === undefined ? {} : { networkInterfaceId: nic.NetworkInterfaceId }),
    securityGroupIds,
    sealed:
      sealedGroupId !== undefined && securityGroupIds.length === 1 && securityGroupIds[0] === sealedGroupId,
    launchedAt: launchTime.getTime(),
    ...(instance.InstanceLifecycle === 'spot' ? { market: 'spot' as const } : {}),
    ...given({ zone: instance.Placement?.AvailabilityZone }),
    ...(isInterruption(instance) ? { interrupted: true as const } : {}),
    ...(Number.isNaN(deadlineAt) ? {} : { deadlineAt }),
    ...(state?.Name === 'terminated' && terminatedAt !== undefined ? { terminatedAt } : {}),
  };
}

/** What EC2 says of an instance that it took back: `Server.SpotInstanceTermination`, or `...Shutdown`. */
function isInterruption({ StateReason, InstanceLifecycle }: Instance): boolean {
  return InstanceLifecycle === 'spot' && /^Server\.SpotInstance/.test(StateReason?.Code ?? '');
}

/** EC2 tells when an instance was terminated only in prose: `User initiated (2026-03-02 09:15:02 GMT)`. */
export function readTransitionTime(reason: string | undefined): number | undefined {
  const told = /\((\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2}) GMT\)/.exec(reason ?? '');
  if (told === null) return undefined;
  const at = Date.parse(`${told[1]}T${told[2]}Z`);
  return Number.isNaN(at) ? undefined : at;
}
