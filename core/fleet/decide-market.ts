import { countOf } from '../exam/count-of.ts';
import type { Decision } from '../exam/decision.ts';
import type { LaunchRound } from './cloud.ts';
import type { FleetPolicy } from './fleet-policy.ts';
import type { Host } from './host.ts';

/** What an instance is bought as: at list price for as long as it is wanted, or cheaper, until EC2 wants it back. */
export type Market = 'on-demand' | 'spot';

/**
 * What the next round's hosts are bought as. Spot, where that is the policy, until it has shown to be scarce: a round that
 * brought less than was asked for, or a host that EC2 took back. What is missing then is launched on demand, in a round of
 * its own, since a round is one stored request and nothing in it may depend on an answer. Pure.
 */
export function decideMarket(
  { market, spotRestMs }: Pick<FleetPolicy, 'market' | 'spotRestMs'>,
  rounds: readonly LaunchRound[],
  hosts: readonly Host[],
  now: number,
): Decision<Market> {
  if (market === 'on-demand') return { action: market, reason: 'the stage launches on demand' };
  const short = rounds.findLast(
    (round) => isSpot(round) && isShort(round) && now - (round.resolvedAt ?? round.claimedAt) < spotRestMs,
  );
  if (short !== undefined)
    return {
      action: 'on-demand',
      reason: `round ${short.round} brought ${short.outcome?.instanceIds.length ?? 0} of ${countOf(short.hosts, 'host')} of spot capacity`,
    };
  const taken = hosts.findLast(({ leavesAt }) => leavesAt !== undefined && now - leavesAt < spotRestMs);
  if (taken !== undefined)
    return { action: 'on-demand', reason: `EC2 took ${taken.hostId} back, spot capacity is scarce` };
  return { action: 'spot', reason: 'the stage launches on spot capacity' };
}

const isShort = ({ outcome, hosts }: LaunchRound) =>
  outcome !== undefined && outcome.instanceIds.length < hosts;

/** Whether a round asked for spot capacity: what it was refused says nothing of what is launched on demand. */
export function isSpot({ market }: Pick<LaunchRound, 'market'>): boolean {
  return market === 'spot';
}
