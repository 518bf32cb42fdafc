const FIRST_MS = 30;
const LAST_MS = 500;
/** A call that has waited this long is asked for after another 25th of it: 4 % of its time is lost at most. */
const SHARE = 25;
const REMEMBERED = 16;
/** Fewer durations than this say nothing about the next one. */
const ENOUGH = 4;
/** However long calls have taken, one may end early (it does not compile): it is not left waiting for long. */
const LATEST_FIRST_MS = 250;
/** A call is likely to end as long after its start as an earlier one did, and a little. */
const SLACK_MS = 4;
const NEAREST_MS = 5;

/**
 * When to ask a judge for a report. Each question costs the host some milliseconds of CPU time that programs need, and
 * each millisecond too late is one that somebody waits: so one asks when calls like this have ended before. Without a
 * history, and for calls that take longer than any before: after 30 ms, then after a 25th of the time waited, at most
 * 500 ms.
 */
export class PollPlan {
  private readonly durations: number[] = [];

  /** Remembers how long a call took, ms. */
  learn(durationMs: number): void {
    this.durations.push(durationMs);
    if (this.durations.length > REMEMBERED) this.durations.shift();
  }

  /** After how long to ask next, ms, when a call has waited for `waitedMs`. */
  nextDelay(waitedMs: number): number {
    const usual = Math.min(LAST_MS, Math.max(FIRST_MS, waitedMs / SHARE));
    if (this.durations.length < ENOUGH) return usual;
    const first = Math.min(LATEST_FIRST_MS, 0.9 * Math.min(...this.durations));
    if (waitedMs < first) return Math.max(usual, first - waitedMs);
    const likely = this.durations
      .map((duration) => duration + SLACK_MS - waitedMs)
      .filter((delay) => delay >= NEAREST_MS);
    return Math.min(usual, ...likely);
  }
}
