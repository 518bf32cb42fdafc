import { deflateRawSync } from 'node:zlib';
import { PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { ReviewsCost } from '../../core/costs/review-cost.ts';
import { given } from '../../core/exam/given.ts';
import type { Page } from '../../core/exam/page.ts';
import { CACHE_MS } from '../../core/review/request-review.ts';
import {
  type DoneReview,
  isOver,
  type QueuedReview,
  type Review,
  type ReviewLease,
  type RunningReview,
  spentUsd,
} from '../../core/review/review.ts';
import {
  type KeptFailure,
  type KeptResult,
  type ReviewEnd,
  type ReviewKeyUse,
  type ReviewList,
  type ReviewPlan,
  type ReviewPutOff,
  type ReviewStore,
  type ReviewUse,
  UnkeepableError,
} from '../../core/review/review-store.ts';
import { failureRow, keyUseRow, resultRow, reviewRow, sourceRow } from './review-rows.ts';
import {
  decodeCursor,
  encodeCursor,
  getItem,
  type Item,
  type Key,
  putOnce,
  queryPage,
  queryPrefix,
  type Table,
  unlessConditionFails,
  updateIf,
} from './table.ts';
import { timeRank } from './work-index.ts';

const DAY_S = 86_400;
/** Partition of the index `work` of all that waits, and of all that runs by the end of its lease. */
const DUE = 'REVIEWS';
const PREFIX = 'REVIEW#';
const CURSOR_SORT = /^REVIEW#[0-9a-z]{26}$/;

const keyOf = (reviewId: string): Key => ({ pk: PREFIX + reviewId, sk: PREFIX + reviewId });
const sourceKey = (sourceHash: string): Key => ({ pk: `REVIEWED#${sourceHash}`, sk: 'SOURCE' });
const failureKeyOf = (resultKey: string): Key => ({ pk: `REVIEWED#${resultKey}`, sk: 'FAILURE' });
const resultKeyOf = (resultKey: string): Key => ({ pk: `REVIEWED#${resultKey}`, sk: 'RESULT' });
/** Of what a client has asked for in a month. */
const useKey = (client: string, now: number): Key => ({
  pk: `REVIEWER#${client}`,
  sk: `USE#${new Date(now).toISOString().slice(0, 7)}`,
});
const dayOf = (now: number) => `day${new Date(now).getUTCDate()}`;
/** That there is, or is about to be, a review of a session, beside the session: indexes tell late, and a bill is written once. */
const OF = 'OF#';
/** Reviews that are read at the same time. */
const READ_AT_ONCE = 25;
const listKey = (of: ReviewList) => ('owner' in of ? `REVIEWS#OF#${of.owner}` : `REVIEWS#IN#${of.sessionId}`);

/**
 * Reviews in the submissions table, a row each, with what is due in the sparse index `work`. Sources and results are rows of their own,
 * by what they hold: of nobody, and once for all who ask for the same. Whatever is kept goes by the time to live.
 */
export class DynamoReviewStore implements ReviewStore {
  readonly #table: Table;
  readonly #keptS: number;
  readonly #now: () => number;

  /** @param keptDays how long reviews are kept */
  constructor(table: Table, keptDays: number, now: () => number) {
    this.#table = table;
    this.#keptS = keptDays * DAY_S;
    this.#now = now;
  }

  async add(review: QueuedReview, source: string): Promise<boolean> {
    await this.#putBeside(review, source);
    return await putOnce(this.#table, {
      ...this.#itemOf(review),
      workKey: DUE,
      workRank: timeRank(review.requestedAt),
    });
  }

  async addAnswered(review: DoneReview): Promise<boolean> {
    return await putOnce(this.#table, this.#itemOf(review));
  }

  async renew(
    review: QueuedReview,
    source: string,
    { requestedAt }: Pick<Review, 'requestedAt'>,
  ): Promise<boolean> {
    await this.#putBeside(review, source);
    const put = new PutCommand({
      TableName: this.#table.name,
      Item: { ...this.#itemOf(review), workKey: DUE, workRank: timeRank(review.requestedAt) },
      ConditionExpression: '#state IN (:reviewed, :failed) AND requestedAt = :before',
      ExpressionAttributeNames: { '#state': 'state' },
      ExpressionAttributeValues: { ':reviewed': 'reviewed', ':failed': 'failed', ':before': requestedAt },
    });
    return (await unlessConditionFails(this.#table.client.send(put))) !== undefined;
  }

  async get(reviewId: string): Promise<Review | undefined> {
    return reviewRow.readIf(this.#table, await getItem(this.#table, keyOf(reviewId)));
  }

  async getSource(sourceHash: string): Promise<string | undefined> {
    return sourceRow.readIf(this.#table, await getItem(this.#table, sourceKey(sourceHash)))?.source;
  }

  async list(
    of: ReviewList,
    { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
  ): Promise<Page<Review>> {
    const participantKey = listKey(of);
    const { Items: found = [], LastEvaluatedKey: end } = await this.#table.client.send(
      new QueryCommand({
        TableName: this.#table.name,
        IndexName: 'byParticipant',
        KeyConditionExpression: 'participantKey = :list AND begins_with(sk, :prefix)',
        ExpressionAttributeValues: { ':list': participantKey, ':prefix': PREFIX },
        ScanIndexForward: false,
        // One more than asked for tells whether there is another page.
        Limit: limit + 1,
        ...(cursor === undefined
          ? {}
          : {
              ExclusiveStartKey: decodeCursor(cursor, { pk: CURSOR_SORT, sk: CURSOR_SORT, participantKey }),
            }),
      }),
    );
    const items = found.slice(0, limit);
    const last = items.at(-1);
    // Large rows may end a page of DynamoDB sooner.
    const more = found.length > limit || end !== undefined;
    return {
      items: reviewRow.readAll(this.#table, items),
      ...(more && last !== undefined
        ? { cursor: encodeCursor({ pk: String(last['pk']), sk: String(last['sk']), participantKey }) }
        : {}),
    };
  }

  async sumUp(sessionId: string): Promise<ReviewsCost & { readonly open: number }> {
    const rows = await queryPrefix(this.#table, listKey({ sessionId }), OF);
    const sum = { count: 0, usd: 0, open: 0 };
    for (let start = 0; start < rows.length; start += READ_AT_ONCE) {
      const some = rows.slice(start, start + READ_AT_ONCE);
      for (const review of await Promise.all(some.map(({ sk }) => this.get(String(sk).slice(OF.length))))) {
        // Whoever was about to write it died before.
        if (review === undefined) continue;
        sum.usd += spentUsd(review);
        if (isOver(review)) sum.count++;
        else sum.open++;
      }
    }
    return sum;
  }

  async listDue(now: number, limit: number): Promise<readonly string[]> {
    const rows = await queryPage(this.#table, {
      IndexName: 'work',
      KeyConditionExpression: 'workKey = :due AND workRank <= :now',
      ExpressionAttributeValues: { ':due': DUE, ':now': timeRank(now) },
      Limit: limit,
    });
    return rows.map(({ sk }) => String(sk).slice(PREFIX.length));
  }

  async lease(reviewId: string, lease: ReviewLease, now: number): Promise<RunningReview | undefined> {
    const leased = await updateIf(this.#table, keyOf(reviewId), {
      set: { state: 'running', lease, workRank: timeRank(lease.until) },
      add: { attempts: 1 },
      condition: '#state = :queued OR (#state = :running AND #lease.#until <= :now)',
      values: { queued: 'queued', running: 'running', now },
    });
    return reviewRow.readIf(this.#table, leased) as RunningReview | undefined;
  }

  async putOff({ reviewId, lease }: RunningReview, { until, usd }: ReviewPutOff): Promise<boolean> {
    const put = await updateIf(this.#table, keyOf(reviewId), {
      // Held by nobody, and nobody's to take until then.
      set: { lease: { ...lease, until }, workRank: timeRank(until) },
      add: { starvedTries: 1, usdBefore: usd },
      condition: '#state = :running AND #lease.#leaseId = :leaseId',
      values: { running: 'running', leaseId: lease.leaseId },
    });
    return put !== undefined;
  }

  async end({ reviewId, lease }: RunningReview, end: ReviewEnd): Promise<boolean> {
    const ended = await updateIf(this.#table, keyOf(reviewId), {
      set: { ...end },
      remove: ['lease', 'workKey', 'workRank'],
      condition: '#state = :running AND #lease.#leaseId = :leaseId',
      values: { running: 'running', leaseId: lease.leaseId },
    });
    return ended !== undefined;
  }

  async keepResult(resultKey: string, { report, madeAt }: KeptResult): Promise<void> {
    const packed = deflateRawSync(JSON.stringify(report));
    const kept = this.#put(resultKeyOf(resultKey), { ...resultRow.stamp, madeAt, packed });
    await kept.catch((error: unknown) => {
      // Nothing else of the row is of the report: it is its size.
      if ((error as Partial<Error>).name !== 'ValidationException') throw error;
      throw new UnkeepableError(
        `its report has ${packed.length} bytes, and the table keeps no row of that size`,
        {
          cause: error,
        },
      );
    });
  }

  async getResult(resultKey: string): Promise<KeptResult | undefined> {
    return resultRow.readIf(this.#table, await getItem(this.#table, resultKeyOf(resultKey)));
  }

  async keepFailure(resultKey: string, failure: KeptFailure): Promise<void> {
    const forS = Math.ceil((failure.againAt - failure.failedAt) / 1000);
    await this.#put(failureKeyOf(resultKey), failureRow.write(failure), forS);
  }

  async getFailure(resultKey: string): Promise<KeptFailure | undefined> {
    return failureRow.readIf(this.#table, await getItem(this.#table, failureKeyOf(resultKey)));
  }

  async claimKey(owner: string, key: string, use: ReviewKeyUse, instead?: string): Promise<ReviewKeyUse> {
    const at: Key = { pk: `REVIEWER#${owner}`, sk: `KEY#${key}` };
    const claimed = await updateIf(this.#table, at, {
      set: { ...keyUseRow.write(use), expiresAt: this.#expiry(this.#keptS) },
      condition: `attribute_not_exists(pk)${instead === undefined ? '' : ' OR #reviewId = :instead'}`,
      values: given({ instead }),
    });
    if (claimed !== undefined) return use;
    return keyUseRow.readIf(this.#table, await getItem(this.#table, at)) ?? use;
  }

  async count(client: string, { perDay, perMonth }: ReviewPlan, now: number): Promise<ReviewUse | undefined> {
    const day = dayOf(now);
    const counted = await updateIf(this.#table, useKey(client, now), {
      // Kept until nobody asks what was used in that month.
      set: { expiresAt: Math.ceil(now / 1000) + 62 * DAY_S },
      add: { month: 1, [day]: 1 },
      condition: `(attribute_not_exists(#month) OR #month < :perMonth) AND (attribute_not_exists(#${day}) OR #${day} < :perDay)`,
      values: { perMonth, perDay },
    });
    return counted === undefined ? undefined : useOf(counted, day);
  }

  async takeBack(client: string, now: number): Promise<void> {
    const day = dayOf(now);
    await updateIf(this.#table, useKey(client, now), {
      add: { month: -1, [day]: -1 },
      condition: `#month > :none AND #${day} > :none`,
      values: { none: 0 },
    });
  }

  async getUse(client: string, now: number): Promise<ReviewUse> {
    return useOf((await getItem(this.#table, useKey(client, now))) ?? {}, dayOf(now));
  }

  #itemOf(review: QueuedReview | DoneReview): Key & Item {
    const { submission, owner } = review;
    return {
      ...keyOf(review.reviewId),
      ...reviewRow.write(review),
      participantKey: listKey(submission === undefined ? { owner } : { sessionId: submission.sessionId }),
      expiresAt: this.#expiry(this.#keptS),
    };
  }

  /** What stands before a review does: one that can be taken has a source, and one that costs is counted. */
  async #putBeside({ sourceHash, reviewId, submission }: QueuedReview, source: string): Promise<void> {
    await Promise.all([
      this.#put(sourceKey(sourceHash), { ...sourceRow.stamp, packed: deflateRawSync(source) }),
      submission && this.#put({ pk: listKey(submission), sk: OF + reviewId }, {}),
    ]);
  }

  /** Puts what later reviews may refer to for as long as it is of use: by itself it outlives them all. */
  async #put(key: Key, item: Item, forS = this.#keptS + CACHE_MS / 1000 + 2 * DAY_S): Promise<void> {
    const expiresAt = this.#expiry(forS);
    await this.#table.client.send(
      new PutCommand({ TableName: this.#table.name, Item: { ...key, ...item, expiresAt } }),
    );
  }

  #expiry(seconds: number): number {
    return Math.ceil(this.#now() / 1000) + seconds;
  }
}

const useOf = (row: Item, day: string): ReviewUse => ({
  month: Number(row['month'] ?? 0),
  day: Number(row[day] ?? 0),
});
