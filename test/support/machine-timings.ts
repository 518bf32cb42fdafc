/** Both ends of a time, ms. */
export type Span = readonly [number, number];

/** How long machines of a simulated EC2 take. */
export interface MachineTimings {
  /** From the launch until EC2 says `running`. */
  readonly pendingMs: Span;
  /** From there until Judge0 answers. */
  readonly judgeUpMs: Span;
  /** From the launch until DescribeInstances tells of it. */
  readonly describeLagMs: Span;
  /** From a reboot until Judge0 answers again. */
  readonly rebootMs: Span;
  /** From its end until EC2 says `terminated`. */
  readonly shutdownMs: Span;
  /** The first use of a language since it came up. */
  readonly firstUseMs: Span;
  /** What asking a host costs that says nothing: a greeting, and a probe. */
  readonly silentMs: { readonly reach: number; readonly probe: number };
  /** Its image has Judge0 in it, so that it never needs a way out. */
  readonly bornSealed: boolean;
}

const exactly = (ms: number): Span => [ms, ms];

/** Times that are round, and the same for all. */
export const QUICK_MACHINES: MachineTimings = {
  pendingMs: exactly(5_000),
  judgeUpMs: exactly(55_000),
  describeLagMs: exactly(15_000),
  rebootMs: exactly(4_000),
  shutdownMs: exactly(8_000),
  firstUseMs: exactly(0),
  silentMs: { reach: 0, probe: 0 },
  bornSealed: false,
};

/**
 * Hosts of a baked image, as measured on EC2: about 26 s from the launch to `running`, 20 to 60 s to Judge0, 3 to 15 s for
 * the first use of each language.
 */
export const BAKED_MACHINES: MachineTimings = {
  pendingMs: [22_000, 30_000],
  judgeUpMs: [20_000, 60_000],
  describeLagMs: [0, 5_000],
  rebootMs: [20_000, 60_000],
  shutdownMs: [5_000, 60_000],
  firstUseMs: [3_000, 15_000],
  // A greeting is waited for 3 s, and a request of the prober's 5 s.
  silentMs: { reach: 3_000, probe: 5_000 },
  bornSealed: true,
};

/** A time between both ends, whole ms; where they are one, nothing is drawn. */
export function drawFrom([least, most]: Span, random: () => number): number {
  return least === most ? least : least + Math.round(random() * (most - least));
}
