import { PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { type Granularity, SPAN_MS } from '../../core/metrics/metric-series-store.ts';
import { weightOf } from '../../core/monitoring/figures.ts';
import type {
  Baseline,
  MonitoringStore,
  SessionBucket,
  StageBucket,
} from '../../core/monitoring/monitoring-store.ts';
import type { Span } from '../../core/monitoring/span.ts';
import { rowKindOf } from './row-kind.ts';
import { verdictSchema } from './submission-item.ts';
import { getItem, type Item, type Key, queryAll, type Table, unlessConditionFails } from './table.ts';

const counts = z.record(z.string(), z.number());
const uses = z.record(
  z.string(),
  z.object({
    programs: z.number(),
    accepted: z.number(),
    judgeCalls: z.number(),
    callsSaved: z.number(),
  }),
);
const figures = z.object({
  batches: z.number(),
  ends: z.partialRecord(z.enum(['judged', 'quarantined', 'given-back', 'lease-lost']), z.number()),
  submissions: z.number(),
  trials: z.number(),
  rejudgings: z.number(),
  verdicts: z.partialRecord(verdictSchema, z.number()),
  judgeCalls: z.number(),
  callsSaved: z.number(),
  testCases: z.number(),
  judgingMs: z.number(),
  savedMs: z.number(),
  savedNanoUsd: z.number(),
  multiTest: z.number(),
  batched: z.number(),
  latency: counts,
  latencyMs: z.number(),
  problems: uses,
  languages: uses,
  modes: uses,
});
const granularity = z.enum(['minute', 'hour', 'day']);

const sessionRow = rowKindOf<SessionBucket>()(
  'session figures',
  z.object({
    sessionId: z.string(),
    granularity,
    start: z.number(),
    figures,
    participants: z.record(z.string(), z.object({ programs: z.number(), batched: z.number() })),
  }),
);
const stageRow = rowKindOf<StageBucket>()(
  'stage figures',
  z.object({
    granularity,
    start: z.number(),
    figures,
    crowd: z.object({ people: z.string(), batchPeople: z.string() }),
    sessions: z.number(),
  }),
);
const baselineRow = rowKindOf<Baseline>()(
  'monitoring baseline',
  z.object({ from: z.number(), at: z.number(), by: z.string(), reason: z.string() }),
);

const BASELINE: Key = { pk: 'MONITORING', sk: 'BASELINE' };
/** Characters of an ISO time that name the partition: a day has 1,440 minutes, a month 744 hours, a year 366 days. */
const PERIOD = { minute: 10, hour: 7, day: 4 } as const satisfies Record<Granularity, number>;
const TIME_DIGITS = 13;

const timeKey = (ms: number) => String(Math.max(0, ms)).padStart(TIME_DIGITS, '0');
const periodOf = (granularity: Granularity, at: number) =>
  new Date(at).toISOString().slice(0, PERIOD[granularity]);

/**
 * Roll-ups in the metrics table, in one partition a day, month or year. They expire with the records that they are of; the
 * baseline stays.
 */
export class DynamoMonitoringStore implements MonitoringStore {
  readonly #table: Table;
  readonly #retentionS: number;

  /** @param retentionDays how long a bucket is kept after its end */
  constructor(table: Table, retentionDays: number) {
    this.#table = table;
    this.#retentionS = retentionDays * 86_400;
  }

  async putSession(bucket: SessionBucket): Promise<boolean> {
    const sk = `${timeKey(bucket.start)}#${bucket.sessionId}`;
    return await this.#put({ pk: partition('session', bucket), sk }, sessionRow.write(bucket), bucket);
  }

  async putStage(bucket: StageBucket): Promise<boolean> {
    const sk = timeKey(bucket.start);
    return await this.#put({ pk: partition('stage', bucket), sk }, stageRow.write(bucket), bucket);
  }

  async listSessions(
    granularity: Granularity,
    span: Span,
    sessionId?: string,
  ): Promise<readonly SessionBucket[]> {
    const only =
      sessionId === undefined
        ? {}
        : { FilterExpression: 'sessionId = :sessionId', values: { ':sessionId': sessionId } };
    return sessionRow.readAll(this.#table, await this.#list('session', granularity, span, only));
  }

  async listStage(granularity: Granularity, span: Span): Promise<readonly StageBucket[]> {
    return stageRow.readAll(this.#table, await this.#list('stage', granularity, span));
  }

  async getBaseline(): Promise<Baseline | undefined> {
    return baselineRow.readIf(this.#table, await getItem(this.#table, BASELINE));
  }

  async putBaseline(baseline: Baseline): Promise<void> {
    await this.#table.client.send(
      new PutCommand({ TableName: this.#table.name, Item: { ...BASELINE, ...baselineRow.write(baseline) } }),
    );
  }

  async #put(key: Key, row: Item, bucket: Pick<StageBucket, 'granularity' | 'start' | 'figures'>) {
    const weight = weightOf(bucket.figures);
    const endsAt = bucket.start + SPAN_MS[bucket.granularity];
    const put = new PutCommand({
      TableName: this.#table.name,
      Item: { ...key, ...row, weight, expiresAt: Math.floor(endsAt / 1000) + this.#retentionS },
      ConditionExpression: 'attribute_not_exists(pk) OR weight <= :weight',
      ExpressionAttributeValues: { ':weight': weight },
    });
    return (await unlessConditionFails(this.#table.client.send(put))) !== undefined;
  }

  async #list(
    whose: 'session' | 'stage',
    granularity: Granularity,
    { from, until }: Span,
    more: { readonly FilterExpression?: string; readonly values?: Item } = {},
  ): Promise<readonly Item[]> {
    const { values = {}, ...options } = more;
    const read = async (period: string) =>
      await queryAll(this.#table, {
        ...options,
        KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last',
        ExpressionAttributeValues: {
          ...values,
          ':pk': `MONITORING#${whose}#${granularity}#${period}`,
          ':first': timeKey(from),
          // A sort key of the last moment has more behind it; a tilde is behind whatever that is.
          ':last': `${timeKey(until - 1)}~`,
        },
        ConsistentRead: true,
      });
    return (await Promise.all(periodsIn(granularity, { from, until }).map(read))).flat();
  }
}

function partition(
  whose: 'session' | 'stage',
  { granularity, start }: Pick<StageBucket, 'granularity' | 'start'>,
): string {
  return `MONITORING#${whose}#${granularity}#${periodOf(granularity, start)}`;
}

/** Every partition that a span touches, in order. */
function periodsIn(granularity: Granularity, { from, until }: Span): readonly string[] {
  const periods = new Set<string>();
  const first = Math.max(0, from);
  for (let at = first; at < until; at += SPAN_MS.day) periods.add(periodOf(granularity, at));
  if (until > first) periods.add(periodOf(granularity, until - 1));
  return [...periods];
}
