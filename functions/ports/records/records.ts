import type { Instant } from "#kernel/instant.ts";
import type { JsonObject } from "#kernel/json.ts";

/** A row's place in its table: rows of one partition are sorted by `sk` and read together. */
export interface Key {
  pk: string;
  sk: string;
}

/** Secondary indexes, the same on every host. A row may stand in each of them once; a row without an entry is not in it. */
export type IndexName = "state" | "week" | "work";
export const indexNames: readonly IndexName[] = ["state", "week", "work"];
export type IndexEntries = Partial<Record<IndexName, Key>>;

export interface Row extends Key {
  /** 1 when first written, one more with every write. */
  version: number;
  body: JsonObject;
  indexes?: IndexEntries | undefined;
  /** When the row may vanish. It may linger for days after: whoever reads it looks at the time too. */
  expiresAt?: Instant | undefined;
}

/**
 * One part of a transaction. `ifVersion` is the version that was read (0: there was no such row), so that a transaction is
 * carried out only if nothing it was decided on has changed meanwhile.
 */
export type Write =
  | { put: Omit<Row, "version">; ifVersion: number }
  | { remove: Key; ifVersion: number }
  | { check: Key; ifVersion: number };

export interface Range {
  /** Inclusive lower and exclusive upper bound of the sort key. */
  from?: string | undefined;
  until?: string | undefined;
  /** Only sort keys that begin so. Not together with from and until. */
  prefix?: string | undefined;
  descending?: boolean | undefined;
  /** At most this many rows, 1 to 100; 100 unless told. */
  limit?: number | undefined;
  /** From an earlier page. */
  cursor?: string | undefined;
}

export interface Page<T> {
  items: T[];
  /** Opaque; absent on the last page. */
  cursor?: string | undefined;
}

/**
 * A table of rows with conditional transactions: all that Habeas asks of a database, so that both hosts mean the same by it.
 * On AWS: one DynamoDB table; on one machine: one SQLite file. Every call may throw `Busy`.
 */
export interface Records {
  /** The rows at these keys, in the keys' order, undefined where there is none. Consistent: sees every finished transaction. At most 100 keys. */
  get(keys: readonly Key[]): Promise<(Row | undefined)[]>;
  /** A partition's rows in the order of their sort keys. Consistent. */
  query(pk: string, range?: Range): Promise<Page<Row>>;
  /** An index partition's rows in the order of the index's sort keys. May lag behind by seconds: a hint of where to look. */
  index(name: IndexName, pk: string, range?: Range): Promise<Page<Row>>;
  /** All of the writes or none; each key at most once, at most 100 of them. Throws `Conflict` when a row was not in the version named. */
  transact(writes: readonly Write[]): Promise<void>;
}

/** Somebody else wrote first. Read again and decide again. */
export class Conflict extends Error {
  override readonly name = "Conflict" as const;
}

/** The cursor is not one that this list gave out: the caller's mistake, never ours. */
export class BrokenCursor extends Error {
  override readonly name = "BrokenCursor" as const;
}
