import type * as z from 'zod/mini';
import { InvalidRecordError } from '../core/exam/invalid-record-error.ts';

/** Member with the version of the form in which something was written; absent in what is of version 1. */
const VERSION = 'v';

/** What a store holds, before it has been looked at. */
export type Stored = Record<string, unknown>;

/** Every member of T there, all the way down: two types of which one lacks an optional member differ in it. */
type Whole<T> = T extends readonly (infer U)[]
  ? readonly Whole<U>[]
  : T extends object
    ? { readonly [K in keyof T]-?: Whole<T[K]> }
    : T;
/** Unknown when a schema's output has all that T has and no more, else never. */
export type Mirrors<S, T> = [Whole<S>, Whole<T>] extends [Whole<T>, Whole<S>] ? unknown : never;

/** A change of what was stored; `source` is where it was read. */
export type Reform<Source> = (stored: Stored, source: Source) => Stored;

export interface StoredForms<Source> {
  /**
   * The first leads from version 1 to 2, and so on. Updates write members of today's form on rows of any version, and
   * indexes may leave the version out: a migration leaves alone what is of its form already.
   */
  readonly migrations?: readonly Reform<Source>[];
  /** Makes the members of today's form what they stand for, where these differ. */
  readonly unfold?: Reform<Source>;
}

/**
 * One kind of what is stored: what its members are, in which version, and how those of older versions become those of
 * today. What a schema does not name is left out of what is read.
 */
export class StoredKind<T extends object, Source> {
  readonly #name: string;
  readonly #schema: z.ZodMiniType<T>;
  readonly #migrations: readonly Reform<Source>[];
  readonly #unfold: Reform<Source>;
  /** The member that says in which form something is written. */
  readonly stamp: Stored;

  constructor(
    name: string,
    schema: z.ZodMiniType<T>,
    { migrations = [], unfold = (stored) => stored }: StoredForms<Source> = {},
  ) {
    this.#name = name;
    this.#schema = schema;
    this.#migrations = migrations;
    this.#unfold = unfold;
    this.stamp = { [VERSION]: migrations.length + 1 };
  }

  /** What something of this kind is written with, beside its key. */
  write(value: T): Stored {
    return { ...this.stamp, ...value };
  }

  /** @param where it was read, for people. @throws InvalidRecordError */
  parse(where: string, stored: Stored, source: Source): T {
    const version = typeof stored[VERSION] === 'number' ? stored[VERSION] : 1;
    const migrated = this.#migrations
      .slice(version - 1)
      .reduce((old, migrate) => migrate(old, source), stored);
    const parsed = this.#schema.safeParse(this.#unfold(migrated, source));
    if (parsed.success) return parsed.data;
    const faults = parsed.error.issues.map(
      ({ path, ...issue }) =>
        `${path.map(String).join('.')} ${'expected' in issue ? `is no ${issue.expected}` : issue.message}`,
    );
    throw new InvalidRecordError(`${where} is no ${this.#name} (version ${version}): ${faults.join('; ')}`);
  }
}

/** A schema that mirrors a type of the core, as a schema of it. */
export function schemaOf<T extends object>() {
  return <S>(schema: z.ZodMiniType<S> & Mirrors<S, T>): z.ZodMiniType<T> =>
    // Mirrors<S, T> has proved what the compiler cannot follow: the schema's output is a T but for readonly.
    schema as unknown as z.ZodMiniType<T>;
}
