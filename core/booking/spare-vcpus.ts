import type { Clock } from '../exam/clock.ts';
import type { AccountFindings } from '../fleet/account-findings.ts';
import { vcpusAllowed } from '../fleet/vcpu-quota.ts';
import { peakVcpus, type ReservationStore } from './reservations.ts';

/** What is launched beside a suspect is gone or in its place within this time, ms: a boot that takes as long as one may. */
const SPARE_LASTS_MS = 15 * 60_000;

/**
 * vCPUs of the account that no session of the stage holds for as long as a host may stand beside another. Takes every
 * reservation at its word: one that is longer than its session needs makes it say less. What stands beside other sessions' suspects
 * at the moment is in no reservation: where two want the same room, EC2 refuses one, which is then repaired first. Never below 0.
 * @param configured vCPUs that the stage may count on, if the account has them
 */
export async function countSpareVcpus(
  configured: number,
  {
    clock,
    reservations,
    findings,
  }: {
    readonly clock: Clock;
    readonly reservations: Pick<ReservationStore, 'read'>;
    readonly findings: Pick<AccountFindings, 'listAccount'>;
  },
): Promise<number> {
  const now = clock.now();
  const [{ reservations: held }, account] = await Promise.all([reservations.read(), findings.listAccount()]);
  return Math.max(0, vcpusAllowed(configured, account, now) - peakVcpus(held, now, now + SPARE_LASTS_MS));
}
