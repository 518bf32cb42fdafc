import type { Clock } from '../exam/clock.ts';
import type { Decision, DecisionLog } from '../exam/decision.ts';
import { given } from '../exam/given.ts';
import type { Session } from '../exam/session.ts';
import type { SessionStore } from '../exam/session-store.ts';
import { sessionWindowAt } from '../exam/window.ts';
import type { Cloud } from '../fleet/cloud.ts';
import type { Host } from '../fleet/host.ts';
import type { HostStore } from '../fleet/host-store.ts';
import { DEFAULT_CIRCUITS } from '../resilience/circuit.ts';
import type { DrillActName } from '../resilience/drill-acts.ts';
import { circuitSlotOf } from '../submissions/host-circuits.ts';
import type { SlotStore } from '../submissions/slot.ts';

/** What is to be broken. */
export interface WishedDrill {
  readonly act: DrillActName;
  /** How long, ms; means nothing to a host that is ended. */
  readonly forMs: number;
  readonly reason: string;
  /** As `actorOf` names whoever does it. */
  readonly by: string;
}

/** What breaking touches. */
export interface DrillPorts {
  readonly clock: Clock;
  readonly sessions: Pick<SessionStore, 'get' | 'update'>;
  readonly hosts: Pick<HostStore, 'listHosts'> & Pick<DecisionLog, 'recordDecision'>;
  readonly slots: Pick<SlotStore, 'list' | 'turnCircuit'>;
  readonly cloud: Pick<Cloud, 'terminate'>;
  /** Writes down who wants to break what, before it is broken. */
  readonly audit: (target: string) => Promise<void>;
}

/** What became of it. */
export type DrillOutcome =
  | { readonly done: true; readonly at: number; readonly hostId?: string; readonly until?: number }
  | { readonly done: false; readonly action: DrillRefusal; readonly reason: string };
/** Before what changes all the time is given up. */
const TRIES = 3;

type DrillRefusal = 'not-a-rehearsal' | 'session-not-open' | 'session-closed' | 'not-yet' | 'conflict';

/** Whether something may be broken in a session: only where nobody sits an exam, and where there is something to break. Pure. */
export function decideDrill(
  session: Session,
  act: DrillActName,
  hosts: readonly Pick<Host, 'state'>[],
  now: number,
): Decision<'break' | DrillRefusal> {
  if (session.rehearsal !== true)
    return {
      action: 'not-a-rehearsal',
      reason: `${session.name} is an exam: nothing is broken on purpose but in a rehearsal (assize rehearse --keep)`,
    };
  const window = session.cancelledAt === undefined ? sessionWindowAt(session, now) : 'closed';
  if (window === 'before') return { action: 'session-not-open', reason: 'the rehearsal has not opened yet' };
  if (window === 'closed') return { action: 'session-closed', reason: 'the rehearsal is over' };
  return act === 'hold-doorbells' || hosts.some(({ state }) => state === 'ready')
    ? { action: 'break', reason: 'it is a rehearsal, and it is open' }
    : { action: 'not-yet', reason: 'no host of the rehearsal judges: wait until one does' };
}

/**
 * Breaks something in a rehearsal, once it is written down. What is broken ends by itself: a circuit and a held bell are times in rows, and the fleet
 * replaces a host.
 * @throws what the cloud throws
 */
export async function drillSession(
  session: Session,
  { act, forMs, reason, by }: WishedDrill,
  ports: DrillPorts,
): Promise<DrillOutcome> {
  const { sessionId } = session;
  const now = ports.clock.now();
  const hosts = await ports.hosts.listHosts(sessionId);
  const { action, reason: why } = decideDrill(session, act, hosts, now);
  if (action !== 'break') return { done: false, action, reason: why };
  const host = act === 'hold-doorbells' ? undefined : hosts.find(({ state }) => state === 'ready');
  const subject = host?.hostId ?? 'session';
  await ports.audit(host === undefined ? `session:${sessionId}` : `host:${sessionId}.${host.hostId}`);
  const until = act === 'kill-host' ? undefined : now + forMs;
  if (!(await breakIt(session, host, until, ports)))
    return { done: false, action: 'conflict', reason: 'the session changed in between: repeat it' };
  await ports.hosts.recordDecision(sessionId, {
    at: now,
    subject,
    action: `drill-${act}`,
    reason: `${by}: ${reason}`,
  });
  return { done: true, at: now, ...given({ hostId: host?.hostId, until }) };
}

/** The tick changes sessions and slots whenever it likes: what it changed in between is read anew. @returns false where it did so thrice */
async function breakIt(
  session: Session,
  host: Host | undefined,
  until: number | undefined,
  ports: DrillPorts,
): Promise<boolean> {
  if (host !== undefined && until === undefined) {
    const { refused } = await ports.cloud.terminate([host.hostId]);
    const [first] = refused;
    if (first !== undefined) throw new Error(`EC2 does not end ${host.hostId}: ${first.message}`);
    return true;
  }
  for (let tried = 0, held: Session | undefined = session; tried < TRIES && held !== undefined; tried++) {
    if (await holdOff(held, host, until ?? 0, ports)) return true;
    held = await ports.sessions.get(session.sessionId);
  }
  return false;
}

/** Holds the bell of a session, or opens the circuit of its host. @returns false where the row has changed since it was read */
async function holdOff(
  { sessionId, revision }: Session,
  host: Host | undefined,
  until: number,
  { sessions, slots, clock }: DrillPorts,
): Promise<boolean> {
  if (host === undefined) return await sessions.update(sessionId, revision, { bellHeldUntil: until });
  const slot = circuitSlotOf(host.hostId, await slots.list(sessionId));
  if (slot === undefined) return false;
  const circuit = { failures: DEFAULT_CIRCUITS.failuresToOpen, failedAt: clock.now(), openUntil: until };
  return await slots.turnCircuit(slot, 'answer', slot.circuits?.answer, circuit);
}
