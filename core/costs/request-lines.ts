import { countOf } from '../exam/count-of.ts';
import type { PriceTable } from './prices.ts';
import { REQUEST_USE } from './request-use.ts';

/** What a session used, or is to use, beside its hosts. */
export interface RequestUse {
  readonly submissions: number;
  /** Of all submissions together. */
  readonly judgeCalls: number;
  /** Time that executors wait for judges, all together, ms. */
  readonly judgingMs: number;
  /** How long pages of participants are open, all together, ms. */
  readonly pageMs: number;
  /** How long the session is watched, ms. */
  readonly watchedMs: number;
}

/** One part of an amount before it is rounded, in words for people. */
interface Line {
  readonly what: string;
  readonly usd: number;
}

/** USD of an executor that waits for a judge for so long, ms. */
export function executorUsd(judgingMs: number, prices: PriceTable): number {
  return (judgingMs / 1000) * REQUEST_USE.executorGb * prices.lambdaGbSecond;
}

/** USD of a submission's requests: all that it costs beside the judge's and the executor's time. */
export function submissionUsd(prices: PriceTable): number {
  const use = REQUEST_USE.submission;
  return (
    use.apiCalls * apiCallUsd(prices) +
    use.executorCalls * prices.lambdaRequest +
    use.writes * prices.tableWrite +
    use.reads * prices.tableRead +
    use.publishes * prices.topicPublish +
    use.queueRequests * prices.queueRequest +
    use.gets * prices.bucketGet +
    logUsd(use.logKb, prices)
  );
}

/** USD of a page that is open for so long, ms. */
export function pageUsd(pageMs: number, prices: PriceTable): number {
  const { everyMs, reads } = REQUEST_USE.page;
  return (pageMs / everyMs) * (apiCallUsd(prices) + reads * prices.tableRead);
}

/** USD of a minute in which a session is watched. */
export function tickUsd(prices: PriceTable): number {
  const { gbSeconds, invocations, writes, reads, queueRequests, logKb } = REQUEST_USE.tick;
  return (
    prices.scheduleInvocation +
    invocations * prices.lambdaRequest +
    gbSeconds * prices.lambdaGbSecond +
    writes * prices.tableWrite +
    reads * prices.tableRead +
    queueRequests * prices.queueRequest +
    logUsd(logKb, prices)
  );
}

/** The lines of a bill or of an estimate that are not for hosts. The one place where requests meet their prices. */
export function requestLines(use: RequestUse, prices: PriceTable): readonly Line[] {
  const ticks = Math.ceil(use.watchedMs / 60_000);
  const asks = Math.round(use.pageMs / REQUEST_USE.page.everyMs);
  return [
    {
      what: `${countOf(Math.round(use.judgeCalls), 'judge call')}: executors wait ${Math.round(use.judgingMs / 1000)} s (1 GB)`,
      usd: executorUsd(use.judgingMs, prices),
    },
    {
      what: `${countOf(Math.round(use.submissions), 'submission')}: API, tables, topics, queues, files, logs`,
      usd: use.submissions * submissionUsd(prices),
    },
    { what: `pages that are open: ${asks} requests, if all stay`, usd: pageUsd(use.pageMs, prices) },
    { what: `${countOf(ticks, 'minute')}: schedules and functions that watch`, usd: ticks * tickUsd(prices) },
  ];
}

function apiCallUsd(prices: PriceTable): number {
  return (
    prices.apiRequest +
    prices.lambdaRequest +
    (REQUEST_USE.apiCallMs / 1000) * REQUEST_USE.apiGb * prices.lambdaGbSecond
  );
}

function logUsd(kb: number, prices: PriceTable): number {
  return (kb / 1_048_576) * prices.logsGb;
}
