import type { AskedRecovery, Session } from '../exam/session.ts';
import { sessionWindowAt } from '../exam/window.ts';
import { isStaying } from './decide-fleet.ts';
import type { Host } from './host.ts';
import { isBeingMadeGood } from './recovery.ts';

/** Who asked and was not heard by any pass within so long asks no more: the tick passes each 30 s, ms. */
const HEARD_WITHIN_MS = 90_000;

type Asking = Pick<Session, 'askedRecovery'>;

/**
 * What somebody asked for that a host still waits for: whatever moved it since was an answer. Hosts that are named together go one after
 * the other, so the time in which one must be heard runs from the end of the one before. Pure.
 */
export function askedOf(
  host: Host,
  { askedRecovery }: Asking,
  hosts: readonly Host[],
  now: number,
): AskedRecovery | undefined {
  if (askedRecovery === undefined) return undefined;
  const { at, hostIds } = askedRecovery;
  if (!hostIds.includes(host.hostId) || host.stateAt >= at) return undefined;
  const named = hosts.filter(({ hostId }) => hostIds.includes(hostId));
  const answered = named.filter(({ stateAt }) => stateAt >= at);
  const freeSince = Math.max(at, ...answered.map(({ stateAt }) => stateAt));
  return answered.some(isBeingMadeGood) || now - freeSince < HEARD_WITHIN_MS ? askedRecovery : undefined;
}

/**
 * Whether a host may be taken out though it judges rightly as far as is known: no other is being repaired, and another judges and
 * will, or nobody hands anything in. Pure.
 */
export function mayTakeOut(
  host: Host,
  session: Pick<Session, 'times' | 'paused'>,
  hosts: readonly Host[],
  now: number,
): boolean {
  if (canBeSpared(host, hosts)) return true;
  const isIdle = session.paused !== undefined || sessionWindowAt(session, now) !== 'open';
  return isIdle && !isAnyRepaired(host, hosts);
}

/** Whether another host judges beside this one that EC2 does not take back, and none is being repaired. Pure. */
export function canBeSpared(host: Host, hosts: readonly Host[]): boolean {
  return hasAnother(host, hosts) && !isAnyRepaired(host, hosts);
}

/** Whether another host judges that EC2 does not take back. */
export function hasAnother({ hostId }: Host, hosts: readonly Host[]): boolean {
  return hosts.some((other) => other.hostId !== hostId && other.state === 'ready' && isStaying(other));
}

const isAnyRepaired = ({ hostId }: Host, hosts: readonly Host[]) =>
  hosts.some((other) => other.hostId !== hostId && other.state === 'suspect' && isStaying(other));
