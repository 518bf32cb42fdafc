import type { Recipients } from '../exam/notice.ts';
import type { Reader } from '../messages/message.ts';
import type { ReadMessage } from '../messages/read-messages.ts';
import type { MessageView } from './messages.ts';
import { toInstant } from './present-session.ts';

/** A message for this reader: participants are not told who spoke, nor who else is spoken to. */
export function presentMessage(
  { message, mine, unread, answered }: ReadMessage,
  reader: Reader,
): MessageView {
  const { messageId, at, kind, label, text, from, via, to, questionId, questionText, opensAt, closesAt } =
    message;
  return {
    messageId,
    at: toInstant(at),
    kind,
    ...(label === undefined ? {} : { label }),
    text,
    ...(from === undefined || reader.as !== 'staff' ? {} : { from }),
    ...(via === undefined || reader.as !== 'staff' ? {} : { via }),
    mine,
    to: presentRecipients(to, reader),
    ...(questionId === undefined ? {} : { questionId }),
    ...(questionText === undefined ? {} : { questionText }),
    ...(kind === 'question' ? { answered } : {}),
    ...(opensAt === undefined ? {} : { opensAt: toInstant(opensAt) }),
    ...(closesAt === undefined ? {} : { closesAt: toInstant(closesAt) }),
    unread,
  };
}

function presentRecipients(to: Recipients, reader: Reader): MessageView['to'] {
  if (to === 'everybody' || 'group' in to) return to;
  const { participantIds } = to;
  if (reader.as === 'participant') return { participantId: reader.participant.participantId };
  const [only] = participantIds;
  return participantIds.length === 1 && only !== undefined
    ? { participantId: only }
    : { participantIds: [...participantIds] };
}
