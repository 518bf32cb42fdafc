import type { ParticipantView, StaffSession } from '../../core/api/sessions.ts';

/** For whom the end moves. */
export type Target =
  | { readonly kind: 'all' }
  | { readonly kind: 'group'; readonly group: string }
  | { readonly kind: 'one'; readonly participantId: string };

/** A change of somebody's end: what to ask the API for, and what will happen, for whoever confirms it. */
export interface Extension {
  /** Of PATCH /v1/sessions/{sessionId}, without revision and reason. */
  readonly change:
    | { readonly closesAt: string }
    | {
        readonly participants: readonly {
          readonly participantId: string;
          readonly extraTimeMinutes: number;
        }[];
      };
  /** Whose end moves. */
  readonly participantIds: readonly string[];
  /** The new end of whoever ends last of them. */
  readonly closesAt: string;
}

/** Most extra time of a participant that a session takes, minutes. */
const MAX_EXTRA_MINUTES = 24 * 60;

/**
 * What moving the end by so many minutes (fewer than 0: sooner) asks for. For everybody the session's own end moves and
 * extra time stays on top; for a group or one participant their extra time changes.
 * @returns a sentence when that cannot be asked for
 */
export function planExtension(
  session: Pick<StaffSession, 'times'>,
  roster: readonly ParticipantView[],
  target: Target,
  minutes: number,
): Extension | string {
  if (!Number.isFinite(minutes) || minutes === 0) return 'Say by how many minutes.';
  const byMs = minutes * 60_000;
  if (target.kind === 'all') {
    const closesAt = Date.parse(session.times.closesAt) + byMs;
    if (closesAt <= Date.parse(session.times.opensAt)) return 'It would end before it opens.';
    return {
      change: { closesAt: new Date(closesAt).toISOString() },
      participantIds: roster.map(({ participantId }) => participantId),
      closesAt: new Date(Date.parse(session.times.lastClosesAt) + byMs).toISOString(),
    };
  }
  const chosen = roster.filter((one) =>
    target.kind === 'group' ? one.group === target.group : one.participantId === target.participantId,
  );
  if (chosen.length === 0)
    return target.kind === 'group' ? 'Choose a group.' : 'Choose somebody of the roster.';
  const participants = chosen.map(({ participantId, extraTimeMs }) => ({
    participantId,
    extraTimeMinutes: extraTimeMs / 60_000 + minutes,
  }));
  const below = participants.find(({ extraTimeMinutes }) => extraTimeMinutes < 0);
  if (below !== undefined)
    return `${below.participantId} has less extra time than that: nobody's end can be before the session's.`;
  const above = participants.find(({ extraTimeMinutes }) => extraTimeMinutes > MAX_EXTRA_MINUTES);
  if (above !== undefined)
    return `${above.participantId} would have more than ${MAX_EXTRA_MINUTES / 60} hours of extra time.`;
  return {
    change: { participants },
    participantIds: chosen.map(({ participantId }) => participantId),
    closesAt: new Date(Math.max(...chosen.map(({ closesAt }) => Date.parse(closesAt))) + byMs).toISOString(),
  };
}
