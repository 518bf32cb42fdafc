import type { EventPublisher, SessionEvent } from '../../../core/exam/session-event.ts';
import type { Adversary } from './adversary.ts';

/** What SNS takes in one call. */
const BATCH = 10;

/**
 * Who hears of announced events: at least once what SNS took, some of it twice. A publication may break off after a part
 * of it was taken.
 */
export class Subscribers implements EventPublisher {
  /** What was heard under each id, each telling once. */
  readonly heard = new Map<string, Set<string>>();
  readonly #adversary: Adversary;

  constructor(adversary: Adversary) {
    this.#adversary = adversary;
  }

  async publish(events: readonly SessionEvent[]): Promise<void> {
    for (let start = 0; start < events.length; start += BATCH) {
      const batch = events.slice(start, start + BATCH);
      if (start > 0 && this.#adversary.strikes('refused', 'events half published', batch[0]?.eventId ?? ''))
        throw new Error('SNS did not take the rest of the events');
      for (const event of batch) {
        const told = this.heard.get(event.eventId) ?? new Set();
        told.add(JSON.stringify(event));
        this.heard.set(event.eventId, told);
      }
    }
  }

  /** What was told of a submission, all ids and tellings. */
  of(submissionId: string): readonly string[] {
    return ['judged', 'quarantined'].flatMap((end) => [...(this.heard.get(`${submissionId}:${end}`) ?? [])]);
  }
}
