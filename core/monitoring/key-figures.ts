import { given } from '../exam/given.ts';
import type { Verdict } from '../grading/verdict.ts';
import { percentileOf } from '../metrics/log-buckets.ts';
import type { BatchEnd } from '../submissions/metrics-store.ts';
import type { Histogram } from './figures.ts';
import { sizeOf } from './participants.ts';
import type { Point } from './read-figures.ts';

/** How long participants waited for their verdicts, from acceptance, ms. */
export interface Latency {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly mean: number;
}

/** What a while came to, as people and programs read it. Shares are from 0 to 1 and absent where there was nothing to share. */
export interface KeyFigures {
  readonly submissions: number;
  readonly trials: number;
  readonly rejudgings: number;
  readonly batches: number;
  readonly ends: Readonly<Partial<Record<BatchEnd, number>>>;
  /** Of all batches, those that ended with a verdict; the others of which something failed. */
  readonly successShare?: number;
  readonly errorShare?: number;
  readonly verdicts: Readonly<Partial<Record<Verdict, number>>>;
  /** Of submissions that were judged, those that are right. */
  readonly acceptedShare?: number;
  readonly testCases: number;
  readonly testCasesPerBatch?: number;
  readonly judgeCalls: number;
  readonly judgeCallsSaved: number;
  /** Judge calls that single calls would have been, by those that were made. */
  readonly callsRatio?: number;
  readonly judgingSeconds: number;
  readonly meanJudgingMs?: number;
  readonly secondsSaved: number;
  readonly usdSaved: number;
  readonly latencyMs?: Latency;
  readonly multiTestBatches: number;
  /** Of batches of several test cases, those that needed fewer judge calls than test cases. */
  readonly batchShare?: number;
  readonly participants: number;
  readonly batchParticipants: number;
  readonly batchParticipantShare?: number;
}

/** What figures say. Pure. */
export function keyFiguresOf({ figures, crowd }: Pick<Point, 'figures' | 'crowd'>): KeyFigures {
  const { batches, ends, submissions, verdicts, judgeCalls, callsSaved, testCases, multiTest } = figures;
  const participants = sizeOf(crowd.people);
  const batchParticipants = sizeOf(crowd.batchPeople);
  const judged = ends.judged ?? 0;
  return {
    submissions,
    trials: figures.trials,
    rejudgings: figures.rejudgings,
    batches,
    ends,
    ...given({
      successShare: shareOf(judged, batches),
      errorShare: shareOf(batches - judged, batches),
      acceptedShare: shareOf(verdicts.AC ?? 0, submissions),
      testCasesPerBatch: shareOf(testCases, batches),
      callsRatio: shareOf(judgeCalls + callsSaved, judgeCalls),
      meanJudgingMs: batches === 0 ? undefined : Math.round(figures.judgingMs / batches),
      latencyMs: latencyOf(figures.latency, submissions === 0 ? 0 : figures.latencyMs / submissions),
      batchShare: shareOf(figures.batched, multiTest),
      batchParticipantShare: shareOf(batchParticipants, participants),
    }),
    verdicts,
    testCases,
    judgeCalls,
    judgeCallsSaved: callsSaved,
    judgingSeconds: round(figures.judgingMs / 1000, 3),
    secondsSaved: round(figures.savedMs / 1000, 3),
    usdSaved: round(figures.savedNanoUsd / 1e9, 6),
    multiTestBatches: multiTest,
    participants,
    batchParticipants,
  };
}

function latencyOf(latency: Histogram, mean: number): Latency | undefined {
  const buckets = new Map(Object.entries(latency).map(([bucket, count]) => [Number(bucket), count]));
  const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => percentileOf(buckets, share));
  if (p50 === undefined || p95 === undefined || p99 === undefined) return undefined;
  return { p50: Math.round(p50), p95: Math.round(p95), p99: Math.round(p99), mean: Math.round(mean) };
}

const shareOf = (part: number, whole: number) => (whole === 0 ? undefined : round(part / whole, 4));

function round(value: number, digits: number): number {
  return Math.round(value * 10 ** digits) / 10 ** digits;
}
