import type * as z from 'zod';
import type { sessionBooking } from '../../core/api/booking.ts';
import { type ApiClient, ApiError } from '../../core/api/client.ts';
import type { BookedSession, StaffSession } from '../../core/api/sessions.ts';
import { REHEARSAL_NAME } from '../../core/booking/refuse-rehearsal.ts';
import { given } from '../../core/exam/given.ts';
import { CommandError, EXIT } from '../exit-codes.ts';
import { readBookingFile } from '../read-booking-file.ts';

type Booking = z.input<typeof sessionBooking>;

/** Made-up people, so many. */
export function makeRoster(count: number): Booking['roster'] & object {
  return Array.from({ length: count }, (_, at) => ({
    participantId: `${REHEARSAL_NAME}${String(at + 1).padStart(4, '0')}`,
  }));
}

/** The exam that is to be rehearsed, as a booking that is tried. */
export interface WishedExam {
  /** Of one that is booked. */
  readonly sessionId?: string;
  readonly participants: number;
  readonly booking: Booking;
}

/**
 * The exam of a booked session's id, or of a file with a booking.
 * @throws CommandError for what cannot be rehearsed
 */
export async function findExam(client: ApiClient, what: string): Promise<WishedExam> {
  return /^[0-9a-hjkmnp-tv-z]{26}$/i.test(what)
    ? ofSession(await readSession(client, what))
    : ofFile(what, readBookingFile(what));
}

async function readSession(client: ApiClient, named: string): Promise<StaffSession> {
  const session = await client.call('getSession', { params: { sessionId: named.toLowerCase() } });
  if (session.view !== 'staff')
    throw new CommandError(EXIT.notAuthorised, 'a rehearsal is held by the staff of an exam');
  return session;
}

function ofSession(session: StaffSession): WishedExam {
  const { sessionId, name, window, times, fleet, participantCount, join } = session;
  const refuse = (why: string) => new CommandError(EXIT.notNow, `${name} cannot be rehearsed: ${why}`);
  if (session.rehearsal === true) throw refuse('it is a rehearsal itself');
  if (session.cancelled !== undefined) throw refuse('it is cancelled');
  if (session.deployment.kind !== 'fleet')
    throw refuse('it is judged on servers that somebody keeps, and a rehearsal launches a host');
  if (window !== 'before')
    throw refuse(`it is ${window === 'open' ? 'open' : 'over'}: rehearse an exam the day before`);
  const participants = Math.max(participantCount, join?.seats ?? 0, 1);
  const [first, ...others] = makeRoster(participants);
  const extraTimeMinutes = (Date.parse(times.lastClosesAt) - Date.parse(times.closesAt)) / 60_000;
  const hosts = fleet.bookedHosts ?? fleet.hosts;
  return {
    sessionId,
    participants,
    booking: {
      name,
      opensAt: times.opensAt,
      closesAt: times.closesAt,
      problems: session.problems.map(({ label, problemId, version }) => ({ label, problemId, version })),
      languages: session.languages,
      roster: [{ ...first!, extraTimeMinutes }, ...others],
      deployment: { kind: 'fleet', ...given({ instanceType: fleet.instanceType, hosts }) },
      policy: session.policy,
      ...given({ grading: session.grading, budgetUsd: session.budgetUsd }),
      dryRun: true,
      insteadOf: sessionId,
    },
  };
}

function ofFile(file: string, written: Partial<Booking>): WishedExam {
  const { name = 'Exam', problems, roster = [], join, ...rest } = written;
  const refuse = (why: string) => new CommandError(EXIT.badInput, `--file ${file}: ${why}`);
  if (problems === undefined) throw refuse('problems is missing: name those of the exam');
  const participants = Math.max(roster.length, join?.seats ?? 0);
  if (participants === 0)
    throw refuse('roster is empty, and join has no seats: nobody knows for how many people it is');
  if ((rest.deployment ?? { kind: 'fleet' }).kind !== 'fleet')
    throw refuse('deployment: a rehearsal launches a host, so it is for fleets alone');
  return {
    participants,
    booking: { ...rest, name, problems, roster, ...given({ join }), dryRun: true },
  };
}

/** The exam as it would be booked, or everything that is wrong with it. */
export async function tryBooking(
  client: ApiClient,
  booking: Booking,
): Promise<{ readonly booked: BookedSession } | { readonly faults: readonly string[] }> {
  try {
    return { booked: await client.call('createSession', { headers: {}, body: booking }) };
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 422) throw error;
    const { faults = [], detail } = error.details;
    return {
      faults: faults.length === 0 ? [detail] : faults.map((one) => `${one.field} ${one.detail}`),
    };
  }
}
