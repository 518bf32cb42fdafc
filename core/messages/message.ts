import type { Recipients } from '../exam/notice.ts';
import type { Participant } from '../exam/session.ts';

/** Most characters of a message. */
export const MAX_MESSAGE_CHARACTERS = 4_000;

/** Something said in a session: written once, never changed. */
export interface Message {
  readonly sessionId: string;
  /** Lower-case ULID; sorts by the time of what it tells. */
  readonly messageId: string;
  /** ms since the epoch, by the clock of whoever wrote it down. */
  readonly at: number;
  /** `notice`: Assize tells what has changed. */
  readonly kind: 'announcement' | 'question' | 'answer' | 'notice';
  /** The problem that it is about. */
  readonly label?: string;
  /** Plain text. */
  readonly text: string;
  /** User name, folded; absent where nobody but Assize speaks. */
  readonly from?: string;
  /** The machine that said it for them. */
  readonly via?: string;
  /** Who may read it beside staff; of a question whoever asked it. */
  readonly to: Recipients;
  /** Of an answer. */
  readonly questionId?: string;
  /** Of an answer to others than who asked: what was asked. */
  readonly questionText?: string;
  /** Of a notice about the hours: when the window now opens and closes, without extra time; ms since the epoch. */
  readonly opensAt?: number;
  readonly closesAt?: number;
}

/** Whoever reads messages: staff read everything. */
export type Reader =
  | { readonly as: 'staff'; readonly username: string }
  | { readonly as: 'participant'; readonly participant: Participant };

/** Whether a message is for this participant. */
export function isFor({ to }: Message, { participantId, group }: Participant): boolean {
  if (to === 'everybody') return true;
  return 'group' in to ? to.group === group : to.participantIds.includes(participantId);
}
