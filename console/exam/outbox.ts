import { isPassingStatus } from '../../core/api/ask-schedule.ts';
import { ApiError } from '../../core/api/client.ts';
import { problemTypeUri } from '../../core/api/problem-details.ts';
import type { Store } from '../browser-store.ts';
import { NO_ANSWER } from '../console-api.ts';

/** Something handed in that the API has not confirmed yet. Sent as often as it takes; its key makes that once. */
export interface Outgoing {
  /** Idempotency-Key. */
  readonly key: string;
  readonly label: string;
  readonly language: string;
  readonly source: string;
  /** When it was handed in, ms since the epoch by this machine. */
  readonly at: number;
}

/** Whose outbox it is. */
export interface OutboxKey {
  readonly sessionId: string;
  readonly participantId: string;
}

function nameOutbox({ sessionId, participantId }: OutboxKey): string {
  return `assize-outbox:${sessionId}:${participantId}`;
}

/** What waits to be sent, oldest first; it outlives the tab. */
export function readOutbox(store: Store, key: OutboxKey): readonly Outgoing[] {
  try {
    const items: unknown = JSON.parse(store.getItem(nameOutbox(key)) ?? '[]');
    return Array.isArray(items) ? (items as Outgoing[]) : [];
  } catch {
    return [];
  }
}

/** Puts something in. */
export function putIntoOutbox(store: Store, key: OutboxKey, item: Outgoing): void {
  write(store, key, [...readOutbox(store, key).filter((other) => other.key !== item.key), item]);
}

/** Takes something out that was confirmed or refused. */
export function takeFromOutbox(store: Store, key: OutboxKey, itemKey: string): void {
  write(
    store,
    key,
    readOutbox(store, key).filter((other) => other.key !== itemKey),
  );
}

function write(store: Store, key: OutboxKey, items: readonly Outgoing[]): void {
  if (items.length === 0) store.removeItem(nameOutbox(key));
  else store.setItem(nameOutbox(key), JSON.stringify(items));
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
  if (isPassingStatus(status) && !RULES.has(details.type)) return { action: 'again', reason: details.detail };
  return { action: 'give-back', reason: details.detail };
}
