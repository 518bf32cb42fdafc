import { CURSOR_OVERLAP_MS } from '../exam/cursor-overlap.ts';
import { timePartOf } from '../exam/ids.ts';
import type { Message } from './message.ts';
import type { MessageStore } from './message-store.ts';

/** What was told later than that after the fact is found by reading everything now and then, ms. */
const WHOLE_EVERY_MS = 10 * 60_000;
/** How old what is shown may be, ms: whoever asks meanwhile shares one query. */
const FRESH_MS = 1_000;

/**
 * All messages of a session, kept up to date by reading only those that are young: a refresh is one query of a few rows,
 * and one a second is enough for everybody who asks.
 */
export class MessageFeed {
  readonly #store: Pick<MessageStore, 'listFrom'>;
  readonly #sessionId: string;
  readonly #messages = new Map<string, Message>();
  /** The same, oldest first; made anew when there is more to tell: many ask and little is said. */
  #sorted: readonly Message[] | undefined;
  #wholeAt = Number.NEGATIVE_INFINITY;
  #refreshedAt = Number.NEGATIVE_INFINITY;
  #pending: Promise<void> | undefined;

  constructor(store: Pick<MessageStore, 'listFrom'>, sessionId: string) {
    this.#store = store;
    this.#sessionId = sessionId;
  }

  /** Every message, oldest first. @param fresh whether to look even if somebody just has */
  async list(now: number, { fresh = false } = {}): Promise<readonly Message[]> {
    if (fresh) await this.#read(now);
    else if (now - this.#refreshedAt >= FRESH_MS) {
      this.#pending ??= this.#read(now).finally(() => {
        this.#pending = undefined;
      });
      await this.#pending;
    }
    this.#sorted ??= [...this.#messages.values()].sort((a, b) => (a.messageId < b.messageId ? -1 : 1));
    return this.#sorted;
  }

  /** Adds what was just written: whoever wrote it finds it at once. */
  add(message: Message): void {
    // A message never changes: one that is known is known.
    if (this.#messages.has(message.messageId)) return;
    this.#messages.set(message.messageId, message);
    this.#sorted = undefined;
  }

  async #read(now: number): Promise<void> {
    const whole = now - this.#wholeAt >= WHOLE_EVERY_MS;
    const from = whole ? '' : timePartOf(this.#refreshedAt - CURSOR_OVERLAP_MS);
    const rows = await this.#store.listFrom(this.#sessionId, from);
    for (const message of rows) this.add(message);
    if (whole) this.#wholeAt = now;
    this.#refreshedAt = Math.max(this.#refreshedAt, now);
  }
}
