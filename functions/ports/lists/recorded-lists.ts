import * as z from "zod";
import type { BulkId } from "#kernel/bulk.ts";
import type { Clock } from "#kernel/clock.ts";
import { type Instant, reached } from "#kernel/instant.ts";
import type { Keys, SealContext } from "#ports/keys/keys.ts";
import { againOnConflict, jitteredPause, type Pause } from "#ports/records/again.ts";
import type { Key, Records } from "#ports/records/records.ts";
import { type DataKey, newDataKey, sealed, unsealed, unwrap } from "#ports/subjects/envelope.ts";
import type { Lists } from "./lists.ts";

const partition = (bulkId: BulkId): string => `LIST#${bulkId}`;
const keyKey = (bulkId: BulkId): Key => ({ pk: partition(bulkId), sk: "KEY" });
const pageKey = (bulkId: BulkId, page: number): Key => ({
  pk: partition(bulkId),
  sk: `PAGE#${String(page).padStart(4, "0")}`,
});
const contextOf = (bulkId: BulkId): SealContext => ({ purpose: "subject", owner: partition(bulkId) });

const StoredKey = z.object({ wrapped: z.string() });
const StoredPage = z.object({ sealed: z.string() });
const Names = z.array(z.string());

/** Lists in the table of personal data, the same on every host, each under a key of its own. */
export const listsIn = ({
  records,
  keys,
  clock,
  pause = jitteredPause,
}: {
  records: Records;
  keys: Pick<Keys, "seal" | "unseal">;
  clock: Clock;
  pause?: Pause;
}): Lists => {
  const keyToSealWith = (bulkId: BulkId, until: Instant): Promise<DataKey> =>
    againOnConflict(pause, async () => {
      const place = keyKey(bulkId);
      const [row] = await records.get([place]);
      if (row !== undefined) return unwrap(keys, StoredKey.parse(row.body).wrapped, contextOf(bulkId));
      const { dataKey, wrapped } = await newDataKey(keys, contextOf(bulkId));
      await records.transact([{ put: { ...place, body: wrapped, expiresAt: until }, ifVersion: 0 }]);
      return dataKey;
    });

  return {
    keep: async (bulkId, page, names, until) => {
      const dataKey = await keyToSealWith(bulkId, until);
      const place = pageKey(bulkId, page);
      const body = sealed(dataKey, place, [...names]);
      await againOnConflict(pause, async () => {
        const [row] = await records.get([place]);
        await records.transact([{ put: { ...place, body, expiresAt: until }, ifVersion: row?.version ?? 0 }]);
      });
    },

    names: async (bulkId, page) => {
      const place = pageKey(bulkId, page);
      const [key, row] = await records.get([keyKey(bulkId), place]);
      if (key === undefined || row === undefined) return undefined;
      // a row may linger after its time
      if (row.expiresAt !== undefined && reached(row.expiresAt, clock.now())) return undefined;
      const dataKey = await unwrap(keys, StoredKey.parse(key.body).wrapped, contextOf(bulkId));
      return Names.parse(unsealed(dataKey, place, StoredPage.parse(row.body).sealed));
    },
  };
};
