/** A fact that others may want to hear: published at least once, with an id to deduplicate by. */
export type SessionEvent = { readonly eventId: string; readonly at: number } & (
  | ({ readonly sessionId: string } & OfSession)
  | {
      readonly type: 'security.signal';
      /** Absent where it belongs to no session. */
      readonly sessionId?: string;
      readonly kind: string;
      readonly severity: string;
      readonly what: string;
      readonly subject: string;
      readonly count: number;
      readonly evidence: string;
    }
  | {
      readonly type: 'alert.raised' | 'alert.escalated' | 'alert.resolved';
      /** Absent where it is about the stage. */
      readonly sessionId?: string;
      readonly alertId: string;
      readonly severity: string;
      readonly what: string;
      readonly reason: string;
    }
);

type OfSession =
  | {
      readonly type: 'submission.judged';
      readonly submissionId: string;
      readonly participantId: string;
      /** It was a try on the samples, which is not counted. */
      readonly trial?: true;
      readonly verdict: string;
    }
  | {
      readonly type: 'submission.quarantined';
      readonly submissionId: string;
      readonly participantId: string;
      readonly trial?: true;
      readonly reason: string;
    }
  | {
      readonly type: 'host.ready' | 'host.suspect' | 'host.rejected' | 'host.terminated';
      readonly hostId: string;
      readonly reason: string;
    }
  | { readonly type: 'session.fleet'; readonly state: string; readonly reason: string }
  | { readonly type: 'session.languages'; readonly dropped: readonly string[]; readonly reason: string }
  | {
      readonly type: 'session.budget';
      /** `near`: four fifths are spent; `used`: no further host is launched. */
      readonly state: string;
      readonly budgetUsd: number;
      readonly spentUsd: number;
      readonly reason: string;
    }
  | { readonly type: 'session.settled'; readonly balanced: boolean; readonly usd: number };

/** Every type of event, and what has happened when it is told. */
export const EVENT_TYPES = {
  'submission.judged': 'a submission has its verdict',
  'submission.quarantined': 'no judge could judge a submission, for the reason given',
  'session.fleet': "a session's fleet has moved to another state",
  'session.languages': 'a session is not judged in languages that it was booked with',
  'session.budget': 'a session has spent most of its budget, or launches no more hosts for it',
  'session.settled': 'a session is over, its ledger and bill stand',
  'host.ready': 'a host has passed its examination and judges',
  'host.suspect': 'a host does not judge as it should',
  'host.rejected': 'a host has failed its examination',
  'host.terminated': 'a host is gone, at its end or before',
  'alert.raised': 'something needs a person, of a session or of the stage',
  'alert.escalated': 'an alert weighs more by now, or nobody has acknowledged it for long',
  'alert.resolved': 'an alert is over: its cause is gone, or somebody says so',
  'security.signal': 'something was seen that may be an attack, of a session or of the stage',
} as const satisfies Record<SessionEvent['type'], string>;
export type EventType = SessionEvent['type'];

/** A change of a session that is told in the write that makes it: whatever dies in between, it is published. */
export type SessionFact = Extract<
  SessionEvent,
  { readonly type: 'session.fleet' | 'session.languages' | 'session.budget' }
>;

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
