import type { Decision } from '../exam/decision.ts';
import type { FleetPolicy } from './fleet-policy.ts';
import type { Host } from './host.ts';

/** How much more CPU time a host needs for known work than when it was examined; undefined where one is not known. */
export function driftOf({ examination }: Pick<Host, 'examination'>, speedFactor: number | undefined) {
  if (speedFactor === undefined || examination?.speedFactor === undefined) return undefined;
  return Math.round((speedFactor / examination.speedFactor) * 100) / 100;
}

/** Whether a host was slower than it is worth no word, when it was measured last. */
export function hasDrifted({ drift }: Pick<Host, 'drift'>, { maxDrift }: FleetPolicy): boolean {
  return (drift?.share ?? 1) > maxDrift;
}

/**
 * What follows from a measurement of a ready host: `measure` takes down that it became slower, or is as fast again;
 * `too-slow`: two in a row are beyond what is allowed between hosts. Undefined: nothing.
 * @param speedFactor as it was measured now, with nothing else on the host
 */
export function decideDrift(
  host: Pick<Host, 'examination' | 'drift'>,
  speedFactor: number | undefined,
  policy: FleetPolicy,
): Decision<'measure' | 'too-slow'> | undefined {
  const share = driftOf(host, speedFactor);
  if (share === undefined) return undefined;
  const known = host.drift?.share ?? 1;
  const isTooSlow = share > policy.maxSlowdown;
  if (isTooSlow && known > policy.maxSlowdown)
    return { action: 'too-slow', reason: `measured twice: it ${tell(share)}` };
  const isSlow = share > policy.maxDrift;
  // What was too slow once and is only slow now begins anew.
  if (isSlow && (!hasDrifted(host, policy) || isTooSlow || known > policy.maxSlowdown))
    return { action: 'measure', reason: `it has become slower: it ${tell(share)}` };
  return !isSlow && hasDrifted(host, policy)
    ? { action: 'measure', reason: `it is as fast again as when it was examined (${share} times)` }
    : undefined;
}

const tell = (share: number) => `needs ${share} times the CPU for the same work as when it was examined`;
