import { closeSync, openSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { Busy } from "#kernel/failure.ts";
import type { Instant } from "#kernel/instant.ts";
import { byBytes, type CursorScope, pageOf, placeIn } from "./cursor.ts";
import { groupCommit } from "./group-commit.ts";
import { boundsOf, checkKeys, checkPartition, checkWrites } from "./limits.ts";
import { Conflict, indexNames, type Records, type Write } from "./records.ts";
import { carriedOut } from "./sqlite-failure.ts";
import { rowOf, schema, statements, valuesOf } from "./sqlite-schema.ts";

export interface SqliteRecordsOptions {
  /** A path, or `:memory:`. */
  file: string;
  /** full: what was acknowledged survives a power cut (one fsync per commit). normal: it survives the death of the process only. */
  durability: "full" | "normal";
}

export interface SqliteRecords extends Records {
  /** Moves the log into the file and cuts it to nothing, so that no removed byte is left in it. `Busy` when somebody reads meanwhile. */
  checkpoint(): void;
  /** Removes up to 1000 rows whose time was over at `now`, and says how many. */
  removeExpired(now: Instant): number;
  /** Commits what was asked for, then closes the file. */
  close(): void;
}

/** Opens, and where needed makes, one table in one SQLite file. One process at a time writes to it. */
export const openSqliteRecords = ({ file, durability }: SqliteRecordsOptions): SqliteRecords => {
  const db = carriedOut(() => openDatabase(file, durability));
  const prepared = prepare(db);
  const group = groupCommit(db);
  let closed = false;

  /** Every read is asynchronous in its answer, so that a mistake or a closed file is a rejection as on the other host. */
  const reading = async <T>(work: () => T): Promise<T> => {
    if (closed) throw new Busy("The store is closed.");
    return carriedOut(work);
  };

  return {
    get: (keys) =>
      reading(() => {
        checkKeys(keys);
        return keys.map(({ pk, sk }) => {
          const stored = prepared.get.get(pk, sk);
          return stored && rowOf(stored);
        });
      }),

    query: (pk, range = {}) =>
      reading(() => {
        checkPartition(pk);
        const { from, until, descending, limit } = boundsOf(range);
        const scope: CursorScope = { index: "table", pk, descending };
        const [after] = range.cursor === undefined ? [] : placeIn(scope, range.cursor);
        // the least text greater than a text is the text and a zero byte
        const low = after === undefined || descending ? from : laterOf(from, `${after}\0`);
        const high = after !== undefined && descending ? earlierOf(until, after) : until;
        const statement = descending ? prepared.descending : prepared.ascending;
        const rows = statement.all(pk, low, high ?? afterAllText, limit + 1).map(rowOf);
        return pageOf(rows, limit, scope);
      }),

    index: (name, pk, range = {}) =>
      reading(() => {
        checkPartition(pk);
        const { from, until, descending, limit } = boundsOf(range);
        const scope: CursorScope = { index: name, pk, descending };
        const [sort, ...key] = range.cursor === undefined ? [] : placeIn(scope, range.cursor);
        const edge = descending ? (until ?? afterAllText) : from;
        const start = sort !== undefined && isWithin(sort, edge, descending) ? [sort, ...key] : [edge, "", ""];
        const statement = prepared.byIndex[name][descending ? "descending" : "ascending"];
        const rows = statement.all(pk, ...start, descending ? from : (until ?? afterAllText), limit + 1).map(rowOf);
        return pageOf(rows, limit, scope);
      }),

    transact: async (writes) => {
      // checked, and turned into text, before it is queued: what one caller does wrong harms no other, and later changes no row
      const bodies = checkWrites(writes);
      const steps = writes.map((write, place) => stepOf(prepared, write, bodies[place] ?? ""));
      await group.run(() => {
        for (const step of steps) if (!step()) throw new Conflict("a row is not in the version it was read in");
      });
    },

    checkpoint: () => {
      const result = carriedOut(() => db.prepare("PRAGMA wal_checkpoint(TRUNCATE)").get());
      if (result?.busy !== 0) throw new Busy("The log could not be emptied: somebody is reading.");
    },

    removeExpired: (now) => Number(carriedOut(() => prepared.removeExpired.run(now, 1000)).changes),

    close: () => {
      if (closed) return;
      group.close();
      closed = true;
      db.close();
    },
  };
};

const openDatabase = (file: string, durability: "full" | "normal"): DatabaseSync => {
  // the log and its index take over the file's mode
  if (file !== ":memory:") closeSync(openSync(file, "a", 0o600));
  const db = new DatabaseSync(file, { timeout: 2000 });
  db.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = ${durability === "full" ? "FULL" : "NORMAL"};
    PRAGMA secure_delete = ON;
    PRAGMA temp_store = MEMORY;
  `);
  db.exec(schema);
  return db;
};

const prepare = (db: DatabaseSync) => {
  const { byIndex, ...plain } = statements;
  const entries = indexNames.map((name) => {
    const { ascending, descending } = byIndex(name);
    return [name, { ascending: db.prepare(ascending), descending: db.prepare(descending) }] as const;
  });
  const statement = (name: keyof typeof plain) => db.prepare(plain[name]);
  return {
    get: statement("get"),
    version: statement("version"),
    ascending: statement("ascending"),
    descending: statement("descending"),
    insert: statement("insert"),
    update: statement("update"),
    remove: statement("remove"),
    removeExpired: statement("removeExpired"),
    byIndex: Object.fromEntries(entries) as Record<(typeof indexNames)[number], (typeof entries)[number][1]>,
  };
};

/** One write as a function that says whether it applied. */
const stepOf = (prepared: ReturnType<typeof prepare>, write: Write, body: string): (() => boolean) => {
  const { ifVersion } = write;
  if ("put" in write) {
    const values = [...valuesOf(write.put, body), ifVersion];
    const statement = ifVersion === 0 ? prepared.insert : prepared.update;
    return () => Number(statement.run(...values).changes) === 1;
  }
  if ("remove" in write && ifVersion > 0) {
    const { pk, sk } = write.remove;
    return () => Number(prepared.remove.run(pk, sk, ifVersion).changes) === 1;
  }
  const { pk, sk } = "remove" in write ? write.remove : write.check;
  return () => Number(prepared.version.get(pk, sk)?.version ?? 0) === ifVersion;
};

const afterAllText = new Uint8Array(0);

const laterOf = (one: string, other: string): string => (byBytes(one, other) > 0 ? one : other);
const earlierOf = (one: string | undefined, other: string): string =>
  one !== undefined && byBytes(one, other) < 0 ? one : other;

/** True when the page before ended inside the range that is asked for now: then reading goes on from there. */
const isWithin = (sort: string, edge: string | Uint8Array, descending: boolean): boolean =>
  typeof edge !== "string" || (descending ? byBytes(sort, edge) < 0 : byBytes(sort, edge) >= 0);
