import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { given } from '../../core/exam/given.ts';
import type { Page } from '../../core/exam/page.ts';
import { CONFIDENCES } from '../../core/review/finding.ts';
import { CACHE_MS } from '../../core/review/request-review.ts';
import type {
  DoneReview,
  QueuedReview,
  Review,
  ReviewLease,
  RunningReview,
} from '../../core/review/review.ts';
import {
  type KeptResult,
  type ReviewEnd,
  type ReviewKeyUse,
  type ReviewList,
  type ReviewPlan,
  type ReviewStore,
  type ReviewUse,
  UnkeepableError,
} from '../../core/review/review-store.ts';
import { CATEGORIES, RULE_KINDS, SEVERITIES } from '../../core/review/rule.ts';
import { rowKindOf } from './row-kind.ts';
import {
  decodeCursor,
  encodeCursor,
  getItem,
  type Item,
  type Key,
  putOnce,
  queryPage,
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
const resultKeyOf = (resultKey: string): Key => ({ pk: `REVIEWED#${resultKey}`, sk: 'RESULT' });
/** Of what a client has asked for in a month. */
const useKey = (client: string, now: number): Key => ({
  pk: `REVIEWER#${client}`,
  sk: `USE#${new Date(now).toISOString().slice(0, 7)}`,
});
const dayOf = (now: number) => `day${new Date(now).getUTCDate()}`;
const listKey = (of: ReviewList) => ('owner' in of ? `REVIEWS#OF#${of.owner}` : `REVIEWS#IN#${of.sessionId}`);

const severity = z.enum(SEVERITIES);
const kind = z.enum([...RULE_KINDS, 'all']);

const base = {
  reviewId: z.string(),
  owner: z.string(),
  requestedBy: z.string(),
  requestedAt: z.number(),
  language: z.string(),
  name: z.exactOptional(z.string()),
  kind,
  bytes: z.number(),
  sourceHash: z.string(),
  submission: z.exactOptional(
    z.object({
      sessionId: z.string(),
      submissionId: z.string(),
      participantId: z.string(),
      problem: z.string(),
      problemId: z.string(),
      problemVersion: z.number(),
    }),
  ),
  attempts: z.number(),
};
const reviewRow = rowKindOf<Review>()(
  'review',
  z.discriminatedUnion('state', [
    z.object({ ...base, state: z.literal('queued') }),
    z.object({
      ...base,
      state: z.literal('running'),
      lease: z.object({ leaseId: z.string(), until: z.number() }),
    }),
    z.object({
      ...base,
      state: z.literal('reviewed'),
      reviewedAt: z.number(),
      resultKey: z.string(),
      summary: z.object({
        score: z.number(),
        counts: z.record(severity, z.number()),
        rules: z.array(z.object({ ruleId: z.string(), severity, count: z.number() })),
      }),
      cachedFrom: z.exactOptional(z.number()),
      usd: z.number(),
    }),
    z.object({
      ...base,
      state: z.literal('failed'),
      failedAt: z.number(),
      reason: z.string(),
      usd: z.number(),
    }),
  ]),
);

const text = (packed: unknown) => inflateRawSync(packed as Uint8Array).toString('utf8');

/** A source, packed. */
const sourceRow = rowKindOf<{ readonly source: string }>()(
  'reviewed source',
  z.object({ source: z.string() }),
  {
    unfold: (stored) => ({ ...stored, source: text(stored['packed']) }),
  },
);

/** A result; its report packed, so that it fits a row, and is paid for by what it holds. */
const resultRow = rowKindOf<KeptResult>()(
  'result of a review',
  z.object({
    madeAt: z.number(),
    report: z.object({
      findings: z.array(
        z.object({
          line: z.number(),
          column: z.exactOptional(z.number()),
          endLine: z.exactOptional(z.number()),
          endColumn: z.exactOptional(z.number()),
          ruleId: z.string(),
          kind: z.enum(RULE_KINDS),
          category: z.enum(CATEGORIES),
          severity,
          confidence: z.enum(CONFIDENCES),
          message: z.string(),
          recommendation: z.exactOptional(z.string()),
          foundBy: z.enum(['detector', 'sandbox', 'model']),
          audience: z.exactOptional(z.literal('staff')),
        }),
      ),
      gaps: z.array(z.object({ what: z.string(), why: z.string() })),
      score: z.number(),
      ruleSet: z.string(),
      model: z.exactOptional(
        z.object({
          service: z.optional(z.string()),
          model: z.optional(z.string()),
          standIn: z.exactOptional(z.literal(true)),
          usd: z.number(),
          dropped: z.number(),
          notes: z.array(z.string()),
        }),
      ),
    }),
  }),
  { unfold: (stored) => ({ ...stored, report: JSON.parse(text(stored['packed'])) as unknown }) },
);

const keyUseRow = rowKindOf<ReviewKeyUse>()(
  'key of a review',
  z.object({ reviewId: z.string(), digest: z.string() }),
);

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
    // The source first: a review that can be taken has one.
    await this.#put(sourceKey(review.sourceHash), { ...sourceRow.stamp, packed: deflateRawSync(source) });
    return await putOnce(this.#table, {
      ...this.#itemOf(review),
      workKey: DUE,
      workRank: timeRank(review.requestedAt),
    });
  }

  async addAnswered(review: DoneReview): Promise<boolean> {
    return await putOnce(this.#table, this.#itemOf(review));
  }

  async renew(review: QueuedReview, source: string): Promise<boolean> {
    await this.#put(sourceKey(review.sourceHash), { ...sourceRow.stamp, packed: deflateRawSync(source) });
    const put = new PutCommand({
      TableName: this.#table.name,
      Item: { ...this.#itemOf(review), workKey: DUE, workRank: timeRank(review.requestedAt) },
      ConditionExpression: '#state IN (:reviewed, :failed)',
      ExpressionAttributeNames: { '#state': 'state' },
      ExpressionAttributeValues: { ':reviewed': 'reviewed', ':failed': 'failed' },
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

  /** Puts what later reviews may refer to for as long as it is of use: it outlives them all. */
  async #put(key: Key, item: Item): Promise<void> {
    const expiresAt = this.#expiry(this.#keptS + CACHE_MS / 1000 + 2 * DAY_S);
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
