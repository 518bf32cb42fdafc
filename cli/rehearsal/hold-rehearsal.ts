import { type ApiClient, ApiError } from '../../core/api/client.ts';
import type { HostView, LiveSession } from '../../core/api/live.ts';
import type { BookedSession, StaffSession } from '../../core/api/sessions.ts';
import type { Clock } from '../../core/exam/clock.ts';
import { CommandError, EXIT } from '../exit-codes.ts';
import { makeRoster } from './find-exam.ts';

/** What is wanted of the session that a rehearsal is. */
export interface RehearsalWish {
  readonly exam: BookedSession;
  readonly users: number;
  readonly minutes: number;
}

/** Between two looks, ms: what a staff member's page may ask. */
const LOOK_MS = 1_000;
/** That the ledger is waited for after the end, ms. */
const SETTLE_PATIENCE_MS = 5 * 60_000;

/** The booking of the rehearsal: one host of the exam's type, made-up people, open from now on. */
export function bookingOf({ exam, users, minutes }: RehearsalWish) {
  const { session } = exam;
  return {
    name: `Rehearsal of ${session.name}`.slice(0, 200),
    // The API's own time: whoever rehearses may have another.
    opensAt: session.times.bookedAt,
    durationMinutes: minutes,
    problems: session.problems.map(({ label, problemId, version }) => ({ label, problemId, version })),
    languages: session.languages,
    roster: makeRoster(users),
    deployment: { kind: 'fleet' as const, hosts: 1, instanceType: session.fleet.instanceType ?? '' },
    // What a jury asks of single test cases can be told only where all are judged; one host is measured, and it stays one.
    policy: {
      testCases: 'run-all' as const,
      targetWaitMs: 0,
      interactors: session.policy.interactors,
    },
    rehearsal: true as const,
  };
}

/** Another rehearsal that is open: two at a time would measure each other. */
export async function findOther(client: ApiClient, now: number): Promise<StaffSession | undefined> {
  const { items } = await client.call('listSessions', {
    query: { from: new Date(now).toISOString(), order: 'soonest', limit: 100 },
  });
  return items.find(
    (one): one is StaffSession => one.view === 'staff' && one.rehearsal === true && one.window !== 'closed',
  );
}

/** What was seen until the host judged. */
export interface ComingUp {
  readonly host?: HostView;
  /** Hosts that did not pass, with what was found. */
  readonly rejected: readonly string[];
  /** Why there is none. */
  readonly failed?: string;
}

/**
 * Waits until the session is open and its host judges, or it is too late for that.
 * @param until ms since the epoch
 */
export async function waitForHost(
  { client, clock, signal }: { client: ApiClient; clock: Clock; signal: AbortSignal },
  sessionId: string,
  until: number,
  tell: (text: string) => void,
): Promise<ComingUp> {
  for (;;) {
    signal.throwIfAborted();
    const live = await client.call('getLive', { params: { sessionId }, query: {} }, signal);
    const { session, hosts } = live;
    const rejected = hosts.filter(({ state }) => state === 'rejected').map(({ reason }) => reason);
    const host = hosts.find(({ state }) => state === 'ready');
    if (host !== undefined && session.window === 'open') return { host, rejected };
    if (session.fleet.state === 'failed') return { rejected, failed: session.fleet.reason };
    if (session.window === 'closed' || clock.now() > until)
      return { rejected, failed: `none judges yet: ${describeFleet(live)}` };
    tell(describeFleet(live));
    await clock.sleep(LOOK_MS, signal);
  }
}

function describeFleet({ session, hosts }: LiveSession): string {
  return hosts.length === 0
    ? session.fleet.reason
    : hosts.map(({ hostId, state, reason }) => `${hostId} ${state}: ${reason}`).join('; ');
}

/**
 * Waits until everything that was accepted has ended.
 * @returns the last look; whatever still waits is in its `queue`
 */
export async function waitForVerdicts(
  { client, clock, signal }: { client: ApiClient; clock: Clock; signal: AbortSignal },
  sessionId: string,
  { atLeast, until }: { readonly atLeast: number; readonly until: number },
  tell: (live: LiveSession) => void,
): Promise<LiveSession> {
  for (;;) {
    signal.throwIfAborted();
    const live = await client.call('getLive', { params: { sessionId }, query: {} }, signal);
    tell(live);
    const { accepted, queued, running } = live.queue;
    if ((accepted >= atLeast && queued + running === 0) || clock.now() > until) return live;
    await clock.sleep(LOOK_MS, signal);
  }
}

/** What became of the session in the end. */
export interface Ended {
  readonly settled: boolean;
  readonly usd: number;
  readonly open: readonly string[];
  readonly hosts: { readonly launched: number; readonly terminated: number };
}

/** Its fleet comes up meanwhile, each step of which changes it. */
const MOST_TRIES = 10;
const TRY_AGAIN_MS = 300;

/** Ends the session, whatever its state, and though it changes just then. Repeating it changes nothing. */
export async function endRehearsal(
  { client, clock }: { readonly client: ApiClient; readonly clock: Pick<Clock, 'sleep'> },
  sessionId: string,
  reason: string,
): Promise<void> {
  const params = { sessionId };
  for (let tries = 1; ; tries++) {
    try {
      const session = await client.call('getSession', { params });
      if (session.window === 'closed') return;
      const act = session.window === 'before' ? 'cancelSession' : 'endSession';
      await client.call(act, { params, body: { reason } });
      return;
    } catch (error) {
      const hasChanged = error instanceof ApiError && error.status === 409;
      if (!hasChanged || tries === MOST_TRIES) throw error;
    }
    await clock.sleep(TRY_AGAIN_MS);
  }
}

/** Waits until ledger and bill are final, some minutes at most. */
export async function waitForSettlement(
  client: ApiClient,
  clock: Clock,
  sessionId: string,
  signal: AbortSignal,
): Promise<Ended> {
  const params = { sessionId };
  const until = clock.now() + SETTLE_PATIENCE_MS;
  for (;;) {
    const { ledger, final } = await client.call('getLedger', { params });
    if (final || signal.aborted || clock.now() > until)
      return { settled: final, usd: ledger.usd, open: ledger.open, hosts: ledger.hosts };
    await clock.sleep(LOOK_MS, signal);
  }
}

/** @throws CommandError where another is open */
export async function refuseSecond(client: ApiClient, now: number): Promise<void> {
  const other = await findOther(client, now);
  if (other !== undefined)
    throw new CommandError(
      EXIT.notNow,
      `${other.name} is open until ${other.times.lastClosesAt}, and two rehearsals at a time would measure each other`,
      `wait for it; or, when nobody is there any more, end it: assize session end ${other.sessionId}`,
    );
}
