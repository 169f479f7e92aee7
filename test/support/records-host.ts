import type { Records } from "#ports/records/records.ts";

/** An empty table for one test, on whichever host. */
export interface RecordsHost {
  records: Records;
  /** Repeats a check that reads an index until it holds, a bounded number of times: indexes may lag. Throws what the last try threw. */
  eventually(check: () => Promise<void>): Promise<void>;
  close(): Promise<void>;
}
export type MakeRecordsHost = () => Promise<RecordsHost>;

/** For a host whose indexes never lag. */
export const once = (check: () => Promise<void>): Promise<void> => check();

/** Deciding again without waiting. */
export const noPause = async (): Promise<void> => {};
