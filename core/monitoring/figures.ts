import type { Verdict } from '../grading/verdict.ts';
import { bucketOf } from '../metrics/log-buckets.ts';
import { isCompilerRun } from '../submissions/compiler-run.ts';
import { type BatchEnd, type BatchRecord, endOf } from '../submissions/metrics-store.ts';

/** How often each bucket was met, by its number (core/metrics/log-buckets.ts). */
export type Histogram = Readonly<Record<string, number>>;

type Counts = Readonly<Record<string, number>>;

/** How something (a problem, a language, a mode) was used. */
export interface Use {
  /** Programs that got their verdict: submissions and trials, no rejudgings. */
  readonly programs: number;
  /** Of these, submissions and trials that were right. */
  readonly accepted: number;
  readonly judgeCalls: number;
  readonly callsSaved: number;
}

/** What batch records of a while come to. Whole numbers throughout, so that sums are the same in whatever order they are made. */
export interface Figures {
  readonly batches: number;
  readonly ends: Readonly<Partial<Record<BatchEnd, number>>>;
  /** Submissions that got their verdict, each once. */
  readonly submissions: number;
  readonly trials: number;
  readonly rejudgings: number;
  /** Verdicts of submissions, without trials and rejudgings. */
  readonly verdicts: Readonly<Partial<Record<Verdict, number>>>;
  /** Those of custom output validators included. */
  readonly judgeCalls: number;
  readonly callsSaved: number;
  readonly testCases: number;
  readonly judgingMs: number;
  readonly savedMs: number;
  /** USD saved, in billionths. */
  readonly savedNanoUsd: number;
  /** Batches of more than one test case, and of these the ones that needed fewer judge calls than test cases. */
  readonly multiTest: number;
  readonly batched: number;
  /** From acceptance to verdict, of submissions. */
  readonly latency: Histogram;
  readonly latencyMs: number;
  readonly problems: Readonly<Record<string, Use>>;
  readonly languages: Readonly<Record<string, Use>>;
  readonly modes: Readonly<Record<string, Use>>;
}

/** What a judge call saved is worth. */
export interface SavingRates {
  /** Of a second in which a slot judges and an executor waits for it. */
  readonly usdPerJudgeSecond: number;
}

const NOTHING: Figures = {
  batches: 0,
  ends: {},
  submissions: 0,
  trials: 0,
  rejudgings: 0,
  verdicts: {},
  judgeCalls: 0,
  callsSaved: 0,
  testCases: 0,
  judgingMs: 0,
  savedMs: 0,
  savedNanoUsd: 0,
  multiTest: 0,
  batched: 0,
  latency: {},
  latencyMs: 0,
  problems: {},
  languages: {},
  modes: {},
};

/**
 * What a batch saved, ms. A judge call costs time beside its test cases (the way there, the queue, the sandbox, compiling):
 * what the attempt took less what its programs ran, by its calls. Every call that was not made would have cost that once more.
 * 0 where the record does not tell how long programs ran.
 */
export function savedMsOf(batch: BatchRecord): number {
  const { judgeCalls, validatorCalls, callsSaved, runMs, startedAt, endedAt } = batch;
  const calls = judgeCalls + validatorCalls;
  if (runMs === undefined || calls === 0) return 0;
  return Math.round((Math.max(0, endedAt - startedAt - runMs) / calls) * callsSaved);
}

/** What one record comes to. */
export function figuresOf(batch: BatchRecord, rates: SavingRates): Figures {
  const { judgeCalls, validatorCalls, callsSaved, testCases, verdict, startedAt, endedAt } = batch;
  const end = endOf(batch);
  const lane = batch.lane ?? 'contest';
  const judged = end === 'judged' && verdict !== undefined;
  const counts = judged && lane === 'contest';
  const savedMs = savedMsOf(batch);
  const waited = Math.max(0, endedAt - (batch.acceptedAt ?? endedAt));
  const use: Use = {
    programs: judged && lane !== 'rejudging' ? 1 : 0,
    accepted: judged && lane !== 'rejudging' && verdict === 'AC' ? 1 : 0,
    judgeCalls: judgeCalls + validatorCalls,
    callsSaved,
  };
  return {
    batches: 1,
    ends: { [end]: 1 },
    submissions: counts ? 1 : 0,
    trials: judged && lane === 'trial' ? 1 : 0,
    rejudgings: judged && lane === 'rejudging' && !isCompilerRun(batch) ? 1 : 0,
    verdicts: counts ? { [verdict]: 1 } : {},
    judgeCalls: judgeCalls + validatorCalls,
    callsSaved,
    testCases,
    judgingMs: Math.round(endedAt - startedAt),
    savedMs,
    savedNanoUsd: Math.round(savedMs * rates.usdPerJudgeSecond * 1e6),
    multiTest: testCases > 1 ? 1 : 0,
    batched: testCases > 1 && callsSaved > 0 ? 1 : 0,
    latency: counts && batch.acceptedAt !== undefined ? { [bucketOf(waited)]: 1 } : {},
    latencyMs: counts ? Math.round(waited) : 0,
    problems: { [batch.problemId]: use },
    languages: { [batch.language]: use },
    modes: { [batch.mode]: use },
  };
}

/** Adds figures up; the sum of none is all zeros. */
export function sumFigures(all: Iterable<Figures>): Figures {
  const sum = { ...NOTHING, ends: {}, verdicts: {}, latency: {}, problems: {}, languages: {}, modes: {} };
  for (const one of all) {
    for (const name of NUMBERS) (sum as Record<string, unknown>)[name] = sum[name] + one[name];
    addCounts(sum.ends, one.ends);
    addCounts(sum.verdicts, one.verdicts);
    addCounts(sum.latency, one.latency);
    for (const name of ['problems', 'languages', 'modes'] as const) addUses(sum[name], one[name]);
  }
  return sum;
}

const NUMBERS = [
  'batches',
  'submissions',
  'trials',
  'rejudgings',
  'judgeCalls',
  'callsSaved',
  'testCases',
  'judgingMs',
  'savedMs',
  'savedNanoUsd',
  'multiTest',
  'batched',
  'latencyMs',
] as const satisfies readonly (keyof Figures)[];

function addCounts(sum: Record<string, number>, counts: Counts): void {
  for (const [name, count] of Object.entries(counts))
    sum[name] = (Object.hasOwn(sum, name) ? (sum[name] ?? 0) : 0) + count;
}

/** Names are people's: a problem may be called `constructor`. */
function addUses(sum: Record<string, Use>, uses: Readonly<Record<string, Use>>): void {
  for (const [name, use] of Object.entries(uses)) {
    const before = Object.hasOwn(sum, name) ? sum[name] : undefined;
    sum[name] =
      before === undefined
        ? { ...use }
        : {
            programs: before.programs + use.programs,
            accepted: before.accepted + use.accepted,
            judgeCalls: before.judgeCalls + use.judgeCalls,
            callsSaved: before.callsSaved + use.callsSaved,
          };
  }
}

/**
 * How much of the truth figures hold: records are only ever added, and one that ended `lease-lost` can only turn out to have
 * been `judged`. Of two states of the same bucket the one with more is the later one.
 */
export function weightOf({ batches, ends }: Figures): number {
  return batches + (ends.judged ?? 0);
}
