import type { Clock } from '../exam/clock.ts';
import { given } from '../exam/given.ts';
import type { IdSource } from '../exam/ids.ts';
import type { Submission } from '../submissions/submission.ts';
import { decideTry, type EndedTries, PUT_OFF_MS } from './decide-try.ts';
import { type Detection, DetectionError, type ReviewedSource, type RuleSet } from './detector.ts';
import type { Finding } from './finding.ts';
import { leaveModelsOut, MOST_MODELS_MS } from './models/leave-models-out.ts';
import { CACHE_MS, FAILURE_KEPT_MS, STARVED_KEPT_MS } from './request-review.ts';
import { hashDetection, hashSamples, resultKeyOf, versionOf } from './result-key.ts';
import type { ReviewedSubmission, RunningReview } from './review.ts';
import { type ModelAnswer, reviewSource, summarize } from './review-source.ts';
import { type KeptResult, type ReviewEnd, type ReviewStore, UnkeepableError } from './review-store.ts';
import { readRun } from './sandbox/read-run.ts';

/** How long one review may be held, ms: two tries of its detectors, or one and the models, which are left out where no time is left. Lambda starts what died again later than that. */
export const LEASE_MS = 55_000;
/** Leases after which a review is given up: whoever took it died each time. */
export const MAX_ATTEMPTS = 3;
/** Kept of a lease for what is read and written beside rules and models, ms. */
const BESIDE_MS = 5_000;
/** How long a review may be missing in the list of what is due after it was written, ms. */
const INDEX_LAG_MS = 250;
/** Between two looks for what is due while a review waits that was put off, ms. */
const PUT_OFF_LOOK_MS = 1_000;
/** Most of what is due that is looked at in one go. */
const LOOK = 25;

/** Who reviews: one at a time. */
export interface ReviewerTurn {
  /** Takes the turn until `until` (ms since the epoch). @returns undefined while another has it */
  take(turnId: string, until: number, now: number): Promise<object | undefined>;
  /** Keeps it for longer. @returns false when it was lost */
  renew(turnId: string, until: number): Promise<boolean>;
  /** Gives it back. @returns whether somebody asked meanwhile for another look */
  end(turnId: string, wakeAt: undefined): Promise<boolean>;
  /** Asks whoever has it to look again. @returns false when nobody has it */
  ask(now: number): Promise<boolean>;
}

/** What a reviewer tells of a review. */
export type ReviewEvent =
  | {
      readonly event: 'reviewed';
      readonly reviewId: string;
      readonly ms: number;
      readonly findings: number;
      readonly cached: boolean;
    }
  | { readonly event: 'failed' | 'put-off'; readonly reviewId: string; readonly reason: string };

/** What reviewing stands on. */
export interface ReviewerPorts {
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly store: ReviewStore;
  readonly turn: ReviewerTurn;
  readonly rulesOf: (language: string) => Promise<RuleSet | undefined>;
  /** Looks at a source in a place that can be ended. @throws DetectionError where it had to be */
  readonly detect: (source: ReviewedSource) => Promise<Detection>;
  /** Which models are asked; empty for none. */
  readonly models: string;
  readonly askModels?: (
    source: ReviewedSource,
    findings: readonly Finding[],
    review: Pick<RunningReview, 'kind' | 'submission'>,
  ) => Promise<ModelAnswer>;
  /** Samples of the problem that a submission answers. */
  readonly samplesOf?: (submission: ReviewedSubmission) => Promise<ReviewedSource['samples']>;
  /** What a compiler said of a submission in its session's judges, where one was asked. */
  readonly runOf?: (submission: ReviewedSubmission) => Promise<Submission | undefined>;
  /**
   * Asks for more where nothing is due: of sessions that are over.
   * @param keepTurn keeps the turn for another lease. @returns false when another has it
   * @returns ids of what is due then
   */
  readonly askMore?: (until: number, keepTurn: () => Promise<boolean>) => Promise<readonly string[]>;
  /** What a review costs that took so long (ms), with what models took, USD. */
  readonly usdOf: (ms: number, modelUsd: number) => number;
  readonly tell: (event: ReviewEvent) => void;
}

/** What a run came to. */
export interface ReviewsWorked {
  /** Another has the turn, and looks again. */
  readonly busy: boolean;
  readonly reviewed: number;
  readonly failed: number;
  /** Its time is over, and something may wait still: another run is to be started at once. */
  readonly left: boolean;
}

/**
 * Reviews what is due until nothing is, or `until` (ms since the epoch). One at a time over all instances: who finds
 * another at it has them look again. Whatever it dies of, a review's lease ends, and the next run takes it once more.
 * @param first the review that it was started for, which the list may not have yet
 */
export async function workReviews(
  first: string | undefined,
  until: number,
  ports: ReviewerPorts,
): Promise<ReviewsWorked> {
  const { clock, turn, ids } = ports;
  const worked = { busy: true, reviewed: 0, failed: 0, left: false };
  const began = clock.now();
  let next = first;
  for (;;) {
    const turnId = ids.next();
    if ((await turn.take(turnId, clock.now() + LEASE_MS, clock.now())) === undefined) {
      // Whoever has it may have looked already.
      if (await turn.ask(clock.now())) return worked;
      continue;
    }
    worked.busy = false;
    let asked = false;
    let stopped = false;
    try {
      stopped = await workInTurn(next, turnId, until, ports, worked);
    } finally {
      asked = await turn.end(turnId, undefined);
    }
    const isOver = clock.now() + LEASE_MS > until;
    // A run that had no time from the beginning is none to follow with the same.
    if (isOver) return { ...worked, left: (stopped || asked) && clock.now() - began >= LEASE_MS };
    if (!asked) return worked;
    // What it was asked to look at may not be in the list yet.
    next = undefined;
    await clock.sleep(INDEX_LAG_MS);
  }
}

/** @returns whether its time was over before it saw that nothing is due */
async function workInTurn(
  first: string | undefined,
  turnId: string,
  until: number,
  ports: ReviewerPorts,
  worked: { reviewed: number; failed: number },
): Promise<boolean> {
  const { clock, store, turn } = ports;
  const keepTurn = async () => await turn.renew(turnId, clock.now() + LEASE_MS);
  const tried = new Set<string>();
  /** Until when what was put off waits, ms since the epoch. */
  const putOff = new Map<string, number>();
  const isOver = () => clock.now() + LEASE_MS > until;
  const leave = async () => {
    // Whoever follows is to find it due: the list shows it to nobody before.
    const dueAt = Math.min(until, ...putOff.values());
    if (putOff.size > 0) await clock.sleep(Math.max(0, dueAt - clock.now()));
    return true;
  };
  for (let due: readonly string[] = first === undefined ? [] : [first]; ; ) {
    for (const reviewId of due) {
      if (isOver()) return await leave();
      tried.add(reviewId);
      if (!(await keepTurn())) return false;
      const lease = { leaseId: ports.ids.next(), until: clock.now() + LEASE_MS };
      const review = await store.lease(reviewId, lease, clock.now());
      if (review === undefined) continue;
      const came = await workOn(review, ports, putOff.size > 0);
      if (came === 'put-off') putOff.set(reviewId, clock.now() + PUT_OFF_MS);
      else worked[came]++;
    }
    // What was tried may stand in the list for a moment, and what cannot be taken would stand there for ever.
    due = (await store.listDue(clock.now(), LOOK)).filter((reviewId) => !tried.has(reviewId));
    if (due.length > 0) continue;
    due = takeOver(putOff, clock.now());
    if (due.length > 0) continue;
    if (isOver()) return await leave();
    due = (await ports.askMore?.(until - LEASE_MS, keepTurn)) ?? [];
    if (due.length > 0) continue;
    if (isOver()) return await leave();
    if (putOff.size === 0) return false;
    // Others are waited for meanwhile, too: whoever asks is not to wait for what was put off.
    if (!(await keepTurn())) return false;
    await clock.sleep(PUT_OFF_LOOK_MS);
  }
}

/** Takes out what has waited for long enough. */
function takeOver(putOff: Map<string, number>, now: number): readonly string[] {
  const over = [...putOff].flatMap(([reviewId, until]) => (until <= now ? reviewId : []));
  for (const reviewId of over) putOff.delete(reviewId);
  return over;
}

/** Brings one review to its end, or puts it off. @param othersWait whether another waits already that was put off */
async function workOn(
  review: RunningReview,
  ports: ReviewerPorts,
  othersWait: boolean,
): Promise<ReviewEnd['state'] | 'put-off'> {
  const { clock, store, tell } = ports;
  const began = clock.now();
  const { reviewId } = review;
  const end = await decideEnd(review, ports).catch((error: unknown): ReviewEnd | PutOffError => {
    if (error instanceof PutOffError) return error;
    // What this review alone is to blame for ends it; whatever else fails, fails for the next as well.
    if (!(error instanceof DetectionError || error instanceof UnkeepableError)) throw error;
    return fail(error.message, clock.now(), ports.usdOf(clock.now() - began, 0));
  });
  if (end instanceof PutOffError) {
    const now = clock.now();
    // What it waits is counted, too: mostly nothing else is done meanwhile. Those that wait at once wait the same time.
    const waitMs = othersWait ? 0 : PUT_OFF_MS;
    const to = { until: now + PUT_OFF_MS, usd: ports.usdOf(now - began + waitMs, 0) };
    if (await store.putOff(review, to)) tell({ event: 'put-off', reviewId, reason: end.message });
    return 'put-off';
  }
  // Whoever has it now tells of it.
  if (!(await store.end(review, end))) return end.state;
  if (end.state === 'failed') tell({ event: 'failed', reviewId, reason: end.reason });
  else {
    const findings = Object.values(end.summary.counts).reduce((sum, count) => sum + count, 0);
    const cached = end.cachedFrom !== undefined;
    tell({ event: 'reviewed', reviewId, ms: clock.now() - review.requestedAt, findings, cached });
  }
  return end.state;
}

async function decideEnd(review: RunningReview, ports: ReviewerPorts): Promise<ReviewEnd> {
  const { clock, store, usdOf } = ports;
  const { language, kind, sourceHash, attempts, starvedTries = 0 } = review;
  const began = clock.now();
  const failed = (reason: string) => fail(reason, clock.now(), usdOf(clock.now() - began, 0));
  // Whoever put it off did not die over it.
  if (attempts - starvedTries > MAX_ATTEMPTS)
    return failed(`whoever reviewed it died ${MAX_ATTEMPTS} times over it: it is not tried again`);
  const [set, source, samples, run] = await Promise.all([
    ports.rulesOf(language),
    store.getSource(sourceHash),
    review.submission === undefined ? undefined : ports.samplesOf?.(review.submission),
    review.submission === undefined ? undefined : ports.runOf?.(review.submission),
  ]);
  if (set === undefined) return failed(`this release reviews no ${language}`);
  if (source === undefined) return failed('its source is not stored any more');
  const ran = run && readRun(run, { language, source });
  const resultKey = resultKeyOf({
    sourceHash,
    language,
    kind,
    ruleSet: versionOf(set),
    models: ports.models,
    ...given({ samplesHash: hashSamples(samples), ranHash: ran && hashDetection(ran) }),
  });
  const kept = await store.getResult(resultKey);
  const fresh = kept !== undefined && clock.now() - kept.madeAt < CACHE_MS ? kept : undefined;
  const before = fresh === undefined ? await store.getFailure(resultKey) : undefined;
  if (before !== undefined && clock.now() < before.againAt)
    return failed(
      `${before.reason}. The same source failed so before: ask again after ${new Date(before.againAt).toISOString()}`,
    );
  const result =
    fresh ??
    (await makeResult({ language, source, ...given({ samples }) }, review, { rules: set, ran }, ports).catch(
      async (error: unknown) => {
        // Else whoever asks again has it run again.
        if (error instanceof DetectionError) {
          const failedAt = clock.now();
          const againAt = failedAt + (error.starved ? STARVED_KEPT_MS : FAILURE_KEPT_MS);
          await store.keepFailure(resultKey, { reason: error.message, failedAt, againAt });
        }
        throw error;
      },
    ));
  // What no model answered, or another than the first, is of this review alone: whoever asks next is to be answered by that.
  const { model } = result.report;
  const isLess = model !== undefined && (model.service === undefined || model.standIn === true);
  const keptUnder = isLess ? `${resultKey}#${review.reviewId}` : resultKey;
  if (fresh === undefined) await store.keepResult(keptUnder, result);
  const now = clock.now();
  return {
    state: 'reviewed',
    reviewedAt: now,
    resultKey: keptUnder,
    summary: summarize(result.report),
    usd: usdOf(now - began, fresh === undefined ? (model?.usd ?? 0) : 0),
    ...given({ cachedFrom: fresh?.madeAt }),
  };
}

async function makeResult(
  source: ReviewedSource,
  review: RunningReview,
  { rules, ran }: { readonly rules: RuleSet; readonly ran: Detection | undefined },
  { clock, detect, askModels }: ReviewerPorts,
): Promise<KeptResult> {
  const report = await reviewSource(source, review.kind, {
    rules,
    detect: async (one) => await tryDetectors(() => detect(one), review),
    ...(ran === undefined ? {} : { askSandbox: async () => ran }),
    ...(askModels === undefined
      ? {}
      : {
          askModels: async (one, findings) =>
            // Else the lease would end meanwhile, and another pay for the same answer.
            clock.now() + MOST_MODELS_MS + BESIDE_MS > review.lease.until
              ? leaveModelsOut('rules took too long over this source')
              : await askModels(one, findings, review),
        }),
  });
  return { report, madeAt: clock.now() };
}

/** A review is to be gone on with later; the message is why. */
class PutOffError extends Error {}

async function tryDetectors(
  detect: () => Promise<Detection>,
  { starvedTries = 0 }: RunningReview,
): Promise<Detection> {
  for (let ended: EndedTries = { bySource: 0, starved: starvedTries }; ; ) {
    try {
      return await detect();
    } catch (error) {
      if (!(error instanceof DetectionError)) throw error;
      const { bySource, starved } = ended;
      ended = error.starved ? { bySource, starved: starved + 1 } : { bySource: bySource + 1, starved };
      const { action, reason } = decideTry(ended);
      if (action === 'later') throw new PutOffError(reason);
      if (action === 'fail') throw new DetectionError(error.message, { starved: ended.bySource === 0 });
    }
  }
}

function fail(reason: string, failedAt: number, usd: number): Extract<ReviewEnd, { state: 'failed' }> {
  return { state: 'failed', failedAt, reason, usd };
}
