import type { Clock } from '../exam/clock.ts';
import type { AccountFindings, AccountFound } from './account-findings.ts';

/** Tells what AWS lets the account have. Implementation: adapters/quotas/account-quotas.ts. */
export interface AccountQuotas {
  /** vCPUs of standard types, on demand, that the account may run at once in its region. */
  vcpus(): Promise<number>;
}

/** How long a reading counts, ms: it is read each hour, and where that fails for a day the configuration counts alone. */
const READING_HOLDS_MS = 24 * 3_600_000;

/** Keeps what the account's quota is now, for whoever books, changes, restores or replaces. */
export async function noteVcpuQuota(ports: {
  readonly clock: Clock;
  readonly quotas: AccountQuotas;
  readonly findings: Pick<AccountFindings, 'recordAccount'>;
}): Promise<void> {
  const vcpus = await ports.quotas.vcpus();
  await ports.findings.recordAccount([{ kind: 'vcpu-quota', vcpus, at: ports.clock.now() }]);
}

/**
 * vCPUs that a stage may count on: those of its configuration, which hosts and executors were deployed for, or fewer where
 * the account's quota is smaller. Pure.
 */
export function vcpusAllowed(configured: number, account: readonly AccountFound[], now: number): number {
  const readings = account.flatMap((one) =>
    one.kind === 'vcpu-quota' && now - one.at < READING_HOLDS_MS ? [one.vcpus] : [],
  );
  return Math.min(configured, ...readings);
}
