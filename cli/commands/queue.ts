import { Argument, type Command, InvalidArgumentError, Option } from 'commander';
import pc from 'picocolors';
import type { LetterMove, SqsDeadLetters } from '../../adapters/sns-sqs/dead-letters.ts';
import { systemClock } from '../../adapters/system-clock.ts';
import { type Stage, stages } from '../../core/config/stages.ts';
import { countOf } from '../../core/exam/count-of.ts';
import { decideLetter, redactLetter } from '../../core/operations/dead-letter.ts';
import {
  DEAD_LETTER_QUEUES,
  type DeadLetterQueueName,
  deadLetterQueueNames,
} from '../../core/operations/dead-letter-queues.ts';
import { renderLetter, renderQueues, tellMove } from '../../terminal/render-queues.ts';
import { type ConnectedQueues, connectQueues } from '../connect-queues.ts';
import { type Context, contextOf, print } from '../context.ts';
import { CommandError, EXIT } from '../exit-codes.ts';
import { explainRefusal } from '../explain-refusal.ts';
import { readCount } from '../read-duration.ts';

/** Letters that are looked at for the oldest of a queue. */
const LOOKED_AT = 50;
/** Letters a second that SQS moves at most. */
const MAX_RATE = 500;

interface StageOption {
  readonly stage: Stage;
}

export function addQueue(program: Command): void {
  const queue = program
    .command('queue')
    .description('for operators: queues of what could not be delivered, and sending it again')
    .addHelpText(
      'after',
      '\nNeeds credentials of AWS (AWS_PROFILE, AWS_REGION); which permissions is told in docs/operators.md. Beside a running\n`npm start` it is about that system.',
    );
  const about = (command: Command) =>
    command.addOption(
      new Option('-s, --stage <stage>', 'the stage').choices([...stages]).default('dev' satisfies Stage),
    );
  const named = (command: Command) =>
    about(command.addArgument(new Argument('<queue>', 'which').choices([...deadLetterQueueNames])));

  about(queue.command('list'))
    .description('the dead letter queues: how many letters, how old the oldest is, and moves')
    .action(async ({ stage }: StageOption, command: Command) => {
      const context = contextOf(command);
      const queues = await connect(stage);
      const items = await explain(Promise.all(deadLetterQueueNames.map((name) => survey(queues, name))));
      print(context, { stage, items }, () => renderQueues(items, systemClock.now()));
    });
  named(queue.command('show'))
    .description('what its letters say: ids and reasons, nothing that is somebody’s own')
    .option('-n, --limit <count>', 'how many', readCount, 10)
    .action(async (name: DeadLetterQueueName, options: StageOption & { limit: number }, command: Command) => {
      const context = contextOf(command);
      const letters = await explain((await connect(options.stage)).queueOf(name).look(options.limit));
      const items = letters.map((letter) => ({
        messageId: letter.messageId,
        sentAt: new Date(letter.sentAt).toISOString(),
        receives: letter.receives,
        ...redactLetter(letter),
      }));
      print(context, { queue: name, items }, () =>
        items.length === 0 ? [`${name} holds no letter`] : items.flatMap(renderLetter),
      );
    });
  named(queue.command('redrive'))
    .description('sends its letters again: to the queue that they came from, or to the function that failed')
    .option('--rate <count>', `letters a second, ${MAX_RATE} at most, where SQS moves them`, readRate)
    .option('--no-wait', 'do not follow what SQS moves to its end')
    .action(
      async (
        name: DeadLetterQueueName,
        options: StageOption & { rate?: number; wait: boolean },
        command: Command,
      ) => {
        const context = contextOf(command);
        const queues = await connect(options.stage);
        const letters = queues.queueOf(name);
        const { waiting, hidden } = await explain(letters.count());
        if (waiting === 0) {
          print(context, { queue: name, moved: 0, kept: [] }, () => [
            hidden === 0
              ? `${name} holds no letter`
              : `somebody looks at ${countOf(hidden, 'letter')} of ${name}: try again in half a minute`,
          ]);
          return;
        }
        if (DEAD_LETTER_QUEUES[name].way === 'move') await move(context, name, letters, options);
        else await callAgain(context, name, queues, waiting);
      },
    );
  named(queue.command('cancel'))
    .description('ends a redrive that SQS is at; what it has moved stays moved')
    .action(async (name: DeadLetterQueueName, { stage }: StageOption, command: Command) => {
      const context = contextOf(command);
      const letters = (await connect(stage)).queueOf(name);
      const running = DEAD_LETTER_QUEUES[name].way === 'move' ? await explain(letters.lastMove()) : undefined;
      if (running?.handle === undefined)
        throw new CommandError(EXIT.notNow, `no redrive of ${name} runs`, 'see: assize queue list');
      const moved = await explain(letters.cancelMove(running.handle));
      print(context, { queue: name, cancelled: true, moved }, () => [
        `ended; ${countOf(moved, 'letter was', 'letters were')} moved`,
      ]);
    });
}

/** Has SQS move the letters, and follows it. */
async function move(
  context: Context,
  name: DeadLetterQueueName,
  letters: SqsDeadLetters,
  { rate, wait }: { readonly rate?: number; readonly wait: boolean },
): Promise<void> {
  const before = await explain(letters.lastMove());
  if (before?.status === 'RUNNING' || before?.status === 'CANCELLING')
    throw new CommandError(
      EXIT.notNow,
      `SQS moves letters of ${name} already (${tellMove(before)})`,
      `see how far it is: assize queue list; end it: assize queue cancel ${name}`,
    );
  await explain(letters.startMove(rate));
  if (!wait) {
    print(context, { queue: name, started: true }, () => [
      'SQS moves them; how far it is: assize queue list',
    ]);
    return;
  }
  let last: LetterMove | undefined;
  for await (last of letters.followMove())
    if (!context.json && last.status === 'RUNNING') context.err(pc.dim(tellMove(last)));
  if (last === undefined) throw new CommandError(EXIT.unavailable, `SQS tells of no move of ${name}`);
  if (last.status === 'FAILED')
    throw new CommandError(
      EXIT.unavailable,
      `SQS gave up after ${countOf(last.moved, 'letter')}: ${last.reason ?? 'it gave no reason'}`,
      `what it left: assize queue show ${name}`,
    );
  const { status, moved } = last;
  print(context, { queue: name, moved, kept: [], status }, () => [tellMove({ ...last!, status })]);
}

/** Calls the functions again that letters name; a letter stays until its function has been called. */
async function callAgain(
  context: Context,
  name: DeadLetterQueueName,
  { queueOf, invoke }: ConnectedQueues,
  waiting: number,
): Promise<void> {
  let moved = 0;
  const kept: { readonly messageId: string; readonly reason: string }[] = [];
  await explain(
    queueOf(name).work(waiting, async (letter) => {
      const fate = decideLetter(letter);
      if (fate.action === 'keep') {
        kept.push({ messageId: letter.messageId, reason: fate.reason });
        return false;
      }
      await invoke(fate.call);
      moved++;
      if (!context.json) context.err(pc.dim(fate.reason));
      return true;
    }),
  );
  if (kept.length > 0) process.exitCode = EXIT.negative;
  print(context, { queue: name, moved, kept }, () => [
    `${countOf(moved, 'event was', 'events were')} sent again`,
    ...kept.map(({ messageId, reason }) => `${pc.yellow('kept')} ${messageId}: ${reason}`),
    ...(kept.length === 0 ? [] : [pc.dim(`see: assize queue show ${name}`)]),
  ]);
}

/** What a queue holds. Its letters are looked at for the oldest, unless SQS is about to move them. */
async function survey({ queueOf }: ConnectedQueues, name: DeadLetterQueueName) {
  const letters = queueOf(name);
  const { holds, way } = DEAD_LETTER_QUEUES[name];
  const [count, move] = await Promise.all([letters.count(), way === 'move' ? letters.lastMove() : undefined]);
  const seen =
    count.waiting === 0 || move?.status === 'RUNNING'
      ? []
      : await letters.look(Math.min(LOOKED_AT, count.waiting));
  const oldest = Math.min(...seen.map(({ sentAt }) => sentAt));
  return {
    name,
    holds,
    ...count,
    ...(seen.length === 0
      ? {}
      : { oldestSentAt: new Date(oldest).toISOString(), all: seen.length >= count.waiting }),
    ...(move === undefined ? {} : { move: { ...move, startedAt: new Date(move.startedAt).toISOString() } }),
  };
}

const connect = (stage: Stage) => explain(connectQueues(stage));

const explain = <T>(call: Promise<T>): Promise<T> =>
  explainRefusal(
    call,
    'AWS refused',
    'use credentials that may do this: AWS_PROFILE=...; docs/operators.md lists the permissions',
  );

/** @throws InvalidArgumentError */
function readRate(text: string): number {
  const rate = readCount(text);
  if (rate > MAX_RATE) throw new InvalidArgumentError(`write a whole number from 1 to ${MAX_RATE}`);
  return rate;
}
