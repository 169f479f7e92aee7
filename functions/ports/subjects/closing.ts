import type { Keys } from "#ports/keys/keys.ts";
import { againOnConflict, type Pause } from "#ports/records/again.ts";
import type { Records, Write } from "#ports/records/records.ts";
import { newDataKey, sealed, unsealed, unwrap } from "./envelope.ts";
import { closingContext, closingKey, closingKeyKey, SealedClosing, StoredKey, StoredSealed } from "./rows.ts";
import type { Subjects } from "./subjects.ts";

type Closing = Pick<Subjects, "keepClosing" | "closingRecord" | "destroyClosing">;

/** The closing record of a request, under a key of its own: it outlives the person's key until the last re-check. */
export const closingIn = (
  records: Records,
  keys: Pick<Keys, "seal" | "unseal">,
  pause: Pause,
  afterDestroy: () => Promise<void>,
): Closing => ({
  // a new key each time: what an earlier record held, such as the address, dies with the earlier key
  keepClosing: async (requestId, record) => {
    const [keyAt, recordAt] = [closingKeyKey(requestId), closingKey(requestId)];
    const replaced = await againOnConflict(pause, async () => {
      const [key, earlier] = await records.get([keyAt, recordAt]);
      const { dataKey, wrapped } = await newDataKey(keys, closingContext(requestId));
      await records.transact([
        { put: { ...keyAt, body: wrapped }, ifVersion: key?.version ?? 0 },
        { put: { ...recordAt, body: sealed(dataKey, recordAt, record) }, ifVersion: earlier?.version ?? 0 },
      ]);
      return key !== undefined;
    });
    if (replaced) await afterDestroy();
  },

  closingRecord: async (requestId) => {
    const [key, record] = await records.get([closingKeyKey(requestId), closingKey(requestId)]);
    if (key === undefined || record === undefined) return undefined;
    const dataKey = await unwrap(keys, StoredKey.parse(key.body).wrapped, closingContext(requestId));
    return SealedClosing.parse(unsealed(dataKey, closingKey(requestId), StoredSealed.parse(record.body).sealed));
  },

  destroyClosing: async (requestId) => {
    await againOnConflict(pause, async () => {
      const rows = await records.get([closingKeyKey(requestId), closingKey(requestId)]);
      const removals = rows.flatMap((row): Write[] =>
        row ? [{ remove: { pk: row.pk, sk: row.sk }, ifVersion: row.version }] : [],
      );
      if (removals.length > 0) await records.transact(removals);
    });
    // also when nothing was left: the time before may have been killed just here
    await afterDestroy();
  },
});
