import { type SweepOutcome, type SweepPorts, sweepStage } from '../../core/fleet/sweep-stage.ts';
import { type AnnounceSignalsPorts, announceSignals } from '../../core/security/announce-signals.ts';
import type { Tools } from '../middleware/tools.ts';

/** Sweeps the stage, and tells by a metric that it did, zero included and however it ends: silence means that there was none. */
export async function runSweep(
  ports: SweepPorts &
    AnnounceSignalsPorts & {
      readonly startSender: () => Promise<void>;
      /** Keeps what the account's vCPU quota is now. */
      readonly noteQuota: () => Promise<void>;
    },
  { logger, count }: Tools,
): Promise<SweepOutcome> {
  let sweepFailures = 1;
  try {
    const swept = await sweepStage(ports);
    sweepFailures = swept.refused;
    logger.info('sweep.finished', { ...swept });
    // Each metric more that is there in every hour would cost 0.30 USD a month.
    if (swept.unsettled + swept.condemned + swept.terminated > 0)
      count({ sessionsUnsettled: swept.unsettled, hostsFailed: swept.terminated });
    const signals = await announceSignals(ports);
    if (signals > 0) count({ securitySignals: signals });
    await ports.startSender();
    await ports.noteQuota().catch((error: unknown) => logger.warn('quota.failed', { error }));
    return swept;
  } finally {
    count({ sweepFailures });
  }
}
