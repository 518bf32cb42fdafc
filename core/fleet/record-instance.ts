import { given } from '../exam/given.ts';
import type { LaunchRound } from './cloud.ts';
import type { CloudInstance, Host } from './host.ts';

/** Port of Judge0 on our hosts. */
export const JUDGE_PORT = 2358;

/** Where a host's judge answers. */
export function judgeUrl(privateAddress: string): string {
  return `http://${privateAddress}:${JUDGE_PORT}`;
}

/** The first row of a host that a launch named, before EC2's Describe tells of it. */
export function hostFromLaunch(instanceId: string, round: LaunchRound, slots: number, now: number): Host {
  return {
    sessionId: round.sessionId,
    hostId: instanceId,
    round: round.round,
    // Which of the round's types it became is told with its address.
    instanceType: round.instanceTypes[0] ?? 'unknown',
    state: 'requested',
    reason: `launched by round ${round.round}`,
    token: round.token,
    slots,
    sealed: false,
    failedProbes: 0,
    reboots: 0,
    requestedAt: now,
    stateAt: now,
    revision: 1,
  };
}

/**
 * The first row of an instance that EC2 tells of and no launch was heard to name. An instance of a round that is not
 * stored gets an empty token: nobody can ask it, so it is replaced when its time to answer is over.
 */
export function hostFromCloud(
  instance: CloudInstance,
  round: LaunchRound | undefined,
  slots: number,
  now: number,
): Host {
  return {
    sessionId: instance.sessionId,
    hostId: instance.instanceId,
    round: instance.round,
    instanceType: instance.instanceType,
    state: 'requested',
    reason: 'found by its tags',
    token: round?.token ?? '',
    slots,
    sealed: instance.sealed,
    failedProbes: 0,
    reboots: 0,
    requestedAt: Math.min(now, instance.launchedAt),
    stateAt: now,
    launchedAt: instance.launchedAt,
    ...given({ market: instance.market, zone: instance.zone }),
    revision: 1,
  };
}
