import type { MessageView } from '../../core/api/messages.ts';
import { tellInstants } from '../format.ts';

/** Puts messages that came over those that are known, each once, oldest first. */
export function mergeMessages(
  known: readonly MessageView[],
  news: readonly MessageView[],
): readonly MessageView[] {
  if (news.length === 0) return known;
  const all = new Map([...known, ...news].map((one) => [one.messageId, one]));
  return [...all.values()].sort((a, b) => (a.messageId < b.messageId ? -1 : 1));
}

/** What a message is, for whoever reads it. */
export function nameMessage({ kind, label, mine }: Pick<MessageView, 'kind' | 'label' | 'mine'>): string {
  const about = label === undefined ? '' : ` on problem ${label}`;
  switch (kind) {
    case 'question':
      return `${mine ? 'Your question' : 'Question'}${about}`;
    case 'answer':
      return `Answer${about}`;
    case 'announcement':
      return `Announcement${about}`;
    case 'notice':
      return 'Notice';
  }
}

/**
 * What a message says. Notices name times in UTC, as machines read them: they are told as `format` writes them, in the
 * reader's zone. What people wrote stays as it is.
 */
export function textOfMessage(
  { kind, text }: Pick<MessageView, 'kind' | 'text'>,
  format: (instant: string) => string,
): string {
  return kind === 'notice' ? tellInstants(text, format) : text;
}
