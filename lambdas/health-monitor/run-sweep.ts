import { type SweepOutcome, type SweepPorts, sweepStage } from '../../core/fleet/sweep-stage.ts';
import { type AnnounceSignalsPorts, announceSignals } from '../../core/security/announce-signals.ts';
import type { Tools } from '../middleware/tools.ts';

/** The function has three minutes: half a minute before their end no more figures are begun. */
const FIGURES_BY_MS = 150_000;

/** Sweeps the stage, and tells by a metric that it did, zero included and however it ends: silence means that there was none. */
export async function runSweep(
  ports: SweepPorts &
    AnnounceSignalsPorts & {
      readonly startSender: () => Promise<void>;
      /** Has reviews done that wait still. */
      readonly startReviewer: () => Promise<void>;
      /** Raises and resolves alerts by how the sweep went. */
      readonly lookAfterSweep: (swept: {
        readonly refused: number;
        readonly error?: unknown;
      }) => Promise<number>;
      /** Keeps what the account's vCPU quota is now. */
      readonly noteQuota: () => Promise<void>;
      /** Sums up anew what was judged in the last hours. @param until ms since the epoch: no more is begun then */
      readonly rollUpAgain: (until: number) => Promise<number>;
    },
  { logger, count }: Tools,
): Promise<SweepOutcome> {
  const startedAt = ports.clock.now();
  let sweepFailures = 1;
  const tellAlerts = async (swept: { readonly refused: number; readonly error?: unknown }) =>
    await ports.lookAfterSweep(swept).catch((error: unknown) => void logger.warn('alerts.failed', { error }));
  let swept: SweepOutcome;
  try {
    swept = await sweepStage(ports);
    sweepFailures = swept.refused;
    logger.info('sweep.finished', { ...swept });
    // Each metric more that is there in every hour would cost 0.30 USD a month.
    if (swept.unsettled + swept.condemned + swept.terminated > 0)
      count({ sessionsUnsettled: swept.unsettled, hostsFailed: swept.terminated });
    const signals = await announceSignals(ports);
    if (signals > 0) count({ securitySignals: signals });
    await tellAlerts(swept);
    await ports.startSender();
    // Reviews cost no exam: the next sweep looks again.
    await ports.startReviewer().catch((error: unknown) => logger.warn('doorbell.failed', { error }));
    await ports.noteQuota().catch((error: unknown) => logger.warn('quota.failed', { error }));
  } catch (error) {
    await tellAlerts({ refused: 0, error });
    throw error;
  } finally {
    count({ sweepFailures });
  }
  // Last, when all is done and told that others wait for: figures of a large stage may take more time than there is.
  await ports
    .rollUpAgain(startedAt + FIGURES_BY_MS)
    .catch((error: unknown) => logger.warn('figures.failed', { error }));
  return swept;
}
