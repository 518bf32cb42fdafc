import type { Caller } from '../exam/caller.ts';
import type { SessionEvent } from '../exam/session-event.ts';
import { type EventFilter, passesFilters } from './event-filter.ts';

/** A secret by which a webhook signs: `whsec_` and 32 bytes in base64. */
export interface WebhookSecret {
  readonly secret: string;
  /** Until when it signs, ms since the epoch; absent for the one that is in force. */
  readonly until?: number;
}

/** How deliveries to a webhook go, as the sender has seen it. */
export interface WebhookHealth {
  /** Tries that failed since the last that did not. */
  readonly failures: number;
  /** The first of these, ms since the epoch. */
  readonly failingSince?: number;
  /** Nothing is sent before, ms since the epoch. */
  readonly restUntil?: number;
  readonly lastFailure?: { readonly at: number; readonly reason: string };
}

/** A place on the web that is told of events, by the convention of Standard Webhooks. */
export interface Webhook {
  readonly webhookId: string;
  /** User name of who made it, folded (`foldUsername`). */
  readonly owner: string;
  /** Whether it hears of every session, as an operator's does, or only of those that its owner booked. */
  readonly everySession: boolean;
  readonly url: string;
  readonly description?: string;
  readonly events: readonly EventFilter[];
  /** Only events of this session. */
  readonly sessionId?: string;
  /** The newest first; each signs until its time is over. */
  readonly secrets: readonly WebhookSecret[];
  /** ms since the epoch. */
  readonly createdAt: number;
  /** While nothing is sent: since when, and why. */
  readonly disabled?: { readonly at: number; readonly reason: string };
  readonly health: WebhookHealth;
  /** Optimistic lock: every change by a person raises it by one. */
  readonly revision: number;
}

/** Webhooks that one person may have, and a stage. */
export const MAX_WEBHOOKS = { person: 10, stage: 100 } as const;
/** How long a secret signs on beside the one that replaced it, ms. */
export const SECRET_OVERLAP_MS = 24 * 3_600_000;
/** Secrets that sign at once: rotated more often, the oldest is dropped. */
const MAX_SECRETS = 3;
const SECRET_BYTES = 32;

/**
 * Whether the caller may see and change it: operators every one, others their own. What hears of everybody's sessions is an
 * operator's affair: not that of a machine that acts for one, nor of somebody who was one.
 */
export function isWebhookOf(
  { owner, everySession }: Pick<Webhook, 'owner' | 'everySession'>,
  { username, roles }: Caller,
): boolean {
  return roles.includes('operator') || (owner === username && !everySession);
}

/**
 * Whether it is told of an event.
 * @param sessionOwner who booked the event's session; undefined when there is none
 */
export function wantsEvent(
  { events, sessionId, everySession, owner }: Webhook,
  event: Pick<SessionEvent, 'type' | 'sessionId'>,
  sessionOwner: string | undefined,
): boolean {
  if (sessionId !== undefined && sessionId !== event.sessionId) return false;
  return passesFilters(events, event.type) && (everySession || sessionOwner === owner);
}

/** A new secret. @param drawBytes as many bytes as are asked for that nobody can guess */
export function makeSecret(drawBytes: (count: number) => Uint8Array): string {
  return `whsec_${Buffer.from(drawBytes(SECRET_BYTES)).toString('base64')}`;
}

/** The secrets after a rotation at `now`: the new one, and those before it for a while. */
export function rotateSecrets(
  secrets: readonly WebhookSecret[],
  secret: string,
  now: number,
): readonly WebhookSecret[] {
  const before = secrets
    .map((one) => ({ ...one, until: one.until ?? now + SECRET_OVERLAP_MS }))
    .filter(({ until }) => until > now);
  return [{ secret }, ...before].slice(0, MAX_SECRETS);
}

/** The secrets that sign at `now`. */
export function signingSecrets({ secrets }: Pick<Webhook, 'secrets'>, now: number): readonly string[] {
  return secrets.filter(({ until }) => until === undefined || until > now).map(({ secret }) => secret);
}
