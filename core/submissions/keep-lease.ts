import type { Clock } from '../exam/clock.ts';
import { LEASE_MS, RENEW_EVERY_MS } from './executor-ports.ts';

/** A lease that is renewed until it is let go. */
export interface KeptLease {
  /** Aborts when the lease is lost: nothing may be written any more. */
  readonly signal: AbortSignal;
  /** Stops renewing; resolves when no renewal is under way any more. */
  stop(): Promise<void>;
}

/**
 * Renews a lease every 5 s. A renewal that gets no answer is tried again until the lease has ended by our own clock.
 * @param renew answers false when somebody else has it
 */
export function keepLease(clock: Clock, renew: (until: number) => Promise<boolean>): KeptLease {
  const lost = new AbortController();
  const stopping = new AbortController();
  let endsAt = clock.now() + LEASE_MS;
  const renewals = (async () => {
    while (!stopping.signal.aborted && !lost.signal.aborted) {
      await clock.sleep(RENEW_EVERY_MS, stopping.signal);
      if (stopping.signal.aborted) return;
      const until = clock.now() + LEASE_MS;
      try {
        if (await renew(until)) endsAt = until;
        else lost.abort(new Error('the lease is lost'));
      } catch (error) {
        if (clock.now() + RENEW_EVERY_MS >= endsAt) lost.abort(error);
      }
    }
  })();
  return {
    signal: lost.signal,
    async stop() {
      stopping.abort();
      await renewals;
    },
  };
}
