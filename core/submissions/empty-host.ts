import { decideAlone } from './decide-alone.ts';
import { type ExecutorPorts, LEASE_MS, RENEW_EVERY_MS } from './executor-ports.ts';
import type { HeldSlot } from './hold-leases.ts';

/** Between two looks whether what else is judged on a host has ended, ms. */
const LOOK_EMPTY_MS = 1_000;

/**
 * Keeps the host of a slot for a suspect, and waits until nothing else is judged there: nobody begins anything on a host
 * that is kept. It is kept until the slot is let go.
 * @param mustEnd whether it has waited long enough; asked at each look
 */
export async function emptyHost(
  { clock, slots }: Pick<ExecutorPorts, 'clock' | 'slots'>,
  held: HeldSlot,
  submissionId: string,
  { mustEnd, signal }: { readonly mustEnd: () => boolean | Promise<boolean>; readonly signal: AbortSignal },
): Promise<ReturnType<typeof decideAlone>> {
  const { slot, leaseId } = held;
  const kept = { submissionId, since: clock.now() };
  held.kept = kept;
  for (let renewAt = kept.since; ; ) {
    if (clock.now() >= renewAt) {
      renewAt = clock.now() + RENEW_EVERY_MS;
      if (!(await slots.renew(slot, leaseId, clock.now() + LEASE_MS, { kept })))
        return { action: 'leave', reason: 'its slot was taken back' };
    }
    const decision = decideAlone(slot, kept, await slots.list(slot.sessionId), clock.now());
    if (decision.action !== 'wait') return decision;
    if (await mustEnd()) return { action: 'leave', reason: 'its time was up' };
    await clock.sleep(LOOK_EMPTY_MS, signal);
  }
}
