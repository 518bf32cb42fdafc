import { type Percentiles, percentilesOf } from '../core/load/percentiles.ts';
import type { Load } from './options.ts';
import type { FunctionUsage, Observation, ProcessorShare, QueueSample, ToldWait } from './record.ts';

/** What became of a load. */
export interface LoadReport {
  readonly submissions: {
    readonly sent: number;
    readonly accepted: number;
    readonly refused: number;
    /** Accepted, and neither judged nor quarantined when the report was made. */
    readonly lost: number;
    readonly judged: number;
    readonly quarantined: number;
    /** Judged otherwise than the program deserves. */
    readonly wrong: number;
    readonly verdicts: Readonly<Record<string, number>>;
    readonly whyRefused: Readonly<Record<string, number>>;
  };
  readonly sentAgain: Readonly<Record<string, number>>;
  /** From the first try to the answer that accepts, ms. */
  readonly acceptance: Percentiles;
  /** From the first try to the verdict that its participant sees, ms. */
  readonly verdict: Percentiles;
  readonly rates: {
    readonly acceptedPerSecond: number;
    readonly verdictsPerSecond: number;
    readonly requestsPerSecond: number;
    readonly mostRequestsInASecond: number;
  };
  readonly queue: {
    readonly peak: number;
    /** From the last acceptance until nothing waited or ran, ms; absent where it did not come to that. */
    readonly drainMs?: number;
    readonly samples: readonly QueueSample[];
  };
  readonly waits: {
    readonly told: number;
    /** Share of told waits that were right within a factor of 2, or 3 s. */
    readonly rightShare?: number;
    readonly pairs: readonly ToldWait[];
  };
  /** Share of the slots that judged, while something waited. */
  readonly slotsBusy?: number;
  readonly processors: readonly ProcessorShare[];
  readonly functions: readonly FunctionUsage[];
  readonly cost: { readonly usd: number; readonly usdPerSubmission?: number };
}

const FACTOR = 2;
const TOLERANCE_MS = 3_000;
/** Points of the picture of told and real waits. */
const MOST_PAIRS = 1_000;

/**
 * Makes a report of what was observed. Pure.
 * @param deserved the verdict that every program of the load deserves
 */
export function measureLoad(
  load: Pick<Load, 'durationMs'>,
  observed: Observation,
  deserved: string,
): LoadReport {
  const { submissions, queue, requests, stored } = observed;
  const accepted = submissions.flatMap(({ sentAt, end, verdict }) =>
    end.kind === 'accepted' ? [{ sentAt, end, verdict }] : [],
  );
  const refused = submissions.flatMap(({ end }) => (end.kind === 'refused' ? [end.why] : []));
  const seen = accepted.flatMap(({ sentAt, end, verdict }) => (verdict ? [{ sentAt, end, verdict }] : []));
  const lastAccepted = Math.max(0, ...accepted.map(({ end }) => end.at));
  const drained = queue.find(
    ({ at, queued, running, accepted: known }) =>
      at >= lastAccepted && known >= accepted.length && queued + running === 0,
  );
  const pairs = submissions.flatMap(({ wait }) => wait ?? []);
  const busiest = countBy(requests.map((at) => String(Math.floor(at / 1_000))));
  const judgedUntil = drained?.at ?? Math.max(load.durationMs, ...queue.map(({ at }) => at));
  return {
    submissions: {
      sent: submissions.length,
      accepted: accepted.length,
      refused: refused.length,
      lost: Math.max(stored.open, accepted.length - stored.judged - stored.quarantined),
      judged: stored.judged,
      quarantined: stored.quarantined,
      wrong: seen.filter(({ verdict }) => verdict.verdict !== deserved).length,
      verdicts: countBy(seen.map(({ verdict }) => verdict.verdict)),
      whyRefused: countBy(refused),
    },
    sentAgain: countBy(submissions.flatMap(({ sentAgain }) => sentAgain)),
    acceptance: percentilesOf(accepted.map(({ sentAt, end }) => end.at - sentAt)),
    verdict: percentilesOf(seen.map(({ sentAt, verdict }) => verdict.at - sentAt)),
    rates: {
      acceptedPerSecond: perSecond(accepted.length, Math.max(load.durationMs, lastAccepted)),
      verdictsPerSecond: perSecond(stored.judged, judgedUntil),
      requestsPerSecond: perSecond(requests.length, Math.max(load.durationMs, ...requests.slice(-1))),
      mostRequestsInASecond: Math.max(0, ...Object.values(busiest)),
    },
    queue: {
      peak: Math.max(0, ...queue.map(({ queued, running }) => queued + running)),
      ...(drained === undefined ? {} : { drainMs: Math.max(0, drained.at - lastAccepted) }),
      samples: queue,
    },
    waits: {
      told: pairs.length,
      ...(pairs.length === 0 ? {} : { rightShare: pairs.filter(isRight).length / pairs.length }),
      pairs: thin(pairs, MOST_PAIRS),
    },
    ...busyShareOf(queue),
    processors: observed.processors,
    functions: observed.functions,
    cost: {
      usd: observed.usd,
      ...(accepted.length === 0 ? {} : { usdPerSubmission: observed.usd / accepted.length }),
    },
  };
}

function isRight({ toldMs, realMs }: ToldWait): boolean {
  const [low, high] = [Math.min(toldMs, realMs), Math.max(toldMs, realMs)];
  return high - low <= TOLERANCE_MS || high <= low * FACTOR;
}

function busyShareOf(queue: readonly QueueSample[]): { readonly slotsBusy?: number } {
  // One that waits for a moment at an idle slot is on its way there.
  const waiting = queue.filter(({ queued, slots }) => slots > 0 && queued > slots);
  if (waiting.length === 0) return {};
  const busy = waiting.reduce((sum, { running, slots }) => sum + Math.min(1, running / slots), 0);
  return { slotsBusy: busy / waiting.length };
}

function perSecond(count: number, ms: number): number {
  return ms === 0 ? 0 : (count * 1_000) / ms;
}

function countBy(values: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}

/** Every so manieth. */
function thin<T>(values: readonly T[], most: number): readonly T[] {
  const step = Math.ceil(values.length / most);
  return step <= 1 ? values : values.filter((_, at) => at % step === 0);
}

/** Whether everything that was accepted came to its right end. */
export function isClean({ submissions }: Pick<LoadReport, 'submissions'>): boolean {
  return submissions.lost === 0 && submissions.wrong === 0 && submissions.quarantined === 0;
}
