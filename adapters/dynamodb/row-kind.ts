import type * as z from 'zod/mini';
import { InvalidRecordError } from '../../core/exam/invalid-record-error.ts';
import type { Item, Table } from './table.ts';

/** Attribute with the version of the form in which a row was written; absent in rows of version 1. */
const VERSION = 'v';

/** Every member of T there, all the way down: two types of which one lacks an optional member differ in it. */
type Whole<T> = T extends readonly (infer U)[]
  ? readonly Whole<U>[]
  : T extends object
    ? { readonly [K in keyof T]-?: Whole<T[K]> }
    : T;
/** Unknown when a schema's output has all that T has and no more, else never. */
type Mirrors<S, T> = [Whole<S>, Whole<T>] extends [Whole<T>, Whole<S>] ? unknown : never;

/** A change of a row's attributes. The table is for what it throws. */
type Reform = (row: Item, table: Table) => Item;

interface RowForms {
  /**
   * The first leads from version 1 to 2, and so on. Updates write attributes of today's form on rows of any version, and
   * indexes may leave the version out: a migration leaves alone what is of its form already.
   */
  readonly migrations?: readonly Reform[];
  /** Makes the attributes of today's form what they stand for, where these differ. */
  readonly unfold?: Reform;
}

/**
 * One kind of rows: what its attributes are, in which version, and how rows of older versions become those of today.
 * What a schema does not name (keys, attributes of indexes, the time to live) is left out of what is read.
 */
export class RowKind<T extends object> {
  readonly #name: string;
  readonly #schema: z.ZodMiniType<T>;
  readonly #migrations: readonly Reform[];
  readonly #unfold: Reform;
  /** The attribute that says in which form a row is written. */
  readonly stamp: Item;

  constructor(name: string, schema: z.ZodMiniType<T>, { migrations = [], unfold = (row) => row }: RowForms) {
    this.#name = name;
    this.#schema = schema;
    this.#migrations = migrations;
    this.#unfold = unfold;
    this.stamp = { [VERSION]: migrations.length + 1 };
  }

  /** What a row of this kind is written with beside its key. */
  write(value: T): Item {
    return { ...this.stamp, ...value };
  }

  /** @throws InvalidRecordError */
  read(table: Table, row: Item): T {
    const version = typeof row[VERSION] === 'number' ? row[VERSION] : 1;
    const migrated = this.#migrations.slice(version - 1).reduce((old, migrate) => migrate(old, table), row);
    const parsed = this.#schema.safeParse(this.#unfold(migrated, table));
    if (parsed.success) return parsed.data;
    const faults = parsed.error.issues.map(
      ({ path, ...issue }) =>
        `${path.map(String).join('.')} ${'expected' in issue ? `is no ${issue.expected}` : issue.message}`,
    );
    throw new InvalidRecordError(
      `the row ${String(row['pk'])} ${String(row['sk'])} of the table ${table.name} is no ${this.#name} (version ${version}): ${faults.join('; ')}`,
    );
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
  return <S>(name: string, schema: z.ZodMiniType<S> & Mirrors<S, T>, forms: RowForms = {}): RowKind<T> =>
    // Mirrors<S, T> has proved what the compiler cannot follow: the schema's output is a T but for readonly.
    new RowKind<T>(name, schema as unknown as z.ZodMiniType<T>, forms);
}

/**
 * For what goes wrong with one row of a list: leaves it out when the table has somebody who is told of it.
 * @throws whatever else it was; InvalidRecordError when there is nobody
 */
export function leaveOut(table: Table, error: unknown): undefined {
  if (!(error instanceof InvalidRecordError) || table.onUnreadable === undefined) throw error;
  table.onUnreadable(error);
}
