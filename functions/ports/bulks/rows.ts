import * as z from "zod";
import { Bulk, BulkEntry, type BulkId } from "#kernel/bulk.ts";
import type { JsonObject } from "#kernel/json.ts";
import type { IndexEntries, Key, Row } from "#ports/records/records.ts";

type NewRow = Omit<Row, "version">;

export const bulkKey = (bulkId: BulkId): Key => ({ pk: `BULK#${bulkId}`, sk: "BULK" });
export const pagePrefix = "PAGE#";
export const pageKey = (bulkId: BulkId, page: number): Key => ({
  pk: bulkKey(bulkId).pk,
  sk: `${pagePrefix}${String(page).padStart(4, "0")}`,
});

export const listPartition = "BULKS";
export const unstartedPartition = "UNSTARTED-BULKS";
export const unansweredPartition = "UNANSWERED-BULKS";

// Loose: a field that a later version wrote is carried through by this one, not dropped (I18).
const StoredBulk = Bulk.loose();
const StoredPage = z.object({ entries: z.array(BulkEntry.loose()) });
export const bulkIn = (row: Row): Bulk => StoredBulk.parse(row.body);
export const pageIn = (row: Row): BulkEntry[] => StoredPage.parse(row.body).entries;

const bodyOf = (value: object): JsonObject => JSON.parse(JSON.stringify(value)) as JsonObject;

/** A list waits for its run to begin, or for its run to take a decision, never for both. */
const indexesOf = ({ bulkId, openedAt, unstarted, wait }: Bulk): IndexEntries => ({
  state: { pk: listPartition, sk: `${openedAt}#${bulkId}` },
  ...(unstarted
    ? { work: { pk: unstartedPartition, sk: `${openedAt}#${bulkId}` } }
    : wait?.decidedAt !== undefined && { work: { pk: unansweredPartition, sk: `${wait.decidedAt}#${bulkId}` } }),
});

export const bulkRow = (bulk: Bulk): NewRow => ({
  ...bulkKey(bulk.bulkId),
  body: bodyOf(bulk),
  indexes: indexesOf(bulk),
});

export const pageRow = (bulkId: BulkId, page: number, entries: readonly BulkEntry[]): NewRow => ({
  ...pageKey(bulkId, page),
  body: bodyOf({ entries }),
});
