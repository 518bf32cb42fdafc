import { foldUsername } from '../exam/fold-username.ts';
import { given } from '../exam/given.ts';
import type { Participant, Session } from '../exam/session.ts';
import type { BookingFault } from './booking.ts';
import type { ChangeContext, SessionChangeRequest } from './session-change.ts';

/** Whom a change puts on the roster and takes off, and who is on it then; what is wrong with that comes to `faults`. */
export function decideRoster(
  { sessionId, join }: Session,
  { participants = [], removeParticipants = [] }: SessionChangeRequest,
  { roster, limits }: ChangeContext,
  faults: BookingFault[],
) {
  const known = new Map(roster.map((one) => [one.participantId, one]));
  const put = new Map<string, Participant>();
  participants.forEach((wanted, at) => {
    const participantId = foldUsername(wanted.participantId);
    const before = known.get(participantId);
    if (put.has(participantId))
      faults.push({
        field: `participants[${at}].participantId`,
        detail: `${wanted.participantId} is named twice: take one out`,
      });
    put.set(participantId, {
      sessionId,
      participantId,
      name: wanted.name ?? before?.name ?? wanted.participantId,
      ...given({
        group: wanted.group ?? before?.group,
        email: wanted.email ?? before?.email,
        studentId: wanted.studentId ?? before?.studentId,
        joinedAt: before?.joinedAt,
      }),
      extraTimeMs: wanted.extraTimeMs ?? before?.extraTimeMs ?? 0,
    });
  });
  const remove = removeParticipants.map(foldUsername);
  remove.forEach((participantId, at) => {
    const detail = put.has(participantId)
      ? 'is also named in participants: decide for one'
      : known.has(participantId)
        ? undefined
        : `${participantId} is not on the roster`;
    if (detail !== undefined) faults.push({ field: `removeParticipants[${at}]`, detail });
  });
  const after = [...new Map([...known, ...put]).values()].filter(
    ({ participantId }) => !remove.includes(participantId),
  );
  if (after.length === 0 && join === undefined)
    faults.push({ field: 'removeParticipants', detail: 'leaves nobody: cancel the session instead' });
  if (after.length > limits.maxParticipants && after.length > roster.length)
    faults.push({
      field: 'participants',
      detail: `the roster would have ${after.length} participants, ${limits.maxParticipants} is the most`,
    });
  return { put: [...put.values()], remove, roster: after };
}
