/** What one run may use. All of these hold for one test case unless they say otherwise. */
export interface ProblemLimits {
  /** CPU time of one test case in ms. */
  readonly timeMs: number;
  /** Peak memory of one test case in KiB. */
  readonly memoryKiB: number;
  /** Standard output of one test case in KiB. */
  readonly outputKiB: number;
  /** Size of a participant's source in KiB. */
  readonly sourceKiB: number;
  /** Compilation: CPU ms and KiB. */
  readonly compileTimeMs: number;
  readonly compileMemoryKiB: number;
  /** One run of a custom output validator: CPU ms, KiB of memory, KiB of feedback. */
  readonly validationTimeMs: number;
  readonly validationMemoryKiB: number;
  readonly validationOutputKiB: number;
}

/** Limits where the package gives none. The format leaves them to the system; these fit a stock Judge0 host. */
export const DEFAULT_LIMITS: ProblemLimits = {
  timeMs: 2_000,
  memoryKiB: 256 * 1024,
  outputKiB: 8 * 1024,
  sourceKiB: 128,
  compileTimeMs: 15_000,
  compileMemoryKiB: 512 * 1024,
  validationTimeMs: 10_000,
  validationMemoryKiB: 512 * 1024,
  validationOutputKiB: 1024,
};
