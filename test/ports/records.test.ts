import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, test } from "vitest";
import { Busy } from "#kernel/failure.ts";
import type { Instant } from "#kernel/instant.ts";
import { type GroupCommit, groupCommit } from "#ports/records/group-commit.ts";
import { Conflict, type Write } from "#ports/records/records.ts";
import { openSqliteRecords } from "#ports/records/sqlite-records.ts";
import { recordsContract } from "../contracts/records.ts";
import { sqliteInFile, sqliteInMemory, withDirectory } from "../support/sqlite-host.ts";

recordsContract("SQLite in memory", sqliteInMemory);
recordsContract("SQLite in a file", sqliteInFile);

const put = (sk: string, ifVersion = 0): Write => ({ put: { pk: "p", sk, body: { sk } }, ifVersion });

/** Commits in the write-ahead log: frames whose field "size after commit" is set (https://sqlite.org/fileformat2.html#walformat). */
const commitsIn = (wal: Buffer): number => {
  const frame = 24 + wal.readUInt32BE(8);
  let commits = 0;
  for (let at = 32; at + frame <= wal.length; at += frame) if (wal.readUInt32BE(at + 4) !== 0) commits += 1;
  return commits;
};

describe("SQLite records in a file", () => {
  test("carry out what is asked in one turn under one commit", () =>
    withDirectory(async (directory) => {
      const file = join(directory, "records.db");
      const records = openSqliteRecords({ file, durability: "full" });
      const commits = () => commitsIn(readFileSync(`${file}-wal`));
      const before = commits();
      const asked = Array.from({ length: 32 }, (_, place) => records.transact([put(`row ${place}`)]));
      const rival = records.transact([put("rival"), put("row 0")]);
      await Promise.all(asked);
      await expect(rival).rejects.toBeInstanceOf(Conflict);
      expect(commits() - before).toBe(1);
      expect((await records.query("p")).items).toHaveLength(32);
      records.close();
    }));

  const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

  test("carry out what comes in turns that follow each other under one commit", () =>
    withDirectory(async (directory) => {
      const file = join(directory, "records.db");
      const records = openSqliteRecords({ file, durability: "full" });
      const commits = () => commitsIn(readFileSync(`${file}-wal`));
      const before = commits();
      const asked: Promise<void>[] = [];
      for (let place = 0; place < 5; place += 1) {
        asked.push(records.transact([put(`row ${place}`)]));
        await nextTurn();
      }
      await Promise.all(asked);
      expect(commits() - before).toBe(1);
      records.close();
    }));

  test("let nobody wait for ever, though more comes in every turn", () =>
    withDirectory(async (directory) => {
      const records = openSqliteRecords({ file: join(directory, "records.db"), durability: "full" });
      let isDone = false;
      const first = records.transact([put("first")]).then(() => {
        isDone = true;
      });
      const asked: Promise<void>[] = [];
      while (!isDone && asked.length < 100) {
        asked.push(records.transact([put(`row ${asked.length}`)]));
        await nextTurn();
      }
      expect(asked.length).toBeLessThan(12);
      await Promise.all([first, ...asked]);
      records.close();
    }));

  test("finish what was asked before they close, and are Busy afterwards", () =>
    withDirectory(async (directory) => {
      const file = join(directory, "records.db");
      const records = openSqliteRecords({ file, durability: "normal" });
      const asked = records.transact([put("a")]);
      records.close();
      await asked;
      await expect(records.transact([put("b")])).rejects.toBeInstanceOf(Busy);
      await expect(records.get([])).rejects.toBeInstanceOf(Busy);
      const again = openSqliteRecords({ file, durability: "normal" });
      expect((await again.query("p")).items.map((row) => row.sk)).toEqual(["a"]);
      again.close();
    }));

  test("are readable by their owner only", () =>
    withDirectory(async (directory) => {
      const file = join(directory, "records.db");
      const records = openSqliteRecords({ file, durability: "normal" });
      await records.transact([put("a")]);
      for (const path of [file, `${file}-wal`, `${file}-shm`]) expect(statSync(path).mode & 0o777).toBe(0o600);
      records.close();
    }));

  test("remove what has expired, and nothing else", async () => {
    const records = openSqliteRecords({ file: ":memory:", durability: "normal" });
    const until = (sk: string, expiresAt: string): Write => ({
      put: { pk: "p", sk, body: {}, expiresAt: expiresAt as Instant },
      ifVersion: 0,
    });
    await records.transact([
      put("forever"),
      until("over", "2026-11-24T09:00:00.000Z"),
      until("not yet", "2026-11-24T09:00:00.001Z"),
    ]);
    expect(records.removeExpired("2026-11-24T09:00:00.000Z" as Instant)).toBe(1);
    expect((await records.query("p")).items.map((row) => row.sk)).toEqual(["forever", "not yet"]);
    records.close();
  });
});

describe("a group commit", () => {
  /** A table t with one row, in a file, with the group commit on it. */
  const withTable = (use: (db: DatabaseSync, group: GroupCommit, file: string) => Promise<void>): Promise<void> =>
    withDirectory(async (directory) => {
      const file = join(directory, "records.db");
      const db = new DatabaseSync(file, { timeout: 0 });
      db.exec("PRAGMA journal_mode = WAL; CREATE TABLE t (text TEXT) STRICT; INSERT INTO t VALUES ('kept');");
      try {
        await use(db, groupCommit(db), file);
      } finally {
        db.close();
      }
    });
  const insert = (db: DatabaseSync, text: string) => (): void => {
    db.prepare("INSERT INTO t VALUES (?)").run(text);
  };
  const texts = (db: DatabaseSync) =>
    db
      .prepare("SELECT text FROM t")
      .all()
      .map((row) => row.text);
  const busy = { status: "rejected", reason: { name: "Busy" } };

  test("takes back what a conflicting piece of work did, and only that", () =>
    withTable(async (db, group) => {
      const conflicting = (): void => {
        insert(db, "taken back")();
        throw new Conflict("somebody else was first");
      };
      const work = [insert(db, "a"), conflicting, insert(db, "b")];
      const outcomes = await Promise.allSettled(work.map((each) => group.run(each)));
      expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
      expect(texts(db)).toEqual(["kept", "a", "b"]);
    }));

  test("rejects all with Busy while another process writes, and goes on afterwards", () =>
    withTable(async (db, group, file) => {
      const other = new DatabaseSync(file);
      other.exec("BEGIN IMMEDIATE");
      const outcomes = await Promise.allSettled([group.run(insert(db, "a")), group.run(insert(db, "b"))]);
      expect(outcomes).toMatchObject([busy, busy]);
      other.close();
      await group.run(insert(db, "c"));
      expect(texts(db)).toEqual(["kept", "c"]);
    }));

  test("rejects all with Busy when the disk is full, and keeps what was there (F16)", () =>
    withTable(async (db, group) => {
      db.exec("PRAGMA max_page_count = 10");
      const outcomes = await Promise.allSettled([
        group.run(insert(db, "small")),
        group.run(insert(db, "x".repeat(100_000))),
      ]);
      expect(outcomes).toMatchObject([busy, busy]);
      expect(texts(db)).toEqual(["kept"]);
      await group.run(insert(db, "small"));
      expect(texts(db)).toEqual(["kept", "small"]);
    }));

  test("shows a mistake as what it is", () =>
    withTable(async (db, group) => {
      const wrong = group.run(() => db.exec("INSERT INTO nothing VALUES (1)"));
      await expect(wrong).rejects.toMatchObject({ code: "ERR_SQLITE_ERROR" });
      expect(db.isTransaction).toBe(false);
    }));
});
