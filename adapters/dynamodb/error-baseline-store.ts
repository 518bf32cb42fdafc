import { PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { ErrorBaseline, ErrorBaselineStore } from '../../core/operations/error-baseline.ts';
import { rowKindOf } from './row-kind.ts';
import { getItem, type Table } from './table.ts';

const KEY = { pk: 'STAGE', sk: 'ERROR-BASELINE' };
const baselineRow = rowKindOf<ErrorBaseline>()(
  'baseline of errors',
  z.object({ at: z.number(), by: z.string(), reason: z.string() }),
);

/** The baseline in one row of the sessions table. */
export class DynamoErrorBaselineStore implements ErrorBaselineStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async read(): Promise<ErrorBaseline | undefined> {
    return baselineRow.readIf(this.#table, await getItem(this.#table, KEY));
  }

  async write(baseline: ErrorBaseline): Promise<void> {
    const Item = { ...KEY, ...baselineRow.write(baseline) };
    await this.#table.client.send(new PutCommand({ TableName: this.#table.name, Item }));
  }
}
