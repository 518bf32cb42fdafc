import { PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { RunsAsked, RunsStore } from '../../core/review/runs-store.ts';
import { rowKindOf } from './row-kind.ts';
import { getItem, type Item, type Key, queryAll, type Table, updateIf } from './table.ts';

const runsKey = (sessionId: string): Key => ({ pk: `REVIEWS#IN#${sessionId}`, sk: 'RUNS' });

const runsRow = rowKindOf<RunsAsked>()(
  'runs of compilers',
  z.object({
    sessionId: z.string(),
    askedAt: z.number(),
    chosen: z.exactOptional(z.literal(true)),
    queued: z.exactOptional(z.literal(true)),
  }),
);

const pageRow = rowKindOf<{ readonly submissionIds: readonly string[] }>()(
  'submissions for compilers',
  z.object({ submissionIds: z.array(z.string()) }),
);

/** Ids of a page: a row holds 400 KB, and an id takes 28 bytes. */
const PAGE = 5_000;

/** Of which sessions compilers are asked, in the submissions table: a row each, and pages of what counts. */
export class DynamoRunsStore implements RunsStore {
  readonly #table: Table;
  readonly #keptS: number;

  /** @param keptDays how long reviews are kept */
  constructor(table: Table, keptDays: number) {
    this.#table = table;
    this.#keptS = keptDays * 86_400;
  }

  async ask(sessionId: string, at: number): Promise<void> {
    await this.#put(runsKey(sessionId), at, runsRow.write({ sessionId, askedAt: at }));
  }

  async get(sessionId: string): Promise<RunsAsked | undefined> {
    return runsRow.readIf(this.#table, await getItem(this.#table, runsKey(sessionId)));
  }

  async choose(asked: RunsAsked, submissionIds: readonly string[]): Promise<void> {
    for (let at = 0; at < submissionIds.length; at += PAGE) {
      const page = { submissionIds: submissionIds.slice(at, at + PAGE) };
      const { pk, sk } = runsKey(asked.sessionId);
      const key = { pk, sk: `${sk}${pagesOf(asked)}${String(at).padStart(7, '0')}` };
      await this.#put(key, asked.askedAt, pageRow.write(page));
    }
    await this.#note(asked, { chosen: true });
  }

  async listChosen(asked: RunsAsked): Promise<readonly string[]> {
    const { pk, sk } = runsKey(asked.sessionId);
    const pages = await queryAll(this.#table, {
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :pages)',
      ExpressionAttributeValues: { ':pk': pk, ':pages': sk + pagesOf(asked) },
      ConsistentRead: true,
    });
    return pageRow.readAll(this.#table, pages).flatMap(({ submissionIds }) => submissionIds);
  }

  async noteQueued(asked: RunsAsked): Promise<void> {
    await this.#note(asked, { queued: true });
  }

  async #put(key: Key, at: number, row: Item): Promise<void> {
    const expiresAt = Math.ceil(at / 1000) + this.#keptS;
    await this.#table.client.send(
      new PutCommand({ TableName: this.#table.name, Item: { ...key, ...row, expiresAt } }),
    );
  }

  async #note({ sessionId, askedAt }: RunsAsked, set: Item): Promise<void> {
    await updateIf(this.#table, runsKey(sessionId), {
      set,
      condition: '#askedAt = :askedAt',
      values: { askedAt },
    });
  }
}

const pagesOf = ({ askedAt }: RunsAsked) => `#${askedAt}#`;
