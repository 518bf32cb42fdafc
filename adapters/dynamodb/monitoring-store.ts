import { PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { type Granularity, SPAN_MS } from '../../core/metrics/metric-series-store.ts';
import { weightOf } from '../../core/monitoring/figures.ts';
import type {
  Baseline,
  MonitoringStore,
  SessionBucket,
  StageBucket,
  StagePart,
} from '../../core/monitoring/monitoring-store.ts';
import { crowdOf } from '../../core/monitoring/participants.ts';
import type { Span } from '../../core/monitoring/span.ts';
import { type RowKind, rowKindOf } from './row-kind.ts';
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
const rehearsal = z.exactOptional(z.literal(true));

const sessionRow = rowKindOf<SessionBucket>()(
  'session figures',
  z.object({
    sessionId: z.string(),
    granularity,
    start: z.number(),
    figures,
    participants: z.record(z.string(), z.object({ programs: z.number(), batched: z.number() })),
    rehearsal,
  }),
  { unfold: unpack },
);
const crowd = z.object({ people: z.string(), batchPeople: z.string() });
const partRow = rowKindOf<StagePart>()(
  'stage part',
  z.object({ sessionId: z.string(), granularity, start: z.number(), figures, crowd, rehearsal }),
  { unfold: unpack },
);
const stageRow = rowKindOf<StageBucket>()(
  'stage figures',
  z.object({
    granularity,
    start: z.number(),
    figures,
    crowd,
    sessions: z.number(),
  }),
  { unfold: unpack },
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

/** Members whose keys people have chosen are kept as JSON: a map with a key `constructor` is no map to the SDK. */
const PACKED = ['figures', 'participants'] as const;

function pack(row: Item): Item {
  const packed = PACKED.filter((name) => name in row).map((name) => [name, JSON.stringify(row[name])]);
  return { ...row, ...Object.fromEntries(packed) };
}

function unpack(row: Item): Item {
  const unpacked = PACKED.filter((name) => name in row).map((name) => [name, parsed(row[name])]);
  return { ...row, ...Object.fromEntries(unpacked) };
}

/** What is no JSON is left as it is: the schema says which row it is in. */
function parsed(value: unknown): unknown {
  try {
    return JSON.parse(String(value));
  } catch {
    return value;
  }
}

/**
 * Roll-ups in the metrics table: those of the stage and the sessions' parts of them in one partition a day, month or year, those of a session
 * with its participants in the session's own. They expire with the records that they are of; the baseline stays.
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
    const { participants, ...rest } = bucket;
    const { sessionId, granularity, start } = bucket;
    // The part first: who finds the session's own row takes both for written.
    const part = { ...rest, crowd: crowdOf(sessionId, participants) };
    await this.#put(
      { pk: stagePk('part', granularity, start), sk: `${timeKey(start)}#${sessionId}` },
      partRow.write(part),
      part,
    );
    return await this.#put(
      { pk: ownPk(sessionId), sk: `${granularity}#${timeKey(start)}` },
      sessionRow.write(bucket),
      bucket,
    );
  }

  async putStage(bucket: StageBucket): Promise<boolean> {
    const { granularity, start } = bucket;
    const key = { pk: stagePk('stage', granularity, start), sk: timeKey(start) };
    return await this.#put(key, stageRow.write(bucket), bucket);
  }

  async listSession(
    granularity: Granularity,
    span: Span,
    sessionId: string,
  ): Promise<readonly SessionBucket[]> {
    return await this.#list(sessionRow, ownPk(sessionId), span, `${granularity}#`);
  }

  async listParts(granularity: Granularity, span: Span): Promise<readonly StagePart[]> {
    return await this.#listStage(partRow, 'part', granularity, span);
  }

  async listStage(granularity: Granularity, span: Span): Promise<readonly StageBucket[]> {
    return await this.#listStage(stageRow, 'stage', granularity, span);
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
      Item: { ...key, ...pack(row), weight, expiresAt: Math.floor(endsAt / 1000) + this.#retentionS },
      ConditionExpression: 'attribute_not_exists(pk) OR weight <= :weight',
      ExpressionAttributeValues: { ':weight': weight },
    });
    return (await unlessConditionFails(this.#table.client.send(put))) !== undefined;
  }

  async #listStage<T extends object>(
    kind: RowKind<T>,
    what: StageRows,
    granularity: Granularity,
    span: Span,
  ): Promise<readonly T[]> {
    const read = (period: string) => this.#list(kind, `MONITORING#${what}#${granularity}#${period}`, span);
    return (await Promise.all(periodsIn(granularity, span).map(read))).flat();
  }

  async #list<T extends object>(
    kind: RowKind<T>,
    pk: string,
    { from, until }: Span,
    prefix = '',
  ): Promise<readonly T[]> {
    if (until <= from) return [];
    const rows = await queryAll(this.#table, {
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last',
      ExpressionAttributeValues: {
        ':pk': pk,
        ':first': prefix + timeKey(from),
        // A sort key of the last moment has more behind it; a tilde is behind whatever that is.
        ':last': `${prefix}${timeKey(until - 1)}~`,
      },
      ConsistentRead: true,
    });
    return kind.readAll(this.#table, rows);
  }
}

/** Rows of the whole stage: what it came to, and what sessions have in that. */
type StageRows = 'stage' | 'part';

const ownPk = (sessionId: string) => `MONITORING#session#${sessionId}`;

function stagePk(what: StageRows, granularity: Granularity, start: number): string {
  return `MONITORING#${what}#${granularity}#${periodOf(granularity, start)}`;
}

/** Every partition that a span touches, in order. */
function periodsIn(granularity: Granularity, { from, until }: Span): readonly string[] {
  const periods = new Set<string>();
  const first = Math.max(0, from);
  for (let at = first; at < until; at += SPAN_MS.day) periods.add(periodOf(granularity, at));
  if (until > first) periods.add(periodOf(granularity, until - 1));
  return [...periods];
}
