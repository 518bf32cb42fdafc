/** A fact about a session that others may want to hear: published at least once, with an id to deduplicate by. */
export type SessionEvent = { readonly eventId: string; readonly sessionId: string; readonly at: number } & (
  | {
      readonly type: 'submission.judged';
      readonly submissionId: string;
      readonly participantId: string;
      readonly verdict: string;
    }
  | {
      readonly type: 'submission.quarantined';
      readonly submissionId: string;
      readonly participantId: string;
      readonly reason: string;
    }
  | {
      readonly type: 'host.ready' | 'host.suspect' | 'host.rejected' | 'host.terminated';
      readonly hostId: string;
      readonly reason: string;
    }
  | { readonly type: 'session.fleet'; readonly state: string; readonly reason: string }
  | { readonly type: 'session.languages'; readonly dropped: readonly string[]; readonly reason: string }
  | { readonly type: 'session.settled'; readonly balanced: boolean; readonly usd: number }
);

/** Publishes events; implementation: adapters/sns-sqs/event-publisher.ts. */
export interface EventPublisher {
  publish(events: readonly SessionEvent[]): Promise<void>;
}

/** The doorbell: says that there is work; what is judged next is read from the table. */
export interface Doorbell {
  ring(work: {
    readonly sessionId: string;
    readonly submissionId: string;
    readonly lane: string;
    readonly deployment: string;
  }): Promise<void>;
}
