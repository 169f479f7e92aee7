import type { RequestId, UserId } from "#kernel/ids.ts";
import type { Keys } from "#ports/keys/keys.ts";
import { againOnConflict, type Pause } from "#ports/records/again.ts";
import type { Key, Records, Write } from "#ports/records/records.ts";
import { newDataKey, sealed, unsealed, unwrap } from "./envelope.ts";
import {
  closedKey,
  closingContext,
  closingKey,
  closingKeyKey,
  SealedClosing,
  StoredClosed,
  StoredKey,
  StoredSealed,
} from "./rows.ts";
import type { Subjects } from "./subjects.ts";

type Closing = Pick<Subjects, "keepClosing" | "closedBy" | "closingRecord" | "destroyClosing">;

/** The closing record of a request, under a key of its own: it outlives the person's key until the last re-check. */
export const closingIn = (
  records: Records,
  keys: Pick<Keys, "seal" | "unseal" | "mac">,
  pause: Pause,
  afterDestroy: () => Promise<void>,
): Closing => {
  const recordOf = async (requestId: RequestId) => {
    const [key, record] = await records.get([closingKeyKey(requestId), closingKey(requestId)]);
    if (key === undefined || record === undefined) return undefined;
    const dataKey = await unwrap(keys, StoredKey.parse(key.body).wrapped, closingContext(requestId));
    return SealedClosing.parse(unsealed(dataKey, closingKey(requestId), StoredSealed.parse(record.body).sealed));
  };
  /** The ways in to a record, of at most so many identities as one transaction has room for. */
  const waysIn = (identities: readonly { userId: UserId }[]): Promise<Key[]> =>
    Promise.all(identities.slice(0, mostWaysIn).map(({ userId }) => closedKey(keys, userId)));

  return {
    // a new key each time: what an earlier record held, such as the address, dies with the earlier key
    keepClosing: async (requestId, record) => {
      const [keyAt, recordAt] = [closingKeyKey(requestId), closingKey(requestId)];
      const replaced = await againOnConflict(pause, async () => {
        const places = await waysIn(record.identities);
        const [key, earlier, ...ways] = await records.get([keyAt, recordAt, ...places]);
        const { dataKey, wrapped } = await newDataKey(keys, closingContext(requestId));
        await records.transact([
          { put: { ...keyAt, body: wrapped }, ifVersion: key?.version ?? 0 },
          { put: { ...recordAt, body: sealed(dataKey, recordAt, record) }, ifVersion: earlier?.version ?? 0 },
          ...places.map((place, index) => ({
            put: { ...place, body: { requestId } },
            ifVersion: ways[index]?.version ?? 0,
          })),
        ]);
        return key !== undefined;
      });
      if (replaced) await afterDestroy();
    },

    closedBy: async (userId) => {
      const [row] = await records.get([await closedKey(keys, userId)]);
      return row && StoredClosed.parse(row.body).requestId;
    },

    closingRecord: recordOf,

    destroyClosing: async (requestId) => {
      await againOnConflict(pause, async () => {
        const record = await recordOf(requestId);
        const ways = await records.get(await waysIn(record?.identities ?? []));
        const own = ways.filter((row) => row !== undefined && StoredClosed.parse(row.body).requestId === requestId);
        const rows = [...(await records.get([closingKeyKey(requestId), closingKey(requestId)])), ...own];
        const removals = rows.flatMap((row): Write[] =>
          row ? [{ remove: { pk: row.pk, sk: row.sk }, ifVersion: row.version }] : [],
        );
        if (removals.length > 0) await records.transact(removals);
      });
      // also when nothing was left: the time before may have been killed just here
      await afterDestroy();
    },
  };
};

const mostWaysIn = 90;
