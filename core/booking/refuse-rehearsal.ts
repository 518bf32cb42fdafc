import type { SessionTimes } from '../exam/session.ts';
import type { BookingFault, BookingRequest } from './booking.ts';

/** A rehearsal is over by then, ms from its booking: whoever began it may be gone, and its hosts are paid for. */
const LONGEST_REHEARSAL_MS = 2 * 60 * 60_000;
/** What the user names of made-up people begin with. */
export const REHEARSAL_NAME = 'rehearsal-';

/**
 * What is wrong with a rehearsal: it is for nobody, it comes at once, and it is short. Nothing that a person does in it counts,
 * and an operator may break it on purpose, so that nobody must be able to sit in it by mistake. Pure.
 */
export function refuseRehearsal(
  { rehearsal, join, roster, deployment }: BookingRequest,
  times: SessionTimes,
  now: number,
): BookingFault[] {
  if (rehearsal === undefined) return [];
  const faults: BookingFault[] = [];
  const person = roster.find(
    ({ participantId, email }) =>
      email !== undefined || !participantId.toLowerCase().startsWith(REHEARSAL_NAME),
  );
  if (person !== undefined)
    faults.push({
      field: 'roster',
      detail: `${person.participantId} may be somebody: on the roster of a rehearsal are made-up people alone, whose names begin with ${REHEARSAL_NAME} and who have no email`,
    });
  if (join !== undefined) faults.push({ field: 'join', detail: 'nobody joins a rehearsal: leave it out' });
  if (deployment.kind !== 'fleet')
    faults.push({
      field: 'deployment',
      detail: 'a rehearsal launches a host of its own: leave it out, or say {"kind": "fleet"}',
    });
  if (times.lastClosesAt - now > LONGEST_REHEARSAL_MS)
    faults.push({
      field: 'closesAt',
      detail: `a rehearsal is over ${LONGEST_REHEARSAL_MS / 3_600_000} hours after its booking: book less`,
    });
  return faults;
}
