import { createHash } from 'node:crypto';
import type { Clock } from '../exam/clock.ts';
import { given } from '../exam/given.ts';
import type { EventPublisher, SessionEvent } from '../exam/session-event.ts';
import {
  chooseToTell,
  type SecuritySignal,
  SIGNAL_KINDS,
  SIGNAL_WINDOW_MS,
  type SignalPolicy,
  signalWindowAt,
} from './security-signal.ts';
import type { SignalStore } from './signal-store.ts';

/** What telling of signals touches. */
export interface AnnounceSignalsPorts {
  readonly clock: Clock;
  readonly events: EventPublisher;
  readonly signals: Pick<SignalStore, 'listSince' | 'noteTold'>;
  readonly signalPolicy: SignalPolicy;
}

/**
 * Tells of the signals of this window and the one before it that nobody was told of: publishes, then takes it down. A crash in between
 * publishes again with the same ids. @returns how many
 */
export async function announceSignals(ports: AnnounceSignalsPorts): Promise<number> {
  const { clock, events, signals, signalPolicy } = ports;
  const now = clock.now();
  const known = await signals.listSince(signalWindowAt(now) - SIGNAL_WINDOW_MS, signalPolicy);
  const chosen = chooseToTell(known);
  if (chosen.length === 0) return 0;
  await events.publish(chosen.map(eventOf));
  await Promise.all(chosen.map((signal) => signals.noteTold(signal, now)));
  return chosen.length;
}

function eventOf(signal: SecuritySignal): SessionEvent {
  const { kind, subject, sessionId, firstAt, count, evidence } = signal;
  return {
    type: 'security.signal',
    eventId: idOf(signal),
    ...given({ sessionId }),
    at: firstAt,
    kind,
    severity: SIGNAL_KINDS[kind].severity,
    what: SIGNAL_KINDS[kind].what,
    subject,
    count,
    evidence,
  };
}

/** The same each time that it is told, and of letters that a header may have. */
function idOf({ windowAt, kind, sessionId = '', subject }: SecuritySignal): string {
  const who = createHash('sha256').update(`${sessionId} ${subject}`).digest('hex').slice(0, 16);
  return `signal:${windowAt}:${kind}:${who}`;
}
