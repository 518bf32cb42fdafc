import type { Clock } from '../exam/clock.ts';
import { peakVcpus, type ReservationStore } from './reservations.ts';

/** What is launched beside a suspect is gone or in its place within this time, ms: a boot that takes as long as one may. */
const SPARE_LASTS_MS = 15 * 60_000;

/**
 * vCPUs of the account that no session of the stage holds for as long as a host may stand beside another. Takes every
 * reservation at its word: one that is longer than its session needs makes it say less, never more. Never below 0.
 * @param quota vCPUs that the account may run
 */
export async function countSpareVcpus(
  quota: number,
  { clock, reservations }: { readonly clock: Clock; readonly reservations: Pick<ReservationStore, 'read'> },
): Promise<number> {
  const now = clock.now();
  const { reservations: held } = await reservations.read();
  return Math.max(0, quota - peakVcpus(held, now, now + SPARE_LASTS_MS));
}
