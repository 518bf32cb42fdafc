import type { Cost } from '../costs/estimate.ts';
import type { Session } from '../exam/session.ts';
import type { SessionSchedules } from '../exam/session-schedules.ts';
import type { SessionStore } from '../exam/session-store.ts';
import { type BookingOutcome, bookSession } from './book-session.ts';
import type { BookingContext, BookingFault, BookingRequest } from './booking.ts';
import type { BookingRecord, BookingStore } from './booking-store.ts';
import { participantsPlanned } from './participants-planned.ts';
import { describeTimes, type PlannedStep } from './plan-times.ts';
import { type ReservationStore, reserve, reserveFor } from './reservations.ts';
import { type JoiningPorts, settleJoining } from './settle-joining.ts';

/** What placing a booking touches. */
export interface BookingPorts extends Omit<JoiningPorts, 'sessions'> {
  readonly sessions: Pick<SessionStore, 'get' | 'create'> & BookingStore;
  readonly reservations: ReservationStore;
  readonly schedules: Pick<SessionSchedules, 'plan'>;
  /** Starts the launcher without waiting for it. */
  readonly startLaunch: (sessionId: string) => Promise<void>;
}

/** What a booking came to. */
export type PlacedBooking =
  | {
      readonly outcome: 'booked' | 'repeated' | 'would-be-booked';
      readonly session: Session;
      readonly plan: readonly PlannedStep[];
      readonly estimate: Cost;
      readonly warnings: readonly BookingFault[];
    }
  | { readonly outcome: 'refused'; readonly faults: readonly BookingFault[] }
  /** The id, and with it the key that it was made from, is a booking's with other content. */
  | { readonly outcome: 'key-reused' };

/** A launch that is due within this is started at once, ms: Scheduler's minute would come too late. */
export const SOON_MS = 60_000;

/**
 * Books a session, or says what would be booked. Written in this order: the id's claim with what was asked for, the
 * vCPUs and seats, the schedules, the roster, the session. Whatever a crash leaves of it is nobody's: a claim lets the same
 * booking be sent again, a reservation without a session is dropped by the next booking that it is in the way of, and
 * schedules of no session do nothing.
 * @param digest of what was asked for; absent when there is no key and the id is new
 */
export async function placeBooking(
  request: BookingRequest,
  context: Omit<BookingContext, 'reservations'>,
  digest: string | undefined,
  dryRun: boolean,
  ports: BookingPorts,
): Promise<PlacedBooking> {
  const { sessionId } = context;
  const held = digest === undefined ? undefined : await ports.sessions.getBooking(sessionId);
  if (held !== undefined && held.digest !== digest) return { outcome: 'key-reused' };
  const before = held === undefined ? undefined : await ports.sessions.get(sessionId);
  if (before !== undefined && held !== undefined) return await repeat(before, held, ports);

  if (dryRun) {
    const { reservations } = await ports.reservations.read();
    const others = reservations.filter((one) => one.sessionId !== sessionId);
    return present(bookSession(request, { ...context, reservations: others }), 'would-be-booked');
  }
  const decided = await decide(request, context, ports);
  if (!decided.booked) return present(decided, 'booked');
  const { session: wanted, roster, estimate, warnings } = decided;
  const record = { digest: digest ?? '', estimate, warnings };
  if (digest !== undefined) {
    const claimed = await ports.sessions.claimBooking(sessionId, record);
    if (claimed.digest !== digest) return { outcome: 'key-reused' };
  }
  const settled =
    request.join === undefined ? undefined : await settleJoining(sessionId, request.join, ports);
  if (settled !== undefined && 'fault' in settled) return { outcome: 'refused', faults: [settled.fault] };
  const session = { ...wanted, ...(settled === undefined ? {} : { join: settled.joining }) };
  const ownHosts = session.deployment.kind === 'fleet';
  const startsNow = ownHosts && session.times.launchAt <= context.now + SOON_MS;
  await ports.schedules.plan(session, { launch: ownHosts && !startsNow });
  if (await ports.sessions.create(session, roster)) {
    if (startsNow) await ports.startLaunch(sessionId);
    return present({ ...decided, session }, 'booked');
  }
  return await repeat((await ports.sessions.get(sessionId)) ?? session, record, ports);
}

/** The booking that the calendar allows, with its vCPUs and seats reserved. */
async function decide(
  request: BookingRequest,
  context: Omit<BookingContext, 'reservations'>,
  ports: BookingPorts,
): Promise<BookingOutcome> {
  const { leadMs, drainMs, graceMs, maxLifeMs } = context.limits;
  const from = (request.opensAt ?? context.now) - leadMs;
  const span = { from, until: from + maxLifeMs + leadMs + drainMs + graceMs };
  return await reserve<BookingOutcome>(ports, context.sessionId, span, (reservations) => {
    const outcome = bookSession(request, { ...context, reservations });
    if (!outcome.booked) return { outcome };
    const planned = participantsPlanned(outcome.roster.length, request.join);
    return { outcome, reserve: reserveFor(outcome.session, planned) };
  });
}

/** The same answer as before, about the session as it now stands; its schedules are seen to. */
async function repeat(
  session: Session,
  { estimate, warnings }: BookingRecord,
  ports: BookingPorts,
): Promise<PlacedBooking> {
  if (session.settledAt === undefined && session.cancelledAt === undefined) {
    const launch = session.deployment.kind === 'fleet' && session.times.launchAt > ports.clock.now();
    await ports.schedules.plan(session, { launch });
  }
  const plan = describeTimes(session.times, session.fleetSize);
  return { outcome: 'repeated', session, plan, estimate, warnings };
}

function present(decided: BookingOutcome, outcome: 'booked' | 'would-be-booked'): PlacedBooking {
  if (!decided.booked) return { outcome: 'refused', faults: decided.faults };
  const { session, plan, estimate, warnings } = decided;
  return { outcome, session, plan, estimate, warnings };
}
