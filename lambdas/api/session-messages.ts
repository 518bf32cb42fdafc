import { ApiProblem } from '../../core/api/problem-details.ts';
import type { Caller } from '../../core/exam/caller.ts';
import type { SeenSession } from '../../core/exam/see-sessions.ts';
import type { Session } from '../../core/exam/session.ts';
import type { Reader } from '../../core/messages/message.ts';
import { type Reading, readMessages } from '../../core/messages/read-messages.ts';
import type { Said, SayPorts } from '../../core/messages/say.ts';
import { untoldOf, withUntold } from '../../core/messages/tell-notices.ts';
import type { Services } from './services.ts';

/** Who reads a session's messages: staff, or somebody on its roster. */
export function readerOf(seen: SeenSession, { username }: Caller): Reader {
  return seen.as === 'staff'
    ? { as: 'staff', username }
    : { as: 'participant', participant: seen.participant };
}

/** What this reader has to read. A query of few rows a second for all who ask, and the reader's own mark. */
export async function readFor(
  services: Services,
  session: Session,
  reader: Reader,
  since?: string,
): Promise<Reading & { readonly readAt: number }> {
  const readAt = services.clock.now();
  const username = reader.as === 'staff' ? reader.username : reader.participant.participantId;
  const [messages, readUntil] = await Promise.all([
    services.messagesOf(session.sessionId).list(readAt),
    services.messages.getReadUntil(session.sessionId, username),
  ]);
  const news = {
    untold: untoldOf(session),
    ...(since === undefined ? {} : { since: Date.parse(since) }),
  };
  return { ...readMessages(withUntold(messages, session), reader, readUntil, news), readAt };
}

/** What saying something in a session touches. */
export function sayPorts(services: Services, sessionId: string): SayPorts {
  return { ...services, feed: services.messagesOf(sessionId) };
}

/** What was said, as its sender reads it. @throws ApiProblem when it was refused */
export function answerSaid(said: Said) {
  if (!said.said) throw ApiProblem.of(said.refusal);
  return { message: said.message, mine: true, unread: false, answered: false };
}
