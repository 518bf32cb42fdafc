import { PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { Session } from '../../core/exam/session.ts';
import type { HistoryStore, SessionSummary } from '../../core/insight/session-summary.ts';
import { rowKindOf } from './row-kind.ts';
import { getItem, type Key, queryPage, type Table } from './table.ts';

const optionalNumber = z.exactOptional(z.number());

const summaryRow = rowKindOf<SessionSummary>()(
  'summary of a session',
  z.object({
    sessionId: z.string(),
    at: z.number(),
    rehearsal: z.exactOptional(z.literal(true)),
    launchAt: z.number(),
    opensAt: z.number(),
    lastClosesAt: z.number(),
    endedAt: z.number(),
    participants: z.number(),
    booked: z.exactOptional(
      z.object({ instanceType: z.string(), hosts: z.number(), slotsPerHost: z.number() }),
    ),
    submissions: z.number(),
    judged: z.number(),
    p95WaitMs: optionalNumber,
    waits: z.array(z.object({ slots: z.number(), p95Ms: z.number() })),
    hosts: z.array(
      z.object({
        instanceType: z.string(),
        zone: z.exactOptional(z.string()),
        market: z.exactOptional(z.literal('spot')),
        launchedAt: optionalNumber,
        terminatedAt: optionalNumber,
        speedFactor: optionalNumber,
        drift: optionalNumber,
        failures: z.array(
          z.object({
            kind: z.enum(['rejected', 'interrupted', 'failed']),
            at: z.number(),
            reason: z.string(),
          }),
        ),
      }),
    ),
    launches: z.array(z.object({ instanceType: z.string(), rounds: z.number(), refused: z.number() })),
    work: z.array(
      z.object({ problemId: z.string(), language: z.string(), ended: z.number(), setBack: z.number() }),
    ),
    problems: z.array(
      z.object({
        problemId: z.string(),
        version: z.number(),
        label: z.string(),
        solvers: z.number(),
        timesMs: z.array(z.number()),
        late: z.number(),
        lateOnly: z.number(),
      }),
    ),
  }),
);

const PARTITION = 'HISTORY';
/** By opening: the latest are read from the end. */
const keyOf = (opensAt: number, sessionId: string): Key => ({
  pk: PARTITION,
  sk: `${String(opensAt).padStart(15, '0')}#${sessionId}`,
});

/** Summaries of settled sessions in the metrics table, all in one partition: one write a session. They expire with the stage's retention. */
export class DynamoHistoryStore implements HistoryStore {
  readonly #table: Table;
  readonly #retentionS: number;

  /** @param retentionDays how long a summary is kept after it was drawn up */
  constructor(table: Table, retentionDays: number) {
    this.#table = table;
    this.#retentionS = retentionDays * 86_400;
  }

  async keep(summary: SessionSummary): Promise<void> {
    await this.#table.client.send(
      new PutCommand({
        TableName: this.#table.name,
        Item: {
          ...keyOf(summary.opensAt, summary.sessionId),
          ...summaryRow.write(summary),
          expiresAt: Math.floor(summary.at / 1000) + this.#retentionS,
        },
      }),
    );
  }

  async get({ sessionId, times }: Pick<Session, 'sessionId' | 'times'>): Promise<SessionSummary | undefined> {
    return summaryRow.readIf(this.#table, await getItem(this.#table, keyOf(times.opensAt, sessionId)));
  }

  async listLatest(limit: number): Promise<readonly SessionSummary[]> {
    // A page ends at 1 MB: what is beyond it is older, and left out as what is beyond the limit.
    const items = await queryPage(this.#table, {
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': PARTITION },
      ScanIndexForward: false,
      Limit: limit,
    });
    // A session that was moved after it had been settled, and restored, left a row at its old time.
    const summaries = summaryRow.readAll(this.#table, items).sort((a, b) => b.at - a.at);
    const latest = [...Map.groupBy(summaries, ({ sessionId }) => sessionId).values()].flatMap(
      ([one]) => one ?? [],
    );
    return latest.sort((a, b) => b.opensAt - a.opensAt);
  }
}
