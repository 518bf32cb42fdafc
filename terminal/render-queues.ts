import pc from 'picocolors';
import { formatDuration } from '../core/api/format-quantity.ts';
import { countOf } from '../core/exam/count-of.ts';
import { renderTable } from './table.ts';

/** A dead letter queue as it is shown. */
interface ShownQueue {
  readonly name: string;
  readonly holds: string;
  readonly waiting: number;
  readonly hidden: number;
  readonly oldestSentAt?: string;
  /** Whether all letters were looked at for the oldest. */
  readonly all?: boolean;
  readonly move?: ShownMove;
}

interface ShownMove {
  readonly status: string;
  readonly moved: number;
  readonly toMove?: number;
  readonly reason?: string;
}

/** Every queue in a row, and what to do next. */
export function renderQueues(queues: readonly ShownQueue[], now: number): string[] {
  const full = queues.filter(({ waiting }) => waiting > 0);
  return [
    ...renderTable(
      ['queue', 'letters', 'oldest', 'last redrive', 'holds'],
      queues.map((queue) => [
        queue.waiting > 0 ? pc.yellow(queue.name) : queue.name,
        `${queue.waiting}${queue.hidden === 0 ? '' : ` +${queue.hidden} looked at`}`,
        tellAge(queue, now),
        queue.move === undefined ? '' : tellMove(queue.move),
        pc.dim(queue.holds),
      ]),
    ),
    '',
    ...(full.length === 0
      ? ['nothing was set aside']
      : full.flatMap(({ name }) => [
          pc.dim(`read: assize queue show ${name}; send again: assize queue redrive ${name}`),
        ])),
  ];
}

function tellAge({ oldestSentAt, all }: ShownQueue, now: number): string {
  if (oldestSentAt === undefined) return '';
  return `${all === true ? '' : 'at least '}${formatDuration(now - Date.parse(oldestSentAt))}`;
}

/** How far a move is, in words. */
export function tellMove({ status, moved, toMove, reason }: ShownMove): string {
  const share = toMove === undefined ? countOf(moved, 'letter') : `${moved} of ${countOf(toMove, 'letter')}`;
  return `${status.toLowerCase()}: ${share} moved${reason === undefined ? '' : `: ${reason}`}`;
}

/** One letter: when it was sent, and what it says. */
export function renderLetter(letter: {
  readonly messageId: string;
  readonly sentAt: string;
  readonly receives: number;
  readonly body: unknown;
  readonly attributes: Readonly<Record<string, unknown>>;
}): string[] {
  const { messageId, sentAt, receives, body, attributes } = letter;
  const indent = (value: unknown) =>
    JSON.stringify(value, undefined, 2)
      .split('\n')
      .map((line) => `  ${line}`);
  return [
    `${messageId}  ${pc.dim(`sent ${sentAt}, received ${receives === 1 ? 'once' : `${receives} times`}`)}`,
    ...indent(body),
    ...(Object.keys(attributes).length === 0 ? [] : indent(attributes)),
    '',
  ];
}
