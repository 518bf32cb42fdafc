import { PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { given } from '../../core/exam/given.ts';
import type { Asking, AskingStore } from '../../core/review/asking-store.ts';
import { rowKindOf } from './row-kind.ts';
import { getItem, type Item, type Key, putOnce, queryPage, type Table, updateIf } from './table.ts';
import { timeRank } from './work-index.ts';

/** Partition of the index `work` of sessions whose reviews are to be looked after. */
const ASKED = 'REVIEWS-ASKED';
/** Most that are looked at for those that are due still. */
const LOOKED_AT = 25;

const askingKey = (sessionId: string): Key => ({ pk: `REVIEWS#IN#${sessionId}`, sk: 'ASKED' });

const askingRow = rowKindOf<Asking>()(
  'asking for reviews',
  z.object({
    sessionId: z.string(),
    askedAt: z.number(),
    wants: z.enum(['all', 'costs']),
    after: z.exactOptional(z.string()),
    complete: z.exactOptional(z.literal(true)),
    failures: z.exactOptional(z.number()),
  }),
);

/** What is asked for of sessions in the submissions table, a row each, in the sparse index `work` until it is done. */
export class DynamoAskingStore implements AskingStore {
  readonly #table: Table;
  readonly #keptS: number;
  readonly #now: () => number;

  /** @param keptDays how long reviews are kept */
  constructor(table: Table, keptDays: number, now: () => number) {
    this.#table = table;
    this.#keptS = keptDays * 86_400;
    this.#now = now;
  }

  async ask(asking: Asking): Promise<void> {
    await this.#table.client.send(
      new PutCommand({ TableName: this.#table.name, Item: this.#itemOf(asking) }),
    );
  }

  async askForCosts(sessionId: string, at: number): Promise<void> {
    const item = this.#itemOf({ sessionId, askedAt: at, wants: 'costs' });
    if (await putOnce(this.#table, item)) return;
    // Whoever is at it and about to end it has seen another time, and does not.
    const { workKey, workRank, expiresAt } = item;
    await updateIf(this.#table, askingKey(sessionId), {
      set: { askedAt: at, workKey, workRank, expiresAt },
      condition: 'attribute_exists(pk)',
    });
  }

  async listDue(now: number, limit: number): Promise<readonly Asking[]> {
    const listed = await queryPage(this.#table, {
      IndexName: 'work',
      KeyConditionExpression: 'workKey = :asked AND workRank <= :now',
      ExpressionAttributeValues: { ':asked': ASKED, ':now': timeRank(now) },
      Limit: LOOKED_AT,
    });
    const askings: Asking[] = [];
    for (const { pk, sk } of listed) {
      // The index is late, and tells the keys alone: the row says how far it is, and whether it is to be looked at still.
      const row = await getItem(this.#table, { pk: String(pk), sk: String(sk) });
      const due = row?.['workKey'] === ASKED && String(row['workRank']) <= timeRank(now);
      const asking = due ? askingRow.readIf(this.#table, row) : undefined;
      if (asking !== undefined) askings.push(asking);
      if (askings.length === limit) break;
    }
    return askings;
  }

  async move(asking: Asking, to: Pick<Asking, 'after' | 'complete'>): Promise<void> {
    await this.#change(asking, { set: { ...to, workRank: timeRank(asking.askedAt) }, remove: ['failures'] });
  }

  async postpone(asking: Asking, until: number, failures?: number): Promise<void> {
    await this.#change(asking, { set: { workRank: timeRank(until), ...given({ failures }) } });
  }

  async end(asking: Asking): Promise<void> {
    await this.#change(asking, { remove: ['workKey', 'workRank'] });
  }

  async #change(
    { sessionId, askedAt }: Asking,
    change: Pick<Parameters<typeof updateIf>[2], 'set' | 'remove'>,
  ): Promise<void> {
    await updateIf(this.#table, askingKey(sessionId), {
      ...change,
      condition: '#askedAt = :askedAt',
      values: { askedAt },
    });
  }

  #itemOf(asking: Asking): Key & Item {
    return {
      ...askingKey(asking.sessionId),
      ...askingRow.write(asking),
      workKey: ASKED,
      workRank: timeRank(asking.askedAt),
      expiresAt: Math.ceil(this.#now() / 1000) + this.#keptS,
    };
  }
}
