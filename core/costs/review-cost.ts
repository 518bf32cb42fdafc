import { countOf } from '../exam/count-of.ts';
import type { CostLine } from './estimate.ts';
import type { PriceTable } from './prices.ts';
import { REQUEST_USE } from './request-use.ts';

/**
 * What a review asks of the services beside its own time, in the units that AWS bills. Counted on the local system by `npm run bench
 * -- review-use` (500 lines, waited for; 2026-11-29), which fails where it counts more than stands here.
 */
export const REVIEW_USE = {
  /** One asks for it and waits, as most do. */
  apiCalls: 1,
  /** Write units, with those of the indexes. */
  writes: 21,
  reads: 16,
  /** Lines of the reviewer, of the API and of the gateway. */
  logKb: 3,
  reviewerGb: 1.769,
  /** Beside the time of the review itself: to begin, and to look whether there is more; ms. */
  overheadMs: 120,
} as const;

/** What one review used: the reviewer's time, ms, and what language models took, USD. */
export interface ReviewTime {
  readonly ms: number;
  readonly modelUsd: number;
}

/** What a review costs, USD by part. The one place where reviews meet prices. */
export function reviewLines(
  { ms, modelUsd }: ReviewTime,
  prices: PriceTable,
): readonly { readonly what: string; readonly usd: number }[] {
  const { apiCalls, writes, reads, logKb, reviewerGb, overheadMs } = REVIEW_USE;
  const apiCall =
    prices.apiRequest +
    prices.lambdaRequest +
    (REQUEST_USE.apiCallMs / 1000) * REQUEST_USE.apiGb * prices.lambdaGbSecond;
  return [
    {
      what: 'the reviewer',
      usd: prices.lambdaRequest + ((ms + overheadMs) / 1000) * reviewerGb * prices.lambdaGbSecond,
    },
    { what: 'the API', usd: apiCalls * apiCall },
    { what: 'tables', usd: writes * prices.tableWrite + reads * prices.tableRead },
    { what: 'logs', usd: (logKb / 1_048_576) * prices.logsGb },
    { what: 'language models', usd: modelUsd },
  ];
}

/** The same in one sum, USD. */
export function reviewUsd(time: ReviewTime, prices: PriceTable): number {
  return reviewLines(time, prices).reduce((sum, { usd }) => sum + usd, 0);
}

/** What a review of an exam's program is expected to take, ms: 50 lines and less than half a kilobyte of findings. */
const EXPECTED_MS = 100;

/** What reviews of so many submissions are expected to cost, without language models. */
export function expectReviews(count: number, prices: PriceTable): CostLine {
  return {
    what: `${countOf(count, 'review')} after the end, without language models`,
    usd: count * reviewUsd({ ms: EXPECTED_MS, modelUsd: 0 }, prices),
  };
}

/** What reviews of a session's submissions cost, all that were made by then. */
export interface ReviewsCost {
  readonly count: number;
  readonly usd: number;
}

/** The same as a line of its bill. */
export function reviewsLine({ count, usd }: ReviewsCost): CostLine {
  return { what: `${countOf(count, 'review')} of submissions`, usd };
}
