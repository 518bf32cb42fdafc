import { isPassingStatus } from '../../core/api/ask-schedule.ts';
import { ApiError } from '../../core/api/client.ts';
import { problemTypeUri } from '../../core/api/problem-details.ts';
import type { Store } from '../browser-store.ts';
import { NO_ANSWER } from '../console-api.ts';
import { type KeptFor, nameKept } from './kept-work.ts';
import type { SentProgram } from './program.ts';

/** Something handed in that the API has not confirmed yet. Sent as often as it takes; its key makes that once. */
export interface Outgoing {
  /** Idempotency-Key. */
  readonly key: string;
  readonly label: string;
  readonly language: string;
  readonly program: SentProgram;
  /** When it was handed in, ms since the epoch by this machine. */
  readonly at: number;
}

/** What waits to be sent, oldest first; it outlives the tab. */
export function readOutbox(store: Store, key: KeptFor): readonly Outgoing[] {
  try {
    const items: unknown = JSON.parse(store.getItem(nameKept('outbox', key)) ?? '[]');
    return Array.isArray(items) ? (items as Outgoing[]) : [];
  } catch {
    return [];
  }
}

/** Puts something in. */
export function putIntoOutbox(store: Store, key: KeptFor, item: Outgoing): void {
  write(store, key, [...readOutbox(store, key).filter((other) => other.key !== item.key), item]);
}

/** Takes something out that was confirmed or refused. */
export function takeFromOutbox(store: Store, key: KeptFor, itemKey: string): void {
  write(
    store,
    key,
    readOutbox(store, key).filter((other) => other.key !== itemKey),
  );
}

function write(store: Store, key: KeptFor, items: readonly Outgoing[]): void {
  if (items.length === 0) store.removeItem(nameKept('outbox', key));
  else store.setItem(nameKept('outbox', key), JSON.stringify(items));
}

/** Refusals of a rule of the session: asking again by itself would only repeat them. */
const RULES: ReadonlySet<string> = new Set(
  (['limit-reached', 'too-soon', 'too-many-waiting'] as const).map(problemTypeUri),
);

/** Whether what was not sent is sent again by itself, or given back to whoever wrote it. */
export function decideOutgoing(error: unknown): {
  readonly action: 'again' | 'give-back';
  readonly reason: string;
} {
  if (!(error instanceof ApiError)) return { action: 'again', reason: String(error) };
  const { status, details } = error;
  if (status === NO_ANSWER) return { action: 'again', reason: 'there is no network' };
  if (status === 401) return { action: 'again', reason: 'it waits for whoever handed it in to log in again' };
  if (isPassingStatus(status) && !RULES.has(details.type)) return { action: 'again', reason: details.detail };
  return { action: 'give-back', reason: details.detail };
}
