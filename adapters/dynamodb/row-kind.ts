import type * as z from 'zod/mini';
import { InvalidRecordError } from '../../core/exam/invalid-record-error.ts';
import { type Mirrors, type StoredForms, StoredKind, schemaOf } from '../stored-kind.ts';
import type { Item, Table } from './table.ts';

/** One kind of rows. Of a row, keys, attributes of indexes and the time to live are left out of what is read. */
export class RowKind<T extends object> extends StoredKind<T, Table> {
  /** @throws InvalidRecordError */
  read(table: Table, row: Item): T {
    const where = `the row ${String(row['pk'])} ${String(row['sk'])} of the table ${table.name}`;
    return this.parse(where, row, table);
  }

  /** Reads what is there. @throws InvalidRecordError */
  readIf(table: Table, row: Item | undefined): T | undefined {
    return row === undefined ? undefined : this.read(table, row);
  }

  /** Reads a list: a row that cannot be read is told of and left out, so that it takes no other with it. */
  readAll(table: Table, rows: readonly Item[]): T[] {
    return rows.flatMap((row) => {
      try {
        return [this.read(table, row)];
      } catch (error) {
        return leaveOut(table, error) ?? [];
      }
    });
  }
}

/** The kind of rows of a type of the core, whose schema mirrors it. */
export function rowKindOf<T extends object>() {
  return <S>(name: string, schema: z.ZodMiniType<S> & Mirrors<S, T>, forms: StoredForms<Table> = {}) =>
    new RowKind<T>(name, schemaOf<T>()<S>(schema), forms);
}

/**
 * For what goes wrong with one row of a list: leaves it out when the table has somebody who is told of it.
 * @throws whatever else it was; InvalidRecordError when there is nobody
 */
export function leaveOut(table: Table, error: unknown): undefined {
  if (!(error instanceof InvalidRecordError) || table.onUnreadable === undefined) throw error;
  table.onUnreadable(error);
}
