import { timePartOf } from './ids.ts';
import type { Session } from './session.ts';

/** Whom something is told: everybody on the roster, a group of it, or those who are named. */
export type Recipients =
  | 'everybody'
  | { readonly group: string }
  | { readonly participantIds: readonly string[] };

/**
 * What those concerned are told of a change. It is written in the write that makes the change, and becomes a message once:
 * whatever dies in between, nobody is left without it.
 */
export interface Notice {
  /** Lower-case ULID, derived from session and revision: of one change it is always the same. */
  readonly noticeId: string;
  /** ms since the epoch. */
  readonly at: number;
  readonly text: string;
  readonly to: Recipients;
  /** When the window opens and closes from now on for whom this is told, ms since the epoch. */
  readonly opensAt?: number;
  readonly closesAt?: number;
}

/**
 * Notices of one change.
 * @param session as it was when the change was decided
 * @param kind a digit that tells changes apart which can be decided on one revision at once
 */
export function noticesOf(
  { revision }: Pick<Session, 'revision'>,
  now: number,
  told: readonly Omit<Notice, 'noticeId' | 'at'>[],
  kind: 'change' | 'fleet' = 'change',
): readonly Notice[] {
  return told.map((one, index) => ({
    noticeId: `${timePartOf(now)}${kind === 'change' ? 0 : 1}${String(revision).padStart(11, '0')}${String(index).padStart(4, '0')}`,
    at: now,
    ...one,
  }));
}

/** The same notices as they are written at `now`: what comes between a decision and its write can take a while. */
export function dateNotices(notices: readonly Notice[], now: number): readonly Notice[] {
  const part = timePartOf(now);
  return notices.map((notice) => ({
    ...notice,
    noticeId: part + notice.noticeId.slice(part.length),
    at: now,
  }));
}
