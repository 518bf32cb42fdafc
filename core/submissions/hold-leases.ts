import { type ExecutorPorts, LEASE_MS, RENEW_EVERY_MS } from './executor-ports.ts';
import type { Slot } from './slot.ts';
import type { RunningSubmission } from './submission.ts';

/** A slot and the lease that it is held by. */
export interface HeldSlot {
  readonly slot: Slot;
  readonly leaseId: string;
}

/** The leases of one judging, kept alive while it lasts. */
export interface HeldLeases {
  /** Aborts when a lease is lost; judging must stop, nothing may be written. */
  readonly signal: AbortSignal;
  /** Which was lost, if any. */
  lost(): 'submission' | 'slot' | undefined;
  /** Stops renewing; resolves when no renewal is under way any more. */
  stop(): Promise<void>;
}

/**
 * Renews the leases of a submission and of its slot every 5 s. A renewal that fails for want of an answer is tried
 * again until the lease has ended by our own clock: from then on somebody else may hold it.
 */
export function holdLeases(ports: ExecutorPorts, held: HeldSlot, running: RunningSubmission): HeldLeases {
  const { clock } = ports;
  const judging = new AbortController();
  const renewing = new AbortController();
  let lost: 'submission' | 'slot' | undefined;
  const lose = (what: 'submission' | 'slot') => {
    lost ??= what;
    judging.abort();
  };

  const renew = async () => {
    let endsAt = running.lease.until;
    while (!renewing.signal.aborted && lost === undefined) {
      await clock.sleep(RENEW_EVERY_MS, renewing.signal);
      if (renewing.signal.aborted) return;
      const until = clock.now() + LEASE_MS;
      try {
        const [submission, slot] = await Promise.all([
          ports.submissions.renewLease(running, until),
          ports.slots.renew(held.slot, held.leaseId, until),
        ]);
        if (!submission) lose('submission');
        else if (!slot) lose('slot');
        else endsAt = until;
      } catch (error) {
        const { sessionId, submissionId } = running;
        ports.onEvent({ event: 'renewal-failed', sessionId, submissionId, reason: String(error) });
        if (clock.now() + RENEW_EVERY_MS >= endsAt) lose('submission');
      }
    }
  };
  const renewals = renew();
  return {
    signal: judging.signal,
    lost: () => lost,
    async stop() {
      renewing.abort();
      await renewals;
    },
  };
}
