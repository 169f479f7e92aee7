import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSqliteRecords } from "#ports/records/sqlite-records.ts";
import { type MakeRecordsHost, once } from "./records-host.ts";

/** A directory that is gone after the test. */
export const withDirectory = async <T>(use: (directory: string) => Promise<T>): Promise<T> => {
  const directory = await mkdtemp(join(tmpdir(), "habeas-"));
  try {
    return await use(directory);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
};

export const sqliteInMemory: MakeRecordsHost = async () => {
  const records = openSqliteRecords({ file: ":memory:", durability: "normal" });
  return { records, eventually: once, close: async () => records.close() };
};

export const sqliteInFile: MakeRecordsHost = async () => {
  const directory = await mkdtemp(join(tmpdir(), "habeas-"));
  const records = openSqliteRecords({ file: join(directory, "records.db"), durability: "full" });
  return {
    records,
    eventually: once,
    close: async () => {
      records.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
};
