import type { BackOff } from '../resilience/back-off.ts';
import type { Market } from './decide-market.ts';

/** Bounds of the fleet's automatic acts. Spans in ms. */
export interface FleetPolicy {
  /** What hosts are bought as, where nothing speaks against it. */
  readonly market: Market;
  /** After spot capacity was lacking, or was taken back, a session's hosts are launched on demand for this long. */
  readonly spotRestMs: number;
  /** EC2 forgets nothing, but Describe lags behind a launch: an instance that is not told of yet is not gone. */
  readonly describeLagMs: number;
  /** A launch without a clear answer may still bring instances, of which EC2 does not tell, this long after it was last sent. */
  readonly launchSettlesMs: number;
  /** From launch to the first answer of Judge0, sealing included; beyond it the host is replaced, before the opening. */
  readonly bootLimitMs: number;
  /** From the seal's reboot to the next answer, and for an examination to come about. */
  readonly rebootLimitMs: number;
  /** From a repair's reboot to the next answer: participants wait, so it is short. */
  readonly repairLimitMs: number;
  /** A host that was told to reboot may go on answering for this long; what it says then is not believed. */
  readonly rebootSettleMs: number;
  /**
   * What an executor heard from a host this lately stands against a prober that did not reach it. Longer than an
   * executor takes to write it down (with its lease, every 5 s).
   */
  readonly evidenceHoldsMs: number;
  /** A host on which nothing was finished for this long is on long calls: a probe program would wait behind them. */
  readonly longCallMs: number;
  /** A probe program is waited for this much longer than any judge call can hold its worker. */
  readonly probeMarginMs: number;
  /** Probes that fail in a row before a host is suspect; examinations likewise before it is rejected. */
  readonly failuresToSuspect: number;
  /** A ready host whose probe failed is asked once more in the same pass, after this long. */
  readonly confirmAfterMs: number;
  /** A pass that examines a host has it to itself for this long: longer than an examination can take. */
  readonly examinationClaimMs: number;
  /** Reboots that repair tries before it replaces. */
  readonly maxRepairReboots: number;
  /**
   * CPU of known work against the median of the fleet's other hosts: beyond it the host is too slow. The same host measures
   * the same within a tenth, however loaded; the types of one fleet may differ by more (docs/decisions/speed-of-hosts.md).
   */
  readonly maxSlowdown: number;
  /** The same against the host itself when it was examined: beyond it a ready host's slowing down is told. */
  readonly maxDrift: number;
  /** Between two measurements of a ready host on which nothing is judged; a host that has slowed down is measured at each probe. */
  readonly measureEveryMs: number;
  /** Launch rounds of a session in any hour that brought hosts, the first included: hosts that keep failing cost so much and no more. */
  readonly maxRoundsPerHour: number;
  /** Of these, so many are kept for hosts that are gone: what is launched beside suspects, or beyond what was booked, may not use them up. */
  readonly roundsForTheLost: number;
  /** Rounds in a row that EC2 refused for permission or configuration after which a fleet without hosts has failed. */
  readonly maxHopelessRounds: number;
  /**
   * Hosts rejected, without any that ever passed or still may, after which more of the same are not launched: what
   * they lack, the next will lack too.
   */
  readonly maxRejected: number;
  /** Between two rounds when the one before launched less than was asked for. */
  readonly roundBackOff: BackOff;
  /** A round of which nobody has written what became of it is sent again after this long: whoever claimed it may have died. */
  readonly resendAfterMs: number;
  /** Between two times that a round is sent whose answers stay unclear: throttled, broken off, 5xx. */
  readonly resendBackOff: BackOff;
  /** Sweep: how long an instance must have been condemned before it is terminated. */
  readonly sweepGraceMs: number;
  /** Sweep: a session may still be on its way to settling for this long after its deadline. */
  readonly settlingMs: number;
}

/** What the stock image and EC2 as measured ask for. */
export const DEFAULT_FLEET_POLICY: FleetPolicy = {
  market: 'on-demand',
  spotRestMs: 60 * 60_000,
  describeLagMs: 120_000,
  launchSettlesMs: 30_000,
  bootLimitMs: 15 * 60_000,
  rebootLimitMs: 5 * 60_000,
  repairLimitMs: 90_000,
  rebootSettleMs: 10_000,
  evidenceHoldsMs: 8_000,
  longCallMs: 10_000,
  probeMarginMs: 30_000,
  failuresToSuspect: 2,
  confirmAfterMs: 3_000,
  examinationClaimMs: 100_000,
  maxRepairReboots: 1,
  maxSlowdown: 2,
  maxDrift: 1.25,
  measureEveryMs: 5 * 60_000,
  maxRoundsPerHour: 12,
  roundsForTheLost: 4,
  maxHopelessRounds: 5,
  maxRejected: 3,
  roundBackOff: { baseMs: 30_000, capMs: 5 * 60_000 },
  resendAfterMs: 10_000,
  resendBackOff: { baseMs: 10_000, capMs: 60_000 },
  sweepGraceMs: 2 * 60_000,
  settlingMs: 5 * 60_000,
};
