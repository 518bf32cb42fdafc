import { type Command, InvalidArgumentError } from 'commander';
import { readAllMessages } from '../../core/api/read-all-messages.ts';
import { renderMessages } from '../../terminal/render-messages.ts';
import { contextOf, print } from '../context.ts';
import { CommandError, EXIT } from '../exit-codes.ts';
import { pickSession } from '../pick-session.ts';

interface AnnounceOptions {
  readonly problem?: string;
  readonly group?: string;
  readonly to?: string;
}

const PROBLEM = ['-p, --problem <label>', 'the problem that it is about'] as const;

/** What is said in a session: announcements, questions, answers. */
export function addSessionMessages(session: Command, which: string): void {
  session
    .command('announce')
    .argument('<session>', 'id of the session')
    .argument('<text>', 'what everybody is told', readText)
    .option(...PROBLEM)
    .option('-g, --group <group>', 'only this group of the roster')
    .option('-t, --to <participant>', 'only this participant')
    .description('tell everybody something, or a group, or one participant')
    .action(async (id: string, text: string, options: AnnounceOptions, command: Command) => {
      const context = contextOf(command);
      const said = await context.access().client.call('announce', {
        params: { sessionId: id.toLowerCase() },
        body: {
          text,
          ...(options.problem === undefined ? {} : { label: options.problem }),
          ...(options.group === undefined ? {} : { group: options.group }),
          ...(options.to === undefined ? {} : { participantId: options.to }),
        },
      });
      print(context, said, () => renderMessages([said]));
    });
  session
    .command('ask')
    .argument('<text>', 'the question', readText)
    .option(...PROBLEM)
    .option('-s, --session <id>', 'the session (default: the one that is open)')
    .description('ask the staff of the session a question')
    .action(async (text: string, options: { problem?: string; session?: string }, command: Command) => {
      const context = contextOf(command);
      const { client } = context.access('participant');
      const { sessionId } = await pickSession(client, options.session);
      const said = await client.call('askQuestion', {
        params: { sessionId },
        body: { text, ...(options.problem === undefined ? {} : { label: options.problem }) },
      });
      print(context, said, () => [
        ...renderMessages([said]),
        'the answer comes here: assize session questions --all',
      ]);
    });
  session
    .command('questions')
    .argument('[session]', which)
    .option('-a, --all', 'everything that was said, not only questions that wait for an answer')
    .option('--keep-unread', 'do not mark it as read')
    .description('questions that wait for an answer; with --all also answers, announcements and notices')
    .action(
      async (id: string | undefined, options: { all?: boolean; keepUnread?: boolean }, command: Command) => {
        const context = contextOf(command);
        const { client } = context.access();
        const { sessionId } = await pickSession(client, id);
        const params = { sessionId };
        const list = await readAllMessages(client, { params });
        const items = list.items.filter(
          ({ kind, answered }) => options.all === true || (kind === 'question' && answered !== true),
        );
        print(context, { ...list, items }, () =>
          items.length === 0
            ? [options.all === true ? 'nothing was said yet' : 'no question waits for an answer']
            : renderMessages(items),
        );
        if (options.keepUnread !== true)
          await client.call('markRead', { params, body: { cursor: list.cursor } });
      },
    );
  session
    .command('answer')
    .argument('<session>', 'id of the session')
    .argument('<question>', 'id of the question, as `session questions` tells it; its last letters suffice')
    .argument('<text>', 'the answer', readText)
    .option('-e, --everybody', 'to everybody: they read the question too, and not who asked it')
    .description('answer a question')
    .action(
      async (
        id: string,
        question: string,
        text: string,
        options: { everybody?: boolean },
        command: Command,
      ) => {
        const context = contextOf(command);
        const { client } = context.access();
        const sessionId = id.toLowerCase();
        const { items } = await readAllMessages(client, { params: { sessionId } });
        const found = items.filter(
          ({ kind, messageId }) => kind === 'question' && messageId.endsWith(question.toLowerCase()),
        );
        const [only] = found;
        if (only === undefined || found.length > 1)
          throw new CommandError(
            EXIT.notFound,
            only === undefined
              ? `there is no question ${question}`
              : `${found.length} questions end with ${question}: write more of its id`,
            `see assize session questions ${sessionId} --all`,
          );
        const said = await client.call('answerQuestion', {
          params: { sessionId, messageId: only.messageId },
          body: { text, toEverybody: options.everybody === true },
        });
        print(context, said, () => renderMessages([said]));
      },
    );
}

function readText(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('say something');
  return text;
}
