import type { Bill } from '../costs/bill.ts';
import type { BillStore } from '../costs/bill-store.ts';
import { type AccountSources, drawUpAccount } from '../costs/settle-account.ts';
import { announceSession, fleetFact } from '../exam/announce-session.ts';
import type { Clock } from '../exam/clock.ts';
import { given } from '../exam/given.ts';
import type { IdSource } from '../exam/ids.ts';
import type { FleetState, Session } from '../exam/session.ts';
import type { EventPublisher } from '../exam/session-event.ts';
import type { SessionSchedules } from '../exam/session-schedules.ts';
import type { SessionStore } from '../exam/session-store.ts';
import { drainUntil, isOver } from '../exam/window.ts';
import type { Cloud } from '../fleet/cloud.ts';
import { endFleet } from '../fleet/end-fleet.ts';
import type { FleetPolicy } from '../fleet/fleet-policy.ts';
import type { HostStore } from '../fleet/host-store.ts';
import { keepSummary } from '../insight/keep-summary.ts';
import type { HistoryStore } from '../insight/session-summary.ts';
import { healBatches } from '../monitoring/heal-batches.ts';
import { type RollUpPorts, settleFigures } from '../monitoring/roll-up.ts';
import { announceSubmissions } from '../submissions/announce-submissions.ts';
import type { MetricsStore } from '../submissions/metrics-store.ts';
import { quarantineLeftovers } from '../submissions/quarantine-leftovers.ts';
import type { SlotStore } from '../submissions/slot.ts';
import type { SubmissionStore } from '../submissions/submission-store.ts';
import { queueIsEmpty } from '../submissions/watch-queue.ts';
import { type AskCompilersPorts, beginRuns, watchRuns } from './ask-compilers.ts';

/** Everything that a shutdown touches. */
export interface ShutdownPorts
  extends AccountSources,
    Omit<RollUpPorts, 'metrics'>,
    Pick<AskCompilersPorts, 'runs' | 'startRuns' | 'onRunsLost'> {
  readonly metrics: MetricsStore;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly sessions: SessionStore;
  readonly hosts: HostStore;
  readonly slots: SlotStore;
  readonly cloud: Pick<Cloud, 'describe' | 'terminate'>;
  readonly submissions: SubmissionStore;
  readonly events: EventPublisher;
  readonly schedules: Pick<SessionSchedules, 'remove'>;
  readonly bills: BillStore;
  readonly history: Pick<HistoryStore, 'keep'>;
  /** Told when history could not be kept: it is drawn up again when somebody asks for it. */
  readonly onHistoryLost: (error: unknown) => void;
  readonly policy: FleetPolicy;
  /** Has what counts reviewed once the session is settled. @param at ms since the epoch */
  readonly askForReviews: (sessionId: string, at: number) => Promise<void>;
}

/** How far a shutdown came, and why no further. */
export interface ShutdownOutcome {
  readonly state: 'unknown' | 'open' | 'draining' | 'terminating' | 'settled';
  readonly reason: string;
  readonly quarantined: number;
  /** Reviews are to be asked for, by whoever does them. */
  readonly reviews?: true;
  /** Of a session that is settled: why its ledger does not balance, if it does not. */
  readonly imbalance?: string;
}

/** How long one run watches the queue and the terminating hosts before it leaves the rest to the tick, ms. */
export interface ShutdownPatience {
  readonly queueMs: number;
  readonly hostsMs: number;
  readonly pollMs: number;
}

export const SHUTDOWN_PATIENCE: ShutdownPatience = { queueMs: 30_000, hostsMs: 60_000, pollMs: 1_000 };

/**
 * Shuts a session down: drain, end the hosts, verify by cloud truth, settle. Every step looks at what is stored and
 * at EC2, not at what an earlier run did, so that a run that dies is continued by the next tick, and one too many
 * changes nothing. Before the window has closed it does nothing, whoever calls.
 */
export async function shutdownSession(
  sessionId: string,
  ports: ShutdownPorts,
  patience: ShutdownPatience = SHUTDOWN_PATIENCE,
): Promise<ShutdownOutcome> {
  const session = await ports.sessions.get(sessionId);
  if (session === undefined) return outcome('unknown', 'there is no such session');
  if (session.settledAt !== undefined) {
    await removeSchedules(sessionId, ports);
    return settled('it was settled before', await ports.bills.get(sessionId));
  }
  if (!isOver(session, ports.clock.now())) return outcome('open', 'its window has not closed');

  await drainFleet(session, ports);
  const waitsUntil = ports.clock.now() + patience.queueMs;
  const watched = async (isNew = false) =>
    await watchRuns(session, ports, waitsUntil, patience.pollMs, isNew);
  const compiling = outcome('draining', 'compilers are asked what they say of its programs');
  // Runs that were asked for wait in the same queue, and not as long as that.
  if (!(await watched())) return compiling;
  if (!(await waitForQueue(session, ports, waitsUntil, patience.pollMs)))
    return outcome('draining', 'submissions still wait for a verdict');
  if ((await beginRuns(session, ports)) && !(await watched(true))) return compiling;

  // Replacements are launched while the queue drains; a session that was cancelled gets none.
  const lastSendAt = session.cancelledAt ?? Math.min(drainUntil(session), ports.clock.now());
  const { hostsMs, pollMs } = patience;
  const ending = await endFleet(sessionId, ports, 'the session is over', hostsMs, pollMs, lastSendAt);
  if (!ending.gone) {
    const refused = ending.refused.map(
      ({ instanceId, code }) => `; it refuses to end ${instanceId} (${code})`,
    );
    return outcome('terminating', `EC2 has not yet said that all hosts are gone${refused.join('')}`);
  }

  const quarantined = await settleQueue(session, ports);
  if (!(await queueIsEmpty(ports.submissions, sessionId)))
    return outcome('draining', 'an executor still holds a submission', quarantined);

  await announceSubmissions(sessionId, ports.submissions, ports.events);
  const { bill, reviews } = await settle(session, ports);
  return { ...settled('drained, terminated, settled', bill, quarantined), ...(reviews ? { reviews } : {}) };
}

const DRAINS_FROM: readonly FleetState[] = ['launching', 'ready'];

async function drainFleet(session: Session, ports: ShutdownPorts): Promise<void> {
  if (!DRAINS_FROM.includes(session.fleet)) return;
  const reason = session.cancelledAt === undefined ? 'the window has closed' : 'the session was cancelled';
  // Lost only to somebody who moved the fleet meanwhile; the next step reads anew either way.
  await ports.sessions.moveFleet(session.sessionId, session.fleet, 'draining', reason, {
    unannounced: [fleetFact(session, 'draining', reason, ports.clock.now())],
  });
}

/** What was accepted in the window's last moment may be written a little after it. */
const INTAKE_SETTLES_MS = 3_000;

/** Watches a queue that is being judged. @returns false when it is to be left to the tick */
async function waitForQueue(
  session: Session,
  ports: ShutdownPorts,
  until: number,
  pollMs: number,
): Promise<boolean> {
  const { clock, submissions } = ports;
  const lastIntake = (session.cancelledAt ?? session.times.lastClosesAt) + INTAKE_SETTLES_MS;
  for (;;) {
    if (clock.now() >= lastIntake && (await queueIsEmpty(submissions, session.sessionId))) return true;
    if (clock.now() >= drainUntil(session)) return true;
    if (clock.now() >= until) return false;
    await clock.sleep(Math.min(pollMs, Math.max(1, drainUntil(session) - clock.now())));
  }
}

/** What no host judged in time is quarantined: never lost, never held against the participant. */
async function settleQueue(session: Session, ports: ShutdownPorts): Promise<number> {
  let quarantined = 0;
  for (;;) {
    const now = ports.clock.now();
    const reason = `no host could judge it until ${new Date(drainUntil(session)).toISOString()}, when the session's time to judge was over${session.budgetTold?.state === 'used' ? `; ${session.budgetTold.reason}` : ''}`;
    const more = await quarantineLeftovers(session.sessionId, reason, ports, now);
    quarantined += more;
    if (more === 0) return quarantined;
  }
}

/** Time that figures may be read for at the end, ms: waiting may have used two of the function's three minutes. */
const FIGURES_MS = 30_000;

/** Every step tells what the bill says that stands, so that a run after one that died tells the same. @returns that bill, and whether there will be reviews */
async function settle(
  session: Session,
  ports: ShutdownPorts,
): Promise<{ readonly bill: Bill; readonly reviews: boolean }> {
  const { sessionId } = session;
  const now = ports.clock.now();
  await healFirst(session, ports, now);
  const { ledger, bill: drawnUp } = await drawUpAccount(session, ports, now);
  const imbalance = ledger.balanced ? undefined : ledger.open.join('; ');
  // Another run may be here too; the session has one bill.
  const bill = await ports.bills.keep({ ...drawnUp, ...given({ imbalance }) }, session.restoredAt ?? 0);
  await endFleetState(sessionId, bill.billedAt, ports);
  await ports.events.publish([
    {
      // A session that was cancelled, settled and restored is settled once more.
      eventId: [sessionId, 'settled', ...(session.restoredAt === undefined ? [] : [session.restoredAt])].join(
        ':',
      ),
      sessionId,
      at: bill.billedAt,
      type: 'session.settled',
      balanced: bill.imbalance === undefined,
      usd: bill.usd,
    },
  ]);
  await ports.hosts.recordDecision(sessionId, {
    at: bill.billedAt,
    subject: 'session',
    action: 'settle',
    reason: bill.imbalance ?? `the ledger balances, ${bill.usd.toFixed(4)} USD`,
  });
  const reviews = await askForReviews(sessionId, now, ports);
  await ports.sessions.settle(sessionId, now);
  await removeSchedules(sessionId, ports);
  // Figures for later come last, since a large session may take all the time and memory that is left: sweeps roll up anew, and a summary
  // is drawn up again when somebody asks for it.
  await keepSummary(session, ports, now).catch(ports.onHistoryLost);
  await settleFigures(session, ports, ports.clock.now() + FIGURES_MS);
  return { bill, reviews };
}

/** Before the session is settled, since nobody comes back afterwards; they are begun after it. By its policy as it is now: whoever changes it later asks by themselves. */
async function askForReviews(sessionId: string, now: number, ports: ShutdownPorts): Promise<boolean> {
  const session = await ports.sessions.get(sessionId);
  if ((session?.policy.reviews ?? 'off') === 'off') return false;
  await ports.askForReviews(sessionId, now);
  return true;
}

/** From then on a session is settled with what is recorded, ms after its time to judge: who died of healing does not die of it again. */
const HEALS_FIRST_MS = 10 * 60_000;

/** Bill and figures are of the same records. */
async function healFirst(session: Session, ports: ShutdownPorts, now: number): Promise<void> {
  if (now >= drainUntil(session) + HEALS_FIRST_MS) return;
  try {
    await healBatches(session, ports);
  } catch (error) {
    await ports.onFiguresLost(session.sessionId, error);
  }
}

/** The fleet is gone; whatever is untold of it is told before the session is settled, since nobody looks at it afterwards. */
async function endFleetState(sessionId: string, at: number, ports: ShutdownPorts): Promise<void> {
  const reason = 'EC2 says that no host is left';
  const before = await ports.sessions.get(sessionId);
  if (before !== undefined && before.fleet !== 'gone')
    await ports.sessions.moveFleet(sessionId, before.fleet, 'gone', reason, {
      unannounced: [fleetFact(before, 'gone', reason, at)],
    });
  const after = await ports.sessions.get(sessionId);
  if (after !== undefined) await announceSession(after, ports);
}

async function removeSchedules(sessionId: string, { hosts, schedules }: ShutdownPorts): Promise<void> {
  const all = await hosts.listHosts(sessionId);
  await schedules.remove(
    sessionId,
    all.map(({ hostId }) => hostId),
  );
}

function settled(reason: string, bill: Bill | undefined, quarantined = 0): ShutdownOutcome {
  return { ...outcome('settled', reason, quarantined), ...given({ imbalance: bill?.imbalance }) };
}

function outcome(state: ShutdownOutcome['state'], reason: string, quarantined = 0): ShutdownOutcome {
  return { state, reason, quarantined };
}
