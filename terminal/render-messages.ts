import pc from 'picocolors';
import type { MessageView } from '../core/api/messages.ts';
import { formatTime } from './render-session.ts';

/** Messages one after the other, oldest first, each with its text below it. */
export function renderMessages(messages: readonly MessageView[]): string[] {
  return messages.flatMap((message) => [
    [
      message.unread ? pc.yellow('*') : ' ',
      pc.bold(describeKind(message)),
      ...(message.label === undefined ? [] : [pc.cyan(message.label)]),
      describePeople(message),
      pc.dim(`${formatTime(message.at)} ${message.messageId}`),
    ].join(' '),
    ...(message.questionText === undefined
      ? []
      : indent(`> ${message.questionText.replaceAll('\n', '\n> ')}`)),
    ...indent(message.text),
  ]);
}

function describeKind({ kind, answered }: MessageView): string {
  if (kind !== 'question') return kind;
  return answered === true ? 'question (answered)' : 'question';
}

function describePeople({ kind, from, to, mine }: MessageView): string {
  const speaker = from ?? (mine ? 'you' : kind === 'notice' ? 'Assize' : 'staff');
  if (kind === 'question') return `by ${speaker}`;
  if (to === 'everybody') return `by ${speaker} to everybody`;
  if ('group' in to) return `by ${speaker} to the group ${to.group}`;
  return `by ${speaker} to ${'participantId' in to ? to.participantId : to.participantIds.join(', ')}`;
}

const indent = (text: string): string[] => text.split('\n').map((line) => `    ${line}`);
