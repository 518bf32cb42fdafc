import { timeOf } from '../exam/ids.ts';
import { type BackOff, backOffMs } from '../resilience/back-off.ts';
import { raiseSignal } from '../security/raise-signal.ts';
import type { Fate } from './decide-fate.ts';
import type { ExecutorEvent, ExecutorPorts } from './executor-ports.ts';
import type { BatchEnd } from './metrics-store.ts';
import { signsOfFate } from './signs-of-fate.ts';
import type { RunningSubmission } from './submission.ts';
import { RefusedRowError } from './submission-store.ts';

/** How a lease ended. */
export interface LeaseEnd {
  readonly event: BatchEnd;
  /** The time that was written with it, or was to be: `judgedAt` of the row when the verdict is there. */
  readonly at: number;
  /** Why the store will never take the verdict: nothing was written or told, and the lease is still held. */
  readonly refused?: string;
}

type EndingPorts = Pick<ExecutorPorts, 'submissions' | 'clock' | 'random' | 'onEvent' | 'signals'>;

const WRITE_ATTEMPTS = 5;
/** Between them; all together within the lease. */
const WRITE_BACK_OFF: BackOff = { baseMs: 400, capMs: 3_200 };

const TOLD = {
  judge: { event: 'judged', what: 'the verdict' },
  quarantine: { event: 'quarantined', what: 'the quarantine' },
  'give-back': { event: 'given-back', what: 'the give-back' },
} as const;

/**
 * Writes the fate of a leased submission by condition on the lease, and tells it, with what in it may be an attack: what was
 * not written is not told.
 * @param since when it was taken up, ms since the epoch
 */
export async function endLease(
  ports: EndingPorts,
  running: RunningSubmission,
  fate: Fate,
  since: number,
): Promise<LeaseEnd> {
  const { sessionId, submissionId, participantId, lease } = running;
  const tell = (event: ExecutorEvent['event'], reason: string, more: Partial<ExecutorEvent> = {}) =>
    ports.onEvent({
      event,
      sessionId,
      submissionId,
      participantId,
      hostId: lease.hostId,
      reason,
      durationMs: ports.clock.now() - since,
      ...more,
    });
  if (fate.action === 'leave') {
    tell('lease-lost', fate.reason);
    return { event: 'lease-lost', at: ports.clock.now() };
  }
  const at = ports.clock.now();
  const written = await persist(ports, running, fate, at);
  if (typeof written === 'string' && fate.action === 'judge')
    return { event: 'lease-lost', at, refused: written };
  const { event, what } = TOLD[fate.action];
  if (written !== true) {
    tell('lease-lost', `${what} came too late; nothing was written: ${fate.reason}`);
    return { event: 'lease-lost', at };
  }
  const { stored } = fate.action === 'judge' ? fate : {};
  tell(event, fate.reason, {
    ...(stored && {
      verdict: stored.verdict,
      judgeCalls: stored.judgeCalls,
      lane: running.lane,
      sinceAcceptedMs: Math.max(0, ports.clock.now() - timeOf(submissionId)),
    }),
    ...(fate.action === 'give-back' && { setback: fate.setback.kind }),
  });
  const onSignalLost = (_sign: object, error: unknown) => tell('signal-lost', String(error), { error });
  for (const sign of signsOfFate(running, fate, ports.clock.now()))
    await raiseSignal(sign, { signals: ports.signals, onSignalLost });
  return { event, at };
}

/**
 * Writes by condition; an unclear outcome is written again, since only the first can hold. What the store will never
 * take is not: its words are answered.
 */
async function persist(
  { submissions, clock, random, onEvent }: EndingPorts,
  running: RunningSubmission,
  fate: Exclude<Fate, { action: 'leave' }>,
  at: number,
): Promise<boolean | string> {
  const { sessionId, submissionId } = running;
  for (let attempt = 1; ; attempt++) {
    try {
      switch (fate.action) {
        case 'judge':
          return await submissions.judge(running, fate.stored, at);
        case 'quarantine':
          return await submissions.quarantine(running, fate.reason, at);
        case 'give-back':
          return await submissions.giveBack(running, fate.setback);
      }
    } catch (error) {
      onEvent({ event: 'write-failed', sessionId, submissionId, reason: String(error), error });
      if (error instanceof RefusedRowError) return error.message;
      // Given up: the lease expires, and somebody else judges it.
      if (attempt === WRITE_ATTEMPTS) return false;
      await clock.sleep(backOffMs(attempt, WRITE_BACK_OFF, random()));
    }
  }
}
