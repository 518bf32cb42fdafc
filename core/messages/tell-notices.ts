import type { Session } from '../exam/session.ts';
import type { SessionStore } from '../exam/session-store.ts';
import type { Message } from './message.ts';
import type { MessageStore } from './message-store.ts';

/** What telling touches. */
export interface TellPorts {
  readonly messages: Pick<MessageStore, 'put'>;
  readonly sessions: Pick<SessionStore, 'forgetUntold'>;
}

/** Notices that wait on the session's row, as messages: whoever reads the row reads them. */
export function untoldOf({ sessionId, untold = [] }: Session): readonly Message[] {
  return untold.map(({ noticeId: messageId, ...notice }) => ({
    sessionId,
    messageId,
    kind: 'notice',
    ...notice,
  }));
}

/** The session's messages with what waits on its row, oldest first, each once. */
export function withUntold(messages: readonly Message[], session: Session): readonly Message[] {
  const untold = untoldOf(session).filter(
    ({ messageId }) => !messages.some((other) => other.messageId === messageId),
  );
  if (untold.length === 0) return messages;
  return [...messages, ...untold].sort((a, b) => (a.messageId < b.messageId ? -1 : 1));
}

/**
 * Makes messages of the notices that wait on the session's row; again and again they become the same messages.
 * @returns the session without them
 */
export async function tellNotices(session: Session, { messages, sessions }: TellPorts): Promise<Session> {
  const { untold = [], ...rest } = session;
  if (untold.length === 0) return rest;
  for (const message of untoldOf(session)) await messages.put(message);
  // Not when another change has added to them: whoever made it tells all.
  await sessions.forgetUntold(session.sessionId, untold);
  return rest;
}
