import type { Asking } from '../../../core/review/asking-store.ts';
import { MemoryAskingStore } from './asking-store.ts';

/** As DynamoDB's index, which is late: it shows the places of rows as they were some writes ago, while rows themselves are true. */
export class LateAskingStore extends MemoryAskingStore {
  /** How many writes of a row its list does not show yet. */
  lag = 0;
  readonly #places = new Map<string, number[]>();

  override async ask(asking: Asking): Promise<void> {
    await super.ask(asking);
    this.#note(asking, asking.askedAt);
  }

  override async askForCosts(sessionId: string, at: number): Promise<void> {
    await super.askForCosts(sessionId, at);
    this.#note({ sessionId }, at);
  }

  override async listDue(now: number, limit: number): Promise<readonly Asking[]> {
    const due = await super.listDue(now, Number.POSITIVE_INFINITY);
    return due.filter(({ sessionId }) => this.#shown(sessionId) <= now).slice(0, limit);
  }

  override async move(asking: Asking, to: Pick<Asking, 'after' | 'complete'>): Promise<void> {
    await super.move(asking, to);
    this.#note(asking, asking.askedAt);
  }

  override async postpone(asking: Asking, until: number, failures?: number): Promise<void> {
    await super.postpone(asking, until, failures);
    this.#note(asking, until);
  }

  override async end(asking: Asking): Promise<void> {
    await super.end(asking);
    this.#note(asking, Number.POSITIVE_INFINITY);
  }

  #note({ sessionId }: Pick<Asking, 'sessionId'>, place: number): void {
    this.#places.set(sessionId, [...(this.#places.get(sessionId) ?? []), place]);
  }

  #shown(sessionId: string): number {
    const places = this.#places.get(sessionId) ?? [];
    return places[Math.max(0, places.length - 1 - this.lag)] ?? Number.POSITIVE_INFINITY;
  }
}
