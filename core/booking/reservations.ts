import type { Clock } from '../exam/clock.ts';
import { given } from '../exam/given.ts';
import type { Session } from '../exam/session.ts';
import type { SessionStore } from '../exam/session-store.ts';
import { drainUntil } from '../exam/window.ts';
import { heldVcpus } from '../fleet/instance-size.ts';
import { type BackOff, backOffMs, chanceOf } from '../resilience/back-off.ts';
import { participantsPlanned } from './participants-planned.ts';

/** From when until when, ms since the epoch; `until` exclusive. */
interface Span {
  readonly from: number;
  readonly until: number;
}

/** What a session holds of what all sessions of the stage share, in a span of time. */
export interface Holding extends Span {
  /** Of the account's quota, by its hosts; 0 without hosts of its own. */
  readonly vcpus: number;
  /** Who may sit at the same time, in its window alone; absent in a calendar from before seats were counted. */
  readonly seats?: Span & { readonly participants: number };
}

/** What a session holds, as the calendar has it. */
export interface Reservation extends Holding {
  readonly sessionId: string;
  /** When it was made, ms since the epoch: the session itself is written a moment later. */
  readonly madeAt: number;
}

/** Every reservation of the stage, in one row: whoever changes one has seen all. */
export interface ReservationCalendar {
  readonly reservations: readonly Reservation[];
  readonly revision: number;
}

/** Keeps the calendar. Implementation: adapters/dynamodb/reservation-store.ts. */
export interface ReservationStore {
  read(): Promise<ReservationCalendar>;
  /** Writes by condition on the revision it was read with. @returns false when somebody was faster. */
  write(calendar: ReservationCalendar): Promise<boolean>;
}

/** Whoever reserves writes the session within this time of its reservation or never: no function runs longer, ms. */
export const SETTLES_MS = 2 * 60_000;
/** Everybody who wants the calendar at once gets it in as many rounds at most. */
const MAX_ROUNDS = 40;
const ROUND_BACK_OFF: BackOff = { baseMs: 30, capMs: 600 };

/** Others changed the calendar faster, again and again. */
export class CalendarContendedError extends Error {
  override readonly name = 'CalendarContendedError';

  constructor() {
    super('many sessions are booked or changed at this moment: try again');
  }
}

/** The most vCPUs that are reserved at one time of the span. Pure. */
export function peakVcpus(reservations: readonly Reservation[], from: number, until: number): number {
  return peakOf(
    reservations.map((one) => ({ amount: one.vcpus, from: one.from, until: one.until })),
    from,
    until,
  );
}

/** The most participants that have a seat at one time of the span. Pure. */
export function peakParticipants(reservations: readonly Reservation[], from: number, until: number): number {
  return peakOf(
    reservations.flatMap(({ seats }) =>
      seats === undefined ? [] : [{ ...seats, amount: seats.participants }],
    ),
    from,
    until,
  );
}

function peakOf(held: readonly (Span & { readonly amount: number })[], from: number, until: number): number {
  if (until <= from) return 0;
  const overlapping = held.filter((one) => one.from < until && one.until > from);
  // The sum can only grow where one begins.
  const starts = [from, ...overlapping.map((one) => one.from).filter((at) => at > from)];
  return Math.max(
    0,
    ...starts.map((at) =>
      overlapping
        .filter((one) => one.from <= at && one.until > at)
        .reduce((sum, { amount }) => sum + amount, 0),
    ),
  );
}

/** What a stored session holds; undefined when it is over. Pure. */
export function reservationOf(session: Session, madeAt: number): Reservation | undefined {
  const { sessionId, fleet, times, cancelledAt, settledAt, participantCount, join } = session;
  if (settledAt !== undefined || fleet === 'gone') return undefined;
  if (cancelledAt !== undefined && fleet === 'none') return undefined;
  const whole = reserveFor(session, participantsPlanned(participantCount, join));
  const until = times.terminateAt - times.deadlineAt + drainUntil(session);
  const seats = cancelledAt === undefined ? whole.seats : { ...whole.seats, until: cancelledAt };
  return { sessionId, ...whole, until, seats, madeAt };
}

/** What a session of these times holds when so many are planned for. Pure. */
export function reserveFor(
  { fleetSize, times }: Pick<Session, 'fleetSize' | 'times'>,
  participants: number,
): Required<Holding> {
  return {
    vcpus: fleetSize === undefined ? 0 : heldVcpus(fleetSize),
    from: times.launchAt,
    until: times.terminateAt,
    seats: { participants, from: times.opensAt, until: times.lastClosesAt },
  };
}

/** What holds either of two, for a session that goes from one to the other. Pure. */
export function mostOf(before: Holding, after: Holding): Holding {
  return {
    vcpus: Math.max(before.vcpus, after.vcpus),
    ...spanOver(before, after),
    ...given({ seats: mostSeats(before.seats, after.seats) }),
  };
}

function mostSeats(before: Holding['seats'], after: Holding['seats']): Holding['seats'] {
  if (before === undefined || after === undefined) return before ?? after;
  return {
    participants: Math.max(before.participants, after.participants),
    ...spanOver(before, after),
  };
}

const spanOver = (one: Span, other: Span): Span => ({
  from: Math.min(one.from, other.from),
  until: Math.max(one.until, other.until),
});

/**
 * Decides with the calendar in view and reserves what was decided, in one conditional write: two decisions never count
 * on the same vCPUs or seats. A reservation is made before its session is written and says the most that the session can hold;
 * whatever a crash, a cancellation or an early end makes of the session later is read from the session's own row by
 * the next decision that overlaps, so that a reservation without a session, or a longer one than it needs, is never in
 * the way. Of what the session itself reserved a moment ago nothing is lost: whoever decided that, by an older or a newer row, may be about
 * to write it.
 * @param decide is asked anew when somebody was faster; without `reserve` the calendar stays as it is
 * @throws CalendarContendedError
 */
export async function reserve<T>(
  ports: {
    readonly clock: Clock;
    readonly reservations: ReservationStore;
    readonly sessions: Pick<SessionStore, 'get'>;
  },
  sessionId: string,
  span: { readonly from: number; readonly until: number },
  decide: (others: readonly Reservation[]) => {
    readonly outcome: T;
    readonly reserve?: Holding;
  },
): Promise<T> {
  for (let round = 0; round < MAX_ROUNDS; round++) {
    if (round > 0)
      await ports.clock.sleep(backOffMs(round, ROUND_BACK_OFF, chanceOf(`${sessionId} ${round}`)));
    const now = ports.clock.now();
    const { reservations, revision } = await ports.reservations.read();
    const current = reservations.filter((one) => one.until > now && one.sessionId !== sessionId);
    const others = await verify(current, span, ports.sessions, now);
    const { outcome, reserve: wanted } = decide(others);
    if (wanted === undefined) return outcome;
    const before = reservations.find((one) => one.sessionId === sessionId && now - one.madeAt < SETTLES_MS);
    const own = { ...(before === undefined ? wanted : mostOf(before, wanted)), sessionId, madeAt: now };
    if (await ports.reservations.write({ reservations: [...others, own], revision })) return outcome;
  }
  throw new CalendarContendedError();
}

/**
 * What is left of a reservation in view of its session as it is stored. A fresh one is believed, since its session may be
 * about to be written or changed; but not when the session has ended since it was made, nor below what the session says: of two
 * changes at a time the one that was refused may have reserved last. Pure.
 */
function holdAgainst(
  reservation: Reservation,
  session: Session | undefined,
  now: number,
): Reservation | undefined {
  const { madeAt } = reservation;
  const stored = session === undefined ? undefined : reservationOf(session, madeAt);
  if (now - madeAt >= SETTLES_MS) return stored;
  const endedAt = session?.settledAt ?? session?.cancelledAt;
  if (stored === undefined) return endedAt !== undefined && endedAt >= madeAt ? undefined : reservation;
  return { ...mostOf(reservation, stored), sessionId: reservation.sessionId, madeAt };
}

/** Holds reservations of the span against their sessions. */
async function verify(
  reservations: readonly Reservation[],
  span: { readonly from: number; readonly until: number },
  sessions: Pick<SessionStore, 'get'>,
  now: number,
): Promise<readonly Reservation[]> {
  const verified = await Promise.all(
    reservations.map(async (one) => {
      const inTheWay = one.from < span.until && one.until > span.from;
      return inTheWay ? holdAgainst(one, await sessions.get(one.sessionId), now) : one;
    }),
  );
  return verified.filter((one) => one !== undefined);
}
